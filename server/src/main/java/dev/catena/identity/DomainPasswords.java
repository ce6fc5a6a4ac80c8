// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmJudge;
import dev.catena.identity.ntlm.NtlmLogin;
import dev.catena.identity.ntlm.NtlmServer;
import dev.catena.identity.ntlm.Verdict;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * Checks a password that a client gave in the clear against the domain: we challenge ourselves, answer with the password, and let the
 * domain judge. So there is one way to the domain, and no password goes there.
 */
final class DomainPasswords {
    private static final byte[] NO_CHANNEL = {};

    private final NtlmServer server;
    private final NtlmJudge judge;
    private final InstantSource clock;
    private final RandomGenerator random;

    DomainPasswords(NtlmServer server, NtlmJudge judge, InstantSource clock, RandomGenerator random) {
        this.server = server;
        this.judge = judge;
        this.clock = clock;
        this.random = random;
    }

    /** @param name {@code DOMAIN\name}, {@code name@realm} or {@code name} */
    CompletionStage<Attempt> check(String name, String password) {
        var principal = principal(name);
        var client = new NtlmClient(new NtlmLogin(principal.name(), principal.domain(), "", NtHash.ofPassword(password.toCharArray()), ""), clock, random);
        if (server.challenge(client.negotiate()) instanceof NtlmServer.Opening.Challenged(var handshake)
            && client.answer(handshake.challengeMessage()) instanceof NtlmClient.Answer.Authenticate(var message)) {
            return handshake.verify(message, judge, NO_CHANNEL).thenApply(verdict -> switch (verdict) {
                case Verdict.Proven _ -> new Attempt.Right(principal, "");
                case Verdict.Refused _ -> new Attempt.Wrong(name, "the user or the password is wrong");
                case Verdict.Unavailable(var words) -> new Attempt.Unavailable(words);
            });
        }
        return CompletableFuture.completedFuture(new Attempt.Unclear("the user name cannot be asked for in the domain"));
    }

    /** A domain's names are the same in any case; shown is the domain in capitals, as Windows shows it. */
    static Principal principal(String name) {
        var split = BasicLogin.principal(name, Scheme.BASIC);
        return new Principal(split.name(), split.domain().toUpperCase(Locale.ROOT), Scheme.BASIC, Set.of());
    }
}
