// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A challenge that was sent and waits for its answer. Immutable, about a kilobyte, holds nothing else: a client may walk away.
 * Belongs to one connection; drop it when it was answered.
 */
public final class NtlmHandshake {
    private static final byte[] NO_BINDING = new byte[16];

    private final NtlmTarget target;
    private final byte[] negotiateMessage;
    private final ChallengeMessage challenge;
    private final byte[] challengeMessage;

    /** What a client claims, as far as it can be checked without its key. */
    private sealed interface Claim {
        record Plausible(AuthenticateMessage message, NtlmV2Response response, byte[] bytes) implements Claim {}

        record Refused(Verdict.Refused verdict) implements Claim {}
    }

    NtlmHandshake(NtlmTarget target, byte[] negotiateMessage, ChallengeMessage challenge) {
        this.target = target;
        this.negotiateMessage = negotiateMessage.clone();
        this.challenge = challenge;
        this.challengeMessage = challenge.print();
    }

    /** What goes to the client, a copy. */
    public byte[] challengeMessage() {
        return challengeMessage.clone();
    }

    /**
     * Judges an AUTHENTICATE_MESSAGE by local accounts; never an exception, whatever the bytes.
     *
     * @param channelBinding the MD5 of the TLS channel's bindings, which a client that names one must match; empty to take what comes
     */
    public Verdict verify(byte[] authenticateMessage, NtHashes accounts, byte[] channelBinding) {
        return switch (claim(authenticateMessage, channelBinding)) {
            case Claim.Refused(var verdict) -> verdict;
            case Claim.Plausible claim -> verdict(claim, LocalAccounts.judge(proof(claim), accounts));
        };
    }

    /** As {@link #verify(byte[], NtHashes, byte[])}, but another one judges; completes on a thread of that judge's, never exceptionally. */
    public CompletionStage<Verdict> verify(byte[] authenticateMessage, NtlmJudge judge, byte[] channelBinding) {
        return switch (claim(authenticateMessage, channelBinding)) {
            case Claim.Refused(var verdict) -> CompletableFuture.completedStage(verdict);
            case Claim.Plausible claim -> judge.judge(proof(claim)).thenApply(judgement -> verdict(claim, judgement));
        };
    }

    private Claim claim(byte[] bytes, byte[] channelBinding) {
        try {
            var message = AuthenticateMessage.parse(bytes);
            if (message.user().isEmpty() || Flags.has(message.flags(), Flags.ANONYMOUS)) {
                return refused(NtlmRefusal.ANONYMOUS, message, "the client names no user");
            }
            if (message.ntResponse().length <= NtlmV2Response.V1_BYTES) {
                return refused(NtlmRefusal.NOT_NTLMV2, message, "the client answered with LM or NTLMv1; allow it to use NTLMv2");
            }
            if (!Flags.has(message.flags(), Flags.UNICODE) && !NtlmText.isAscii(message.user() + message.domain())) {
                return refused(NtlmRefusal.UNSUPPORTED, message, "the client's name is not ASCII, and it does not speak Unicode");
            }
            return checked(new Claim.Plausible(message, NtlmV2Response.parse(message.ntResponse()), bytes.clone()), channelBinding);
        } catch (MalformedNtlm malformed) {
            return new Claim.Refused(new Verdict.Refused(NtlmRefusal.MALFORMED, "",
                "the client's last NTLM message is not valid: " + malformed.what()));
        }
    }

    /** Refuses what was meant for somebody else, and what lacks the MIC it promises. */
    private Claim checked(Claim.Plausible claim, byte[] channelBinding) throws MalformedNtlm {
        var named = claim.response().target();
        if (!target.answersTo(named.text(AvPairs.TARGET_NAME))) {
            return refused(NtlmRefusal.WRONG_TARGET, claim.message(),
                "the client meant to log in to %s, which is not a name of this proxy".formatted(named.text(AvPairs.TARGET_NAME)));
        }
        var bound = named.value(AvPairs.CHANNEL_BINDINGS);
        boolean binds = bound.length != 0 && !MessageDigest.isEqual(bound, NO_BINDING);
        if (binds && channelBinding.length != 0 && !MessageDigest.isEqual(bound, channelBinding)) {
            return refused(NtlmRefusal.WRONG_CHANNEL, claim.message(), "the client's TLS connection does not end here: somebody sits in between");
        }
        if (claim.response().promisesMic() && claim.message().mic().length == 0) {
            return refused(NtlmRefusal.TAMPERED, claim.message(), "the client's last NTLM message lost its MIC on the way");
        }
        return claim;
    }

    private NtlmProof proof(Claim.Plausible claim) {
        var message = claim.message();
        return new NtlmProof(message.user(), message.domain(), message.workstation(), challenge.challenge(), message.ntResponse());
    }

    private Verdict verdict(Claim.Plausible claim, Judgement judgement) {
        return switch (judgement) {
            case Judgement.Right(var sessionBaseKey) -> proven(claim, sessionBaseKey);
            case Judgement.Wrong(var reason, var words) -> new Verdict.Refused(reason, claim.message().user(), words);
            case Judgement.Unavailable(var words) -> new Verdict.Unavailable(words);
        };
    }

    private Verdict proven(Claim.Plausible claim, byte[] sessionBaseKey) {
        var message = claim.message();
        int flags = message.flags() & challenge.flags();
        boolean exchanges = Flags.has(flags, Flags.KEY_EXCHANGE) && message.encryptedKey().length == NtlmKeys.KEY_BYTES;
        var key = exchanges ? NtlmKeys.rc4(sessionBaseKey, message.encryptedKey()) : sessionBaseKey;
        if (claim.response().promisesMic()
                && !MessageDigest.isEqual(message.mic(), NtlmKeys.mic(key, negotiateMessage, challengeMessage, claim.bytes()))) {
            return new Verdict.Refused(NtlmRefusal.TAMPERED, message.user(), "an NTLM message was changed on the way: its MIC is wrong");
        }
        return new Verdict.Proven(message.user(), message.domain(), new NtlmSession(key, flags));
    }

    private static Claim refused(NtlmRefusal reason, AuthenticateMessage message, String words) {
        return new Claim.Refused(new Verdict.Refused(reason, message.user(), words));
    }
}
