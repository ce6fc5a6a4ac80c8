// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmClient.Answer;
import dev.catena.identity.ntlm.NtlmSession.Signer;
import dev.catena.identity.ntlm.Spnego.Token;

/**
 * Logs in by NTLM inside of SPNEGO, to an upstream that offers Negotiate and no NTLM: the messages of an {@link NtlmClient}, wrapped.
 * Used by one thread at a time.
 */
public final class NegotiateClient {
    private final NtlmClient ntlm;

    public NegotiateClient(NtlmClient ntlm) {
        this.ntlm = ntlm;
    }

    /** The first token; the same bytes whenever asked. */
    public byte[] negotiate() {
        return Spnego.init(ntlm.negotiate());
    }

    /** The last token, in answer to the upstream's; never an exception, whatever the bytes. */
    public Answer answer(byte[] token) {
        if (MessageReader.isNtlm(token)) {
            return ntlm.answer(token);
        }
        try {
            return switch (Spnego.parse(token)) {
                case Token.Resp(var saysNo, _, _) when saysNo -> new Answer.Failed("the other side does not take NTLM inside of Negotiate");
                case Token.Resp(_, var message, _) -> wrapped(ntlm.answer(message));
                case Token.Init _, Token.BareKerberos _ -> new Answer.Failed("the other side's token begins a log-in instead of answering ours");
            };
        } catch (MalformedNtlm malformed) {
            return new Answer.Failed("the other side's token is not valid: " + malformed.what());
        }
    }

    private Answer wrapped(Answer answer) {
        return switch (answer) {
            case Answer.Authenticate(var message) -> new Answer.Authenticate(Spnego.answer(message, signature()));
            case Answer.Failed failed -> failed;
        };
    }

    private byte[] signature() {
        var session = ntlm.session();
        return session == null || !session.canSign() ? new byte[0] : session.sign(Signer.CLIENT, Spnego.ntlmOnly());
    }
}
