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
import java.util.Set;
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
    private final @Nullable DomainPasswords domain;
    private final AuthMemory memory;
    private final Offload hashes;
    private final ConcurrentMap<String, CompletionStage<Attempt>> underWay = new ConcurrentHashMap<>();

    BasicLogin(Accounts accounts, @Nullable DomainPasswords domain, AuthMemory memory, Offload hashes) {
        this.accounts = accounts;
        this.domain = domain;
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
        var left = memory.throttle().refusedFor(name, client);
        return left.isPositive() ? new Attempt.Throttled(name, left) : check(name, pair.substring(colon + 1));
    }

    private Attempt check(String name, String password) {
        var account = accounts.find(name);
        var against = account.map(found -> found.hash().toPhc()).orElse("");
        var entry = memory.rightPasswords().entry(name, password, against);
        if (memory.rightPasswords().knows(entry)) return new Attempt.Right(account.map(BasicLogin::principal).orElseGet(() -> ofDomain(name)), "");
        var fresh = new CompletableFuture<Attempt>();
        var others = underWay.putIfAbsent(entry, fresh);
        if (others != null) return new Attempt.Pending(others.thenApply(BasicLogin::countedAlready));
        var checked = account.isEmpty() && domain != null ? domain.check(name, password) : hashed(account.orElse(null), name, password);
        checked.whenComplete((attempt, failure) -> {
            if (attempt instanceof Attempt.Right) memory.rightPasswords().remember(entry);
            underWay.remove(entry);
            if (failure == null) fresh.complete(attempt);
            else fresh.completeExceptionally(failure);
        });
        return new Attempt.Pending(fresh);
    }

    /** The same pair on many connections at once, as browsers send it, is one failed log-in. */
    private static Attempt countedAlready(Attempt attempt) {
        return attempt instanceof Attempt.Wrong(_, var why) ? new Attempt.Unclear(why) : attempt;
    }

    private CompletionStage<Attempt> hashed(@Nullable Account account, String name, String password) {
        var hash = account == null ? NOBODY : account.hash();
        return hashes.submit(() -> hash.matches(password.toCharArray()))
            .handle((right, failure) -> {
                if (failure != null) return new Attempt.Unavailable("the password could not be checked in time: " + failure.getMessage());
                return right && account != null ? new Attempt.Right(principal(account), "") : new Attempt.Wrong(name, "the user or the password is wrong");
            });
    }

    private static Principal principal(Account account) {
        return principal(account.name(), Scheme.BASIC);
    }

    /** The account {@code DOMAIN\name} or {@code name}. */
    static Principal principal(String account, Scheme scheme) {
        int backslash = account.indexOf('\\');
        boolean hasDomain = backslash > 0 && backslash < account.length() - 1;
        return new Principal(hasDomain ? account.substring(backslash + 1) : account, hasDomain ? account.substring(0, backslash) : "", scheme, Set.of());
    }

    private static Principal ofDomain(String name) {
        return DomainPasswords.principal(name);
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
