// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/** Reads a client's tokens of SPNEGO and prints a server's (RFC 4178 §4.2, in the frame of RFC 2743 §3.1). The mechanisms' own tokens stay opaque. */
final class Spnego {
    /** A longer token is refused unread; a Kerberos ticket with many groups has some 12 kilobytes. */
    static final int TOKEN_BYTES_MAX = 48 * 1024;

    /** More mechanisms on offer are refused; Windows has four. */
    static final int MECHANISMS_MAX = 16;

    static final ASN1ObjectIdentifier NTLM = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.2.2.10");
    static final ASN1ObjectIdentifier KERBEROS = new ASN1ObjectIdentifier("1.2.840.113554.1.2.2");
    /** What Windows 2000 called Kerberos, by one bit off; offered to this day. */
    static final ASN1ObjectIdentifier KERBEROS_OF_WINDOWS = new ASN1ObjectIdentifier("1.2.840.48018.1.2.2");
    private static final ASN1ObjectIdentifier SPNEGO = new ASN1ObjectIdentifier("1.3.6.1.5.5.2");

    /** The state of the negotiation as a server tells it, in the order of RFC 4178 §4.2.2. */
    enum State { ACCEPT_COMPLETED, ACCEPT_INCOMPLETE, REJECT, REQUEST_MIC }

    /** A token that arrived; what it does not hold is empty. */
    sealed interface Token {
        /** The client's first, NegTokenInit. {@code mechList} is the encoded list of mechanisms, which a mechListMIC signs. */
        record Init(List<ASN1ObjectIdentifier> mechanisms, byte[] mechList, byte[] mechToken) implements Token {
            /** Its first token is one of Kerberos, or it has nothing else that we know. */
            boolean prefersKerberos() {
                boolean offered = mechanisms.contains(KERBEROS) || mechanisms.contains(KERBEROS_OF_WINDOWS);
                return offered && (!mechanisms.contains(NTLM) || !mechanisms.getFirst().equals(NTLM));
            }
        }

        /** All later ones, NegTokenResp. {@code saysNo} is a server's reject, or its choice of a mechanism that is not NTLM. */
        record Resp(boolean saysNo, byte[] responseToken, byte[] mechListMic) implements Token {}

        /** A token of Kerberos without SPNEGO around it. */
        record BareKerberos() implements Token {}
    }

    private Spnego() {}

    static Token parse(byte[] token) throws MalformedNtlm {
        if (token.length == 0 || token.length > TOKEN_BYTES_MAX) {
            throw new MalformedNtlm("it has %d bytes".formatted(token.length));
        }
        if (isBareKerberos(token)) {
            return new Token.BareKerberos();
        }
        try {
            var outer = ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(token));
            return outer.hasTag(BERTags.APPLICATION, 0) ? initial(outer) : resp(outer);
        } catch (IOException | IllegalArgumentException | IllegalStateException | ClassCastException malformed) {
            throw new MalformedNtlm("it is not a token of SPNEGO");
        }
    }

    /** What follows the mechanism's name in such a token is two bytes that are no ASN.1 (RFC 4121 §4.1), so a reader of that fails. */
    private static boolean isBareKerberos(byte[] token) {
        if (token.length < 2 || token[0] != (BERTags.APPLICATION | BERTags.CONSTRUCTED)) return false;
        int from = 2 + (token[1] < 0 ? token[1] & 0x7F : 0);
        return Stream.of(KERBEROS, KERBEROS_OF_WINDOWS).map(Spnego::encoded)
            .anyMatch(name -> from + name.length <= token.length && Arrays.equals(token, from, from + name.length, name, 0, name.length));
    }

    private static Token initial(ASN1TaggedObject frame) throws MalformedNtlm {
        var content = ASN1Sequence.getInstance(frame.getBaseUniversal(false, BERTags.SEQUENCE));
        check(content.size() == 2, "its frame does not hold one token");
        var mechanism = ASN1ObjectIdentifier.getInstance(content.getObjectAt(0));
        check(mechanism.equals(SPNEGO), "its mechanism is " + mechanism.getId());
        return init(explicit(ASN1TaggedObject.getInstance(content.getObjectAt(1)), 0));
    }

    private static Token.Init init(ASN1Primitive negTokenInit) throws MalformedNtlm {
        var fields = ASN1Sequence.getInstance(negTokenInit);
        var list = ASN1Sequence.getInstance(field(fields, 0, new DERSequence()));
        check(list.size() > 0 && list.size() <= MECHANISMS_MAX, "it offers %d mechanisms".formatted(list.size()));
        var mechanisms = new ArrayList<ASN1ObjectIdentifier>();
        list.forEach(mechanism -> mechanisms.add(ASN1ObjectIdentifier.getInstance(mechanism)));
        return new Token.Init(List.copyOf(mechanisms), encoded(list), octets(fields, 2));
    }

    private static Token.Resp resp(ASN1TaggedObject outer) throws MalformedNtlm {
        var fields = ASN1Sequence.getInstance(explicit(outer, 1));
        var state = ASN1Enumerated.getInstance(field(fields, 0, new ASN1Enumerated(State.ACCEPT_INCOMPLETE.ordinal())));
        var mechanism = ASN1ObjectIdentifier.getInstance(field(fields, 1, NTLM));
        boolean saysNo = state.hasValue(State.REJECT.ordinal()) || !mechanism.equals(NTLM);
        return new Token.Resp(saysNo, octets(fields, 2), octets(fields, 3));
    }

    /** A server's NegTokenResp in answer to the first token: it names the mechanism. */
    static byte[] chosen(State state, byte[] responseToken) {
        var fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 0, new ASN1Enumerated(state.ordinal())));
        fields.add(new DERTaggedObject(true, 1, NTLM));
        addOctets(fields, 2, responseToken);
        return resp(fields);
    }

    /** A server's last NegTokenResp. */
    static byte[] decided(State state, byte[] mechListMic) {
        var fields = new ASN1EncodableVector();
        fields.add(new DERTaggedObject(true, 0, new ASN1Enumerated(state.ordinal())));
        addOctets(fields, 3, mechListMic);
        return resp(fields);
    }

    private static byte[] resp(ASN1EncodableVector fields) {
        return encoded(new DERTaggedObject(true, 1, new DERSequence(fields)));
    }

    private static void addOctets(ASN1EncodableVector fields, int tag, byte[] octets) {
        if (octets.length > 0) {
            fields.add(new DERTaggedObject(true, tag, new DEROctetString(octets)));
        }
    }

    private static ASN1Primitive explicit(ASN1TaggedObject tagged, int tag) throws MalformedNtlm {
        check(tagged.hasContextTag(tag), "it holds tag %d where %d was due".formatted(tagged.getTagNo(), tag));
        return tagged.getExplicitBaseObject().toASN1Primitive();
    }

    private static ASN1Primitive field(ASN1Sequence fields, int tag, ASN1Primitive ifMissing) throws MalformedNtlm {
        var found = ifMissing;
        int last = -1;
        for (var field : fields) {
            var tagged = ASN1TaggedObject.getInstance(field);
            check(tagged.getTagNo() > last, "its fields are out of order");
            last = tagged.getTagNo();
            if (tagged.hasContextTag(tag)) {
                found = explicit(tagged, tag);
            }
        }
        return found;
    }

    private static byte[] octets(ASN1Sequence fields, int tag) throws MalformedNtlm {
        var octets = ASN1OctetString.getInstance(field(fields, tag, new DEROctetString(new byte[0]))).getOctets();
        return octets.clone();
    }

    private static byte[] encoded(ASN1Object object) {
        try {
            return object.getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("encoding to memory", e);
        }
    }

    private static void check(boolean holds, String otherwise) throws MalformedNtlm {
        if (!holds) {
            throw new MalformedNtlm(otherwise);
        }
    }
}
