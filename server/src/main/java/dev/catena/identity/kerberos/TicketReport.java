// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.time.Instant;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;

/**
 * What a ticket says, without its keys.
 *
 * @param service {@code HTTP/proxy.corp.example@CORP.EXAMPLE}
 * @param client {@code svc-chain@CORP.EXAMPLE}
 * @param enctype what the service has to be able to decrypt
 * @param ends when it is over
 * @param renewableUntil the epoch if it cannot be renewed
 */
public record TicketReport(String service, String client, Enctype enctype, Instant begins, Instant ends, Instant renewableUntil) {
    private static final int UNKNOWN = 0;

    /** Of the encrypted part of a Ticket (RFC 4120 §5.3); number 0 if it cannot be read. */
    static Enctype enctype(byte[] ticket) {
        try {
            var fields = ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(ticket))
                .getBaseUniversal(true, BERTags.SEQUENCE));
            var encrypted = ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(fields.getObjectAt(3)).getExplicitBaseObject());
            return new Enctype(ASN1Integer.getInstance(ASN1TaggedObject.getInstance(encrypted.getObjectAt(0)).getExplicitBaseObject()).intValueExact());
        } catch (java.io.IOException | RuntimeException unreadable) {
            return new Enctype(UNKNOWN);
        }
    }
}
