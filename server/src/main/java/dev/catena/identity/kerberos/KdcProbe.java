// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import dev.catena.identity.kerberos.KerberosReport.Standing;
import dev.catena.settings.HostPort;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * Asks a KDC for a ticket as nobody it knows (AS-REQ, RFC 4120 §5.4.1). It says no, and its KRB-ERROR (§5.9.1) says what time it is there.
 * No password is shown and no account named. Over TCP, which every KDC of today listens on.
 */
final class KdcProbe {
    private static final int ANSWER_BYTES_MAX = 64 * 1024;
    private static final int KRB_ERROR = 30;
    private static final int AS_REQ = 10;
    private static final int NT_WELLKNOWN = 11;
    private static final int NT_SRV_INST = 2;

    private KdcProbe() {}

    static Standing ask(HostPort kdc, String realm, Duration deadline) {
        long began = System.nanoTime();
        try (var socket = new Socket()) {
            int millis = Math.clamp(deadline.toMillis(), 1, Integer.MAX_VALUE);
            socket.connect(new InetSocketAddress(kdc.host(), kdc.port()), millis);
            socket.setSoTimeout(millis);
            var question = question(realm);
            var out = new DataOutputStream(socket.getOutputStream());
            var sent = Instant.now();
            out.writeInt(question.length);
            out.write(question);
            var in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length <= 0 || length > ANSWER_BYTES_MAX) return new Standing.Silent("it does not speak Kerberos");
            var answer = in.readNBytes(length);
            var roundTrip = Duration.between(sent, Instant.now());
            return new Standing.Answers(Duration.between(time(answer), sent.plus(roundTrip.dividedBy(2))), Duration.ofNanos(System.nanoTime() - began));
        } catch (UnknownHostException unknown) {
            return new Standing.Silent("the name " + kdc.host() + " has no address");
        } catch (SocketTimeoutException late) {
            return new Standing.Silent("no answer within %d ms".formatted(deadline.toMillis()));
        } catch (IOException failure) {
            return new Standing.Silent(failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
        } catch (RuntimeException malformed) {
            return new Standing.Silent("its answer is not one of Kerberos");
        }
    }

    private static byte[] question(String realm) throws IOException {
        var body = new DERSequence(new ASN1Encodable[] {
            tagged(0, new DERBitString(new byte[Integer.BYTES])),
            tagged(1, name(NT_WELLKNOWN, "WELLKNOWN", "ANONYMOUS")),
            tagged(2, new DERGeneralString(realm)),
            tagged(3, name(NT_SRV_INST, "krbtgt", realm)),
            tagged(5, new DERGeneralizedTime("20370101000000Z")),
            tagged(7, new ASN1Integer(1)),
            tagged(8, new DERSequence(new ASN1Encodable[] {new ASN1Integer(18), new ASN1Integer(17)}))});
        var request = new DERSequence(new ASN1Encodable[] {tagged(1, new ASN1Integer(5)), tagged(2, new ASN1Integer(AS_REQ)), tagged(4, body)});
        return new DERTaggedObject(true, BERTags.APPLICATION, AS_REQ, request).getEncoded(ASN1Encoding.DER);
    }

    private static DERSequence name(int type, String... components) {
        var strings = new ASN1EncodableVector();
        for (var component : components) strings.add(new DERGeneralString(component));
        return new DERSequence(new ASN1Encodable[] {tagged(0, new ASN1Integer(type)), tagged(1, new DERSequence(strings))});
    }

    private static DERTaggedObject tagged(int tag, ASN1Encodable content) {
        return new DERTaggedObject(true, tag, content);
    }

    /** The fields {@code stime} and {@code susec}, to a thousandth. */
    private static Instant time(byte[] answer) throws IOException {
        var error = ASN1TaggedObject.getInstance(ASN1Primitive.fromByteArray(answer));
        if (!error.hasTag(BERTags.APPLICATION, KRB_ERROR)) throw new IllegalArgumentException("not a KRB-ERROR");
        var time = Instant.EPOCH;
        long micros = 0;
        for (var each : ASN1Sequence.getInstance(error.getBaseUniversal(true, BERTags.SEQUENCE))) {
            var field = ASN1TaggedObject.getInstance(each);
            try {
                if (field.getTagNo() == 4) time = ASN1GeneralizedTime.getInstance(field.getExplicitBaseObject()).getDate().toInstant();
                if (field.getTagNo() == 5) micros = ASN1Integer.getInstance(field.getExplicitBaseObject()).longValueExact();
            } catch (java.text.ParseException notATime) {
                throw new IllegalArgumentException("its time cannot be read", notATime);
            }
        }
        if (time.equals(Instant.EPOCH)) throw new IllegalArgumentException("without a time");
        return time.plusNanos(Math.clamp(micros, 0, 999_999) * 1000);
    }
}
