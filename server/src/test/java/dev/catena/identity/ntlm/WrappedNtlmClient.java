// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import dev.catena.identity.ntlm.NtlmClient.Answer;
import dev.catena.identity.ntlm.NtlmSession.Signer;
import dev.catena.identity.ntlm.Spnego.Token;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/** A client that has SPNEGO around its NTLM: the messages of an {@link NtlmClient}, wrapped. */
final class WrappedNtlmClient {
    private final NtlmClient ntlm;

    WrappedNtlmClient(NtlmClient ntlm) {
        this.ntlm = ntlm;
    }

    /** The first token; the same bytes whenever asked. */
    byte[] negotiate() {
        return init(ntlm.negotiate());
    }

    /** The last token, in answer to the upstream's; never an exception, whatever the bytes. */
    Answer answer(byte[] token) {
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
            case Answer.Authenticate(var message) -> new Answer.Authenticate(resp(message, signature()));
            case Answer.Failed failed -> failed;
        };
    }

    private byte[] signature() {
        var session = ntlm.session();
        return session == null || !session.canSign() ? new byte[0] : session.sign(Signer.CLIENT, ntlmOnly());
    }

    /** NegTokenInit with NTLM as the only mechanism. */
    private static byte[] init(byte[] mechToken) {
        var fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 0, new DERSequence(Spnego.NTLM)));
        fields.add(new DERTaggedObject(true, 2, new DEROctetString(mechToken)));
        var content = new ASN1EncodableVector();
        content.add(new ASN1ObjectIdentifier("1.3.6.1.5.5.2"));
        content.add(new DERTaggedObject(true, 0, new DERSequence(fields)));
        return encoded(new DERTaggedObject(false, BERTags.APPLICATION, 0, new DERSequence(content)));
    }

    /** The encoded list of mechanisms of its first token. */
    static byte[] ntlmOnly() {
        return encoded(new DERSequence(Spnego.NTLM));
    }

    /** A later token, NegTokenResp. */
    static byte[] resp(byte[] responseToken, byte[] mechListMic) {
        var fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 2, new DEROctetString(responseToken)));
        if (mechListMic.length > 0) fields.add(new DERTaggedObject(true, 3, new DEROctetString(mechListMic)));
        return encoded(new DERTaggedObject(true, 1, new DERSequence(fields)));
    }

    private static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("encoding to memory", e);
        }
    }
}
