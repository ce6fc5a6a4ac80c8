// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * A KDC that says no: to a request without a password "show it" (code 25), to one with it an error of the test's choice, with a clock of the
 * test's choice. Over TCP, on loopback.
 */
final class ScriptedKdc implements AutoCloseable {
    static final String REALM = "SCRIPT.TEST";
    private static final int PREAUTH_REQUIRED = 25;
    private static final int KRB_ERROR = 30;
    private static final int PA_ETYPE_INFO2 = 19;
    /** What PA-ENC-TIMESTAMP's tag and type look like in DER: {@code [1] INTEGER 2}. */
    private static final byte[] SHOWS_PASSWORD = {(byte) 0xA1, 3, 2, 1, 2};

    private final ServerSocket socket;
    final AtomicInteger shown = new AtomicInteger();
    volatile int code;
    volatile Duration ahead = Duration.ZERO;

    ScriptedKdc(int code) throws IOException {
        this.code = code;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("kdc").start(this::serve);
    }

    /** Makes it the KDC of this JVM. */
    void use(Path folder) throws IOException {
        var conf = folder.resolve("krb5.conf");
        Files.writeString(conf, """
            [libdefaults]
            default_realm = %1$s
            dns_lookup_kdc = false
            udp_preference_limit = 1
            [realms]
            %1$s = {
                kdc = 127.0.0.1:%2$d
            }
            """.formatted(REALM, socket.getLocalPort()));
        JvmKerberos.use(conf.toString());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (var connection = socket.accept()) {
                var in = new DataInputStream(connection.getInputStream());
                var request = in.readNBytes(in.readInt());
                boolean shows = contains(request, SHOWS_PASSWORD);
                if (shows) shown.incrementAndGet();
                var answer = error(shows ? code : PREAUTH_REQUIRED);
                var out = new DataOutputStream(connection.getOutputStream());
                out.writeInt(answer.length);
                out.write(answer);
            } catch (IOException gone) {
                // The next one may stay.
            }
        }
    }

    private byte[] error(int errorCode) throws IOException {
        var etypes = new DERSequence(new DERSequence(new ASN1Encodable[] {tagged(0, new ASN1Integer(18)), tagged(1, new DERGeneralString(REALM + "svc"))}));
        var padata = new DERSequence(new ASN1Encodable[] {
            new DERSequence(new ASN1Encodable[] {tagged(1, new ASN1Integer(2)), tagged(2, new DEROctetString(new byte[0]))}),
            new DERSequence(new ASN1Encodable[] {tagged(1, new ASN1Integer(PA_ETYPE_INFO2)), tagged(2, new DEROctetString(etypes.getEncoded(ASN1Encoding.DER)))})});
        var fields = new ASN1EncodableVector();
        fields.add(tagged(0, new ASN1Integer(5)));
        fields.add(tagged(1, new ASN1Integer(KRB_ERROR)));
        fields.add(tagged(4, new DERGeneralizedTime(Date.from(Instant.now().plus(ahead)))));
        fields.add(tagged(5, new ASN1Integer(0)));
        fields.add(tagged(6, new ASN1Integer(errorCode)));
        fields.add(tagged(9, new DERGeneralString(REALM)));
        var name = new DERSequence(new ASN1Encodable[] {new DERGeneralString("krbtgt"), new DERGeneralString(REALM)});
        fields.add(tagged(10, new DERSequence(new ASN1Encodable[] {tagged(0, new ASN1Integer(2)), tagged(1, name)})));
        if (errorCode == PREAUTH_REQUIRED) fields.add(tagged(12, new DEROctetString(padata.getEncoded(ASN1Encoding.DER))));
        return new DERTaggedObject(true, BERTags.APPLICATION, KRB_ERROR, new DERSequence(fields)).getEncoded(ASN1Encoding.DER);
    }

    private static DERTaggedObject tagged(int tag, ASN1Encodable content) {
        return new DERTaggedObject(true, tag, content);
    }

    private static boolean contains(byte[] whole, byte[] part) {
        for (var i = 0; i + part.length <= whole.length; i++) {
            if (java.util.Arrays.equals(whole, i, i + part.length, part, 0, part.length)) return true;
        }
        return false;
    }

    @Override
    public void close() throws IOException {
        socket.close();
        JvmKerberos.use("");
    }
}
