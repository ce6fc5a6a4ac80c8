// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Logs in by NTLMv2: one handshake, which proves one connection (MS-NLMP 3.1.5). Used by one thread at a time.
 *
 * <pre>{@code
 * var client = new NtlmClient(login, clock, new SecureRandom());
 * send(client.negotiate());
 * switch (client.answer(received)) {
 *     case Answer.Authenticate(var message) -> send(message);
 *     case Answer.Failed(var why) -> giveUp(why);
 * }
 * }</pre>
 */
public final class NtlmClient {
    /** What to do with a challenge. */
    public sealed interface Answer {
        /** Send this as the last message; the other side then says yes or no. */
        record Authenticate(byte[] message) implements Answer {}

        /** There is no answer: what the other side sent is not a challenge we accept. The words are for people. */
        record Failed(String why) implements Answer {}
    }

    private static final int OFFERED = Flags.UNICODE | Flags.OEM | Flags.REQUEST_TARGET | Flags.SIGN | Flags.NTLM | Flags.ALWAYS_SIGN
        | Flags.EXTENDED_SESSION_SECURITY | Flags.TARGET_INFO | Flags.KEY_128 | Flags.KEY_EXCHANGE;

    // MS-NLMP 3.1.5.1.2 asks for zeros where the server tells the time. The others, decades old, read the NTLMv2 response first, too.
    private static final byte[] NO_LM_RESPONSE = new byte[24];

    private final NtlmLogin login;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final byte[] negotiate = new NegotiateMessage(OFFERED, "", "").print();
    private @Nullable NtlmSession session;

    /** @param random a {@link java.security.SecureRandom} but in tests */
    public NtlmClient(NtlmLogin login, InstantSource clock, RandomGenerator random) {
        this.login = login;
        this.clock = clock;
        this.random = random;
    }

    /** The first message; the same bytes whenever asked. */
    public byte[] negotiate() {
        return negotiate.clone();
    }

    /** The last message, in answer to a CHALLENGE_MESSAGE; never an exception, whatever the bytes. */
    public Answer answer(byte[] challengeMessage) {
        try {
            var challenge = ChallengeMessage.parse(challengeMessage);
            if (!Flags.has(challenge.flags(), Flags.UNICODE | Flags.OEM)) {
                return new Answer.Failed("the other side's NTLM challenge allows for no character set");
            }
            if (!Flags.has(challenge.flags(), Flags.UNICODE) && !NtlmText.isAscii(login.user() + login.domain() + login.workstation())) {
                return new Answer.Failed("the other side takes no Unicode, and the user's, domain's or machine's name is not plain ASCII");
            }
            return new Answer.Authenticate(authenticate(challenge, challengeMessage));
        } catch (MalformedNtlm malformed) {
            return new Answer.Failed("the other side's NTLM challenge is not valid: " + malformed.what());
        }
    }

    /** What the last answer agreed on; null before there was one. */
    @Nullable NtlmSession session() {
        return session;
    }

    private byte[] authenticate(ChallengeMessage challenge, byte[] challengeMessage) {
        int flags = challenge.flags() & OFFERED;
        var responseKey = NtlmKeys.responseKey(login.hash(), login.user(), login.domain());
        var response = response(challenge, responseKey);
        var baseKey = NtlmKeys.sessionBaseKey(responseKey, response.proof());
        boolean exchanges = Flags.has(flags, Flags.KEY_EXCHANGE);
        var sessionKey = exchanges ? random(NtlmKeys.KEY_BYTES) : baseKey;
        session = new NtlmSession(sessionKey, flags);
        var message = new AuthenticateMessage(flags, login.user(), login.domain(), login.workstation(), NO_LM_RESPONSE, response.bytes(),
            exchanges ? NtlmKeys.rc4(baseKey, sessionKey) : new byte[0], new byte[AuthenticateMessage.MIC_BYTES]).print();
        return response.promisesMic()
            ? AuthenticateMessage.withMic(message, NtlmKeys.mic(sessionKey, negotiate, challengeMessage, message))
            : message;
    }

    private NtlmV2Response response(ChallengeMessage challenge, byte[] responseKey) {
        var target = challenge.targetInfo();
        boolean tellsTime = target.has(AvPairs.TIMESTAMP);
        var time = tellsTime ? target.value(AvPairs.TIMESTAMP) : FileTime.of(clock.instant());
        return NtlmV2Response.of(responseKey, challenge.challenge(), time, random(NtlmV2Response.CLIENT_CHALLENGE_BYTES),
            bound(tellsTime ? target.withFlag(AvPairs.FLAG_MIC) : target));
    }

    /** Says whom we mean, so that nobody in between can use our answer elsewhere. */
    private AvPairs bound(AvPairs target) {
        var channel = login.channelBinding();
        var bound = channel.length == 0 ? target : target.with(AvPairs.CHANNEL_BINDINGS, channel);
        return login.targetName().isEmpty() ? bound : bound.with(AvPairs.TARGET_NAME, login.targetName());
    }

    private byte[] random(int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
