// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.StringJoiner;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1InputStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;

/**
 * What everybody can read of a ticket: whose it is, and by which key it is encrypted (RFC 4120 §5.3).
 *
 * @param service {@code HTTP/proxy.corp.example@CORP.EXAMPLE}
 * @param kvno the version of the service's key; 0 if it is not told
 */
record TicketHeader(String service, Enctype enctype, long kvno) {
    private static final int TICKET = 1;
    private static final int AP_REQ = 14;
    private static final int AP_REQ_FIELD = 3;
    /** The first byte of {@code [APPLICATION 14]}, constructed. */
    private static final int AP_REQ_TAG = 0x6E;
    /** Where a token of GSS-API says that an AP-REQ follows (RFC 4121 §4.1). */
    private static final int TOK_ID_HIGH = 1;

    static TicketHeader of(byte[] ticket) throws IOException {
        try {
            return of(ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(ticket)));
        } catch (RuntimeException malformed) {
            throw new IOException("not a ticket", malformed);
        }
    }

    /** Of the ticket in a client's token, with SPNEGO around it or without; empty if there is none that can be read. */
    static Optional<TicketHeader> inToken(byte[] token) {
        for (var i = 0; i + 2 < token.length; i++) {
            if (token[i] != TOK_ID_HIGH || token[i + 1] != 0 || token[i + 2] != AP_REQ_TAG) continue;
            try {
                var request = ASN1TaggedObject.getInstance(new ASN1InputStream(
                    new ByteArrayInputStream(token, i + 2, token.length - i - 2), token.length).readObject());
                if (!request.hasTag(BERTags.APPLICATION, AP_REQ)) continue;
                return Optional.of(of(ASN1TaggedObject.getInstance(field(ASN1Sequence.getInstance(request.getBaseUniversal(true, BERTags.SEQUENCE)), AP_REQ_FIELD))));
            } catch (IOException | RuntimeException somethingElse) {
                // These bytes only look like one.
            }
        }
        return Optional.empty();
    }

    private static TicketHeader of(ASN1TaggedObject ticket) {
        if (!ticket.hasTag(BERTags.APPLICATION, TICKET)) throw new IllegalArgumentException("not a ticket");
        var fields = ASN1Sequence.getInstance(ticket.getBaseUniversal(true, BERTags.SEQUENCE));
        var encrypted = ASN1Sequence.getInstance(field(fields, 3));
        var name = new StringJoiner("/");
        for (var component : ASN1Sequence.getInstance(field(ASN1Sequence.getInstance(field(fields, 2)), 1))) name.add(text(component));
        int kvno = encrypted.size() > 2 ? ASN1Integer.getInstance(field(encrypted, 1)).intValueExact() : 0;
        return new TicketHeader(name + "@" + text(field(fields, 1)), new Enctype(ASN1Integer.getInstance(field(encrypted, 0)).intValueExact()), Integer.toUnsignedLong(kvno));
    }

    private static ASN1Encodable field(ASN1Sequence fields, int tag) {
        for (var each : fields) {
            var tagged = ASN1TaggedObject.getInstance(each);
            if (tagged.hasContextTag(tag)) return tagged.getExplicitBaseObject();
        }
        throw new IllegalArgumentException("field %d is missing".formatted(tag));
    }

    private static String text(ASN1Encodable string) {
        return ASN1GeneralString.getInstance(string).getString();
    }
}
