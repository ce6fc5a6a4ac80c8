// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmLogin;
import dev.catena.identity.ntlm.NtlmServer;
import dev.catena.identity.ntlm.Verdict;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Checks a password that a client gave in the clear against the domain: we challenge ourselves, answer with the password, and let the
 * domain judge. So there is one way to the domain, and no password goes there.
 */
final class DomainPasswords implements Passwords {
    private static final byte[] NO_CHANNEL = {};

    private final DomainUsers users;
    private final NtlmServer server;
    private final NtlmJudge judge;
    private final InstantSource clock;
    private final RandomGenerator random;

    DomainPasswords(DomainUsers users, NtlmServer server, NtlmJudge judge, InstantSource clock, RandomGenerator random) {
        this.users = users;
        this.server = server;
        this.judge = judge;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public CompletionStage<Attempt> check(Principal who, String written, String password) {
        if (!users.admits(who)) return CompletableFuture.completedFuture(new Attempt.Unclear("users of the domain %s do not log in here".formatted(who.domain())));
        // the client's own spelling: a user's name with a suffix is not always the account's
        var split = BasicLogin.split(written);
        var client = new NtlmClient(new NtlmLogin(split.name(), split.domain(), "", NtHash.ofPassword(password.toCharArray()), ""), clock, random);
        if (server.challenge(client.negotiate()) instanceof NtlmServer.Opening.Challenged(var handshake)
            && client.answer(handshake.challengeMessage()) instanceof NtlmClient.Answer.Authenticate(var message)) {
            return handshake.verify(message, judge, NO_CHANNEL).thenApply(verdict -> switch (verdict) {
                case Verdict.Proven _ -> new Attempt.Right(who, "");
                case Verdict.Refused _ -> new Attempt.Wrong(who.shown(), "the user or the password is wrong");
                case Verdict.Unavailable(var words) -> new Attempt.Unavailable(words);
            });
        }
        return CompletableFuture.completedFuture(new Attempt.Unclear("the user name cannot be asked for in the domain"));
    }
}
