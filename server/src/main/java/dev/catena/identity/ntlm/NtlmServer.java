// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Challenges clients that want to log in by NTLM (MS-NLMP 3.2.5). Immutable: one for a listener, shared by all its connections. */
public final class NtlmServer {
    /** What to say to a client's first message. */
    public sealed interface Opening {
        /** Send {@link NtlmHandshake#challengeMessage()}, and keep the handshake with the connection until it is answered. */
        record Challenged(NtlmHandshake handshake) implements Opening {}

        /** It cannot log in like this. */
        record Refused(NtlmRefusal reason, String words) implements Opening {}
    }

    private static final int ALWAYS = Flags.NTLM | Flags.TARGET_INFO;
    private static final int IF_OFFERED = Flags.REQUEST_TARGET | Flags.SIGN | Flags.ALWAYS_SIGN | Flags.EXTENDED_SESSION_SECURITY
        | Flags.KEY_128 | Flags.KEY_EXCHANGE | Flags.KEY_56;

    private final NtlmTarget target;
    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random a {@link java.security.SecureRandom} but in tests: nobody may foresee a challenge */
    public NtlmServer(NtlmTarget target, InstantSource clock, RandomGenerator random) {
        this.target = target;
        this.clock = clock;
        this.random = random;
    }

    /** Answers a NEGOTIATE_MESSAGE with a challenge of its own; never an exception, whatever the bytes. */
    public Opening challenge(byte[] negotiateMessage) {
        try {
            var negotiate = NegotiateMessage.parse(negotiateMessage);
            if (!Flags.has(negotiate.flags(), Flags.UNICODE | Flags.OEM) || !Flags.has(negotiate.flags(), Flags.NTLM)) {
                return new Opening.Refused(NtlmRefusal.UNSUPPORTED, "the client's first NTLM message offers no character set, or no NTLM");
            }
            return new Opening.Challenged(new NtlmHandshake(target, negotiateMessage, challenge(negotiate)));
        } catch (MalformedNtlm malformed) {
            return new Opening.Refused(NtlmRefusal.MALFORMED, "the client's first NTLM message is not valid: " + malformed.what());
        }
    }

    private ChallengeMessage challenge(NegotiateMessage negotiate) {
        int charset = Flags.has(negotiate.flags(), Flags.UNICODE) ? Flags.UNICODE : Flags.OEM;
        int named = Flags.has(negotiate.flags(), Flags.REQUEST_TARGET) ? Flags.TARGET_TYPE_DOMAIN : 0;
        var challenge = new byte[ChallengeMessage.CHALLENGE_BYTES];
        random.nextBytes(challenge);
        return new ChallengeMessage(ALWAYS | charset | named | negotiate.flags() & IF_OFFERED,
            named == 0 ? "" : target.netbiosDomain(), challenge, target.info(FileTime.of(clock.instant())));
    }
}
