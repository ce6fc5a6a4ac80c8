// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmSession.Signer;
import dev.catena.identity.ntlm.Spnego.State;
import dev.catena.identity.ntlm.Spnego.Token;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A log-in by NTLM under the scheme Negotiate that is under way: its reply goes out, the client's next token comes in. Immutable; belongs
 * to one connection.
 */
public final class NegotiateHandshake {
    /** What a token led to. */
    public sealed interface Next {
        /** Another leg: the client's favourite was not NTLM, and it begins with NTLM only now. Send the handshake's reply. */
        record Again(NegotiateHandshake handshake) implements Next {}

        /** Decided; {@code reply} is the last token for the client, empty if the client spoke raw NTLM. */
        record Done(Verdict verdict, byte[] reply) implements Next {}
    }

    /** Stands for the list of mechanisms where there is none: the messages go without SPNEGO around them. */
    static final byte[] RAW = {};

    private static final byte[] NOTHING = {};

    private final NtlmServer ntlm;
    private final @Nullable NtlmHandshake challenged;
    private final byte[] reply;
    private final byte[] mechList;
    private final boolean mustSign;

    private NegotiateHandshake(NtlmServer ntlm, @Nullable NtlmHandshake challenged, byte[] reply, byte[] mechList, boolean mustSign) {
        this.ntlm = ntlm;
        this.challenged = challenged;
        this.reply = reply;
        this.mechList = mechList;
        this.mustSign = mustSign;
    }

    /** Asks the client to begin with NTLM. */
    static NegotiateHandshake asking(NtlmServer ntlm, byte[] reply, byte[] mechList, boolean mustSign) {
        return new NegotiateHandshake(ntlm, null, reply, mechList, mustSign);
    }

    /** Challenges the client. */
    static NegotiateHandshake challenged(NtlmServer ntlm, NtlmHandshake handshake, byte[] mechList, boolean mustSign) {
        var message = handshake.challengeMessage();
        var reply = mechList.length == 0 ? message : Spnego.chosen(mustSign ? State.REQUEST_MIC : State.ACCEPT_INCOMPLETE, message);
        return new NegotiateHandshake(ntlm, handshake, reply, mechList, mustSign);
    }

    /** The token for the 407, a copy. */
    public byte[] reply() {
        return reply.clone();
    }

    /** Goes on by local accounts; see {@link NtlmHandshake#verify(byte[], NtHashes, byte[])}. */
    public Next take(byte[] token, NtHashes accounts, byte[] channelBinding) {
        NtlmJudge judge = proof -> CompletableFuture.completedStage(LocalAccounts.judge(proof, accounts));
        return take(token, judge, channelBinding).toCompletableFuture().join();
    }

    /** Goes on by another judge; see {@link NtlmHandshake#verify(byte[], NtlmJudge, byte[])}. */
    public CompletionStage<Next> take(byte[] token, NtlmJudge judge, byte[] channelBinding) {
        if (isRaw()) {
            return decide(token, NOTHING, handshake -> handshake.verify(token, judge, channelBinding));
        }
        try {
            if (Spnego.parse(token) instanceof Token.Resp(_, var message, var mechListMic)) {
                return decide(message, mechListMic, handshake -> handshake.verify(message, judge, channelBinding));
            }
            return malformed("it begins another log-in");
        } catch (MalformedNtlm malformed) {
            return malformed(malformed.what());
        }
    }

    private CompletionStage<Next> decide(byte[] message, byte[] mechListMic, Function<NtlmHandshake, CompletionStage<Verdict>> verify) {
        return challenged == null
            ? CompletableFuture.completedStage(begin(message))
            : verify.apply(challenged).thenApply(verdict -> done(signed(verdict, mechListMic), mechListMic));
    }

    private Next begin(byte[] negotiateMessage) {
        return switch (ntlm.challenge(negotiateMessage)) {
            case NtlmServer.Opening.Challenged(var handshake) -> new Next.Again(challenged(ntlm, handshake, mechList, mustSign));
            case NtlmServer.Opening.Refused(var reason, var words) -> done(new Verdict.Refused(reason, "", words), NOTHING);
        };
    }

    /** Without the signature somebody in between could have struck Kerberos off the client's list (RFC 4178 §5). */
    private Verdict signed(Verdict verdict, byte[] mechListMic) {
        if (!(verdict instanceof Verdict.Proven(var user, _, var session)) || mechListMic.length == 0 && !mustSign) {
            return verdict;
        }
        if (!session.canSign()) {
            return new Verdict.Refused(NtlmRefusal.UNSUPPORTED, user,
                "SPNEGO's list of mechanisms has to be signed, and the client lacks NTLM's extended session security");
        }
        return session.verifies(Signer.CLIENT, mechList, mechListMic)
            ? verdict
            : new Verdict.Refused(NtlmRefusal.TAMPERED, user, "SPNEGO's list of mechanisms is not signed, or was changed on the way");
    }

    private Next done(Verdict verdict, byte[] mechListMic) {
        if (isRaw()) {
            return new Next.Done(verdict, NOTHING);
        }
        return new Next.Done(verdict, switch (verdict) {
            case Verdict.Proven(_, _, var session) -> Spnego.decided(State.ACCEPT_COMPLETED,
                mechListMic.length == 0 ? NOTHING : session.sign(Signer.SERVER, mechList));
            case Verdict.Refused _, Verdict.Unavailable _ -> Spnego.decided(State.REJECT, NOTHING);
        });
    }

    private CompletionStage<Next> malformed(String why) {
        var verdict = new Verdict.Refused(NtlmRefusal.MALFORMED, "", "the client's token is not valid: " + why);
        return CompletableFuture.completedStage(done(verdict, NOTHING));
    }

    private boolean isRaw() {
        return mechList.length == 0;
    }
}
