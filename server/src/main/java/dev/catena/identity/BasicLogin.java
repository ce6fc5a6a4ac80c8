// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.base.Offload;
import dev.catena.http.Credentials;
import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.accounts.PasswordHash;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks name and password of Basic (RFC 7617). A hash takes tens of milliseconds, so it is made elsewhere; requests that come with the
 * same pair meanwhile share its outcome, and for a while after it nothing is hashed at all.
 */
final class BasicLogin {
    /** Nobody's: hashed against when there is no such account, so that the time tells nobody who exists. */
    private static final PasswordHash NOBODY = PasswordHash.parse("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    private final Accounts accounts;
    private final DomainUsers users;
    private final @Nullable Passwords others;
    private final AuthMemory memory;
    private final Offload hashes;
    private final ConcurrentMap<String, CompletionStage<Attempt>> underWay = new ConcurrentHashMap<>();

    /** @param others who knows the passwords of those who are not among the accounts; null without anybody */
    BasicLogin(Accounts accounts, DomainUsers users, @Nullable Passwords others, AuthMemory memory, Offload hashes) {
        this.accounts = accounts;
        this.users = users;
        this.others = others;
        this.memory = memory;
        this.hashes = hashes;
    }

    Attempt attempt(Credentials credentials, InetAddress client) {
        String pair;
        try {
            pair = text(Base64.getDecoder().decode(credentials.token68()));
        } catch (IllegalArgumentException notBase64) {
            return new Attempt.Unclear("the credentials are not base64");
        }
        int colon = pair.indexOf(':');
        if (colon < 1) return new Attempt.Unclear("the credentials have no user name");
        var name = pair.substring(0, colon);
        var account = accounts.find(name).orElse(null);
        var who = account == null ? users.principal(name, Scheme.BASIC) : principal(account, Scheme.BASIC);
        var left = memory.throttle().refusedFor(who.shown(), client);
        return left.isPositive() ? Attempt.Throttled.from(client, who.shown(), left) : check(account, who, name, pair.substring(colon + 1));
    }

    private Attempt check(@Nullable Account account, Principal who, String name, String password) {
        var entry = memory.rightPasswords().entry(name, password, account == null ? "" : account.hash().toPhc());
        var known = memory.rightPasswords().known(entry);
        if (known.isPresent()) return new Attempt.Right(account == null ? known.get() : who, "");
        var fresh = new CompletableFuture<Attempt>();
        var others = underWay.putIfAbsent(entry, fresh);
        if (others != null) return new Attempt.Pending(others.thenApply(BasicLogin::countedAlready));
        var checked = account == null && this.others != null ? elsewhere(who, name, password) : hashed(account, who, password);
        checked.whenComplete((attempt, failure) -> {
            if (attempt instanceof Attempt.Right(var principal, _)) memory.rightPasswords().remember(entry, principal);
            underWay.remove(entry);
            if (failure == null) fresh.complete(attempt);
            else fresh.completeExceptionally(failure);
        });
        return new Attempt.Pending(fresh);
    }

    private CompletionStage<Attempt> elsewhere(Principal who, String name, String password) {
        return memory.domainBudget().ask(who.shown(), () -> Objects.requireNonNull(others).check(who, name, password));
    }

    /** The same pair on many connections at once, as browsers send it, is one failed log-in. */
    private static Attempt countedAlready(Attempt attempt) {
        return attempt instanceof Attempt.Wrong(_, var why) ? new Attempt.Unclear(why) : attempt;
    }

    private CompletionStage<Attempt> hashed(@Nullable Account account, Principal who, String password) {
        var hash = account == null ? NOBODY : account.hash();
        return hashes.submit(() -> hash.matches(password.toCharArray()))
            .handle((right, failure) -> {
                if (failure != null) return new Attempt.Unavailable("the password could not be checked in time: " + failure.getMessage());
                return right && account != null ? new Attempt.Right(who, "") : new Attempt.Wrong(who.shown(), "the user or the password is wrong");
            });
    }

    /** Somebody of the accounts file, whose groups stand there, too. */
    static Principal principal(Account account, Scheme scheme) {
        var split = split(account.name());
        return new Principal(split.name(), split.domain(), scheme, Groups.of(account.groups()));
    }

    /** A name in its two parts. */
    record Split(String domain, String name) {}

    /** {@code DOMAIN\name} or {@code name}. */
    static Split split(String account) {
        int backslash = account.indexOf('\\');
        boolean hasDomain = backslash > 0 && backslash < account.length() - 1;
        return hasDomain ? new Split(account.substring(0, backslash), account.substring(backslash + 1)) : new Split("", account);
    }

    /** UTF-8, as our challenge asks (RFC 7617 §2.1); what is not UTF-8 is Latin-1, as older clients send. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException notUtf8) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
