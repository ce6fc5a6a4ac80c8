// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.Spnego.State;
import dev.catena.identity.ntlm.Spnego.Token;

/**
 * Reads the first token of the scheme Negotiate (RFC 4559): raw NTLM, as clients without a ticket send it, NTLM inside of SPNEGO, or
 * Kerberos, which it hands on unread. Immutable, shared.
 */
public final class NegotiateServer {
    /** Whether tokens of Kerberos are handed on. */
    public enum Kerberos { ACCEPTED, REFUSED }

    /** What to do with a first token. */
    public sealed interface Opening {
        /** NTLM: send the handshake's {@link NegotiateHandshake#reply()} and keep it with the connection. */
        record Ntlm(NegotiateHandshake handshake) implements Opening {}

        /** Kerberos: give the token as it came to JGSS, for the mechanism SPNEGO if it is wrapped, else for Kerberos itself. */
        record KerberosToken(byte[] token, boolean wrapped) implements Opening {}

        /** Neither. */
        record Refused(NtlmRefusal reason, String words) implements Opening {}
    }

    private final NtlmServer ntlm;
    private final Kerberos kerberos;

    public NegotiateServer(NtlmServer ntlm, Kerberos kerberos) {
        this.ntlm = ntlm;
        this.kerberos = kerberos;
    }

    /** Never an exception, whatever the bytes. */
    public Opening open(byte[] token) {
        if (MessageReader.isNtlm(token)) {
            return challenged(token, NegotiateHandshake.RAW, false);
        }
        try {
            return switch (Spnego.parse(token)) {
                case Token.BareKerberos _ when kerberos == Kerberos.ACCEPTED -> new Opening.KerberosToken(token.clone(), false);
                case Token.Init init when kerberos == Kerberos.ACCEPTED && init.prefersKerberos() -> new Opening.KerberosToken(token.clone(), true);
                case Token.Init init when init.mechanisms().contains(Spnego.NTLM) -> ntlm(init);
                case Token.BareKerberos _, Token.Init _ ->
                    new Opening.Refused(NtlmRefusal.UNSUPPORTED, "the client offers none of the mechanisms that are on here");
                case Token.Resp _ -> new Opening.Refused(NtlmRefusal.MALFORMED, "the client's first token belongs into the middle of a log-in");
            };
        } catch (MalformedNtlm malformed) {
            return new Opening.Refused(NtlmRefusal.MALFORMED, "the client's first token is not valid: " + malformed.what());
        }
    }

    private Opening ntlm(Token.Init init) {
        boolean preferred = init.mechanisms().getFirst().equals(Spnego.NTLM);
        if (preferred && init.mechToken().length > 0) {
            return challenged(init.mechToken(), init.mechList(), false);
        }
        // Its token belongs to a mechanism we do not have. As NTLM is then not its first choice, the list has to be signed (RFC 4178 §5).
        var ask = Spnego.chosen(preferred ? State.ACCEPT_INCOMPLETE : State.REQUEST_MIC, new byte[0]);
        return new Opening.Ntlm(NegotiateHandshake.asking(ntlm, ask, init.mechList(), !preferred));
    }

    private Opening challenged(byte[] negotiateMessage, byte[] mechList, boolean mustSign) {
        return switch (ntlm.challenge(negotiateMessage)) {
            case NtlmServer.Opening.Challenged(var handshake) ->
                new Opening.Ntlm(NegotiateHandshake.challenged(ntlm, handshake, mechList, mustSign));
            case NtlmServer.Opening.Refused(var reason, var words) -> new Opening.Refused(reason, words);
        };
    }
}
