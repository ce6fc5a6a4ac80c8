// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about keytabs, caches and realms, and that no key is in it. */
class ReportTest {
    private static final String KEY = "0123456789abcdef";
    private static final Instant WRITTEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path folder;

    @Test
    void a_keytab_tells_principals_versions_and_types_and_no_key() throws IOException {
        var file = keytab(entry("HTTP", "proxy.corp.test", 2, 18, 0), hole(40), entry("HTTP", "proxy.corp.test", 44, 17, 300));
        var keytab = Keytab.read(file);
        assertThat(keytab.principals()).containsExactly("HTTP/proxy.corp.test@CORP.TEST");
        assertThat(keytab.entries()).containsExactly(
            new Keytab.Entry("HTTP/proxy.corp.test@CORP.TEST", 2, new Enctype(18), WRITTEN),
            new Keytab.Entry("HTTP/proxy.corp.test@CORP.TEST", 300, new Enctype(17), WRITTEN));
        assertThat(keytab.hasStrongKey()).isTrue();
        assertThat(keytab.toString()).contains("kvno 300 aes128-cts-hmac-sha1-96").doesNotContain(KEY);
    }

    @Test
    void a_keytab_of_rc4_alone_is_of_no_use() throws IOException {
        assertThat(Keytab.read(keytab(entry("HTTP", "proxy.corp.test", 2, 23, 0))).hasStrongKey()).isFalse();
    }

    @Test
    void what_is_no_keytab_is_said_to_be_none_wherever_it_is_cut() throws IOException {
        var whole = Files.readAllBytes(keytab(entry("HTTP", "proxy.corp.test", 2, 18, 0)));
        for (var length = 0; length < whole.length; length++) {
            var cut = folder.resolve("cut");
            Files.write(cut, java.util.Arrays.copyOf(whole, length));
            if (length >= 2 && length < 6) assertThat(Keytab.read(cut).entries()).isEmpty();
            else assertThatThrownBy(() -> Keytab.read(cut)).isInstanceOf(IOException.class).hasMessageContaining(cut + " is not a keytab");
        }
    }

    @Test
    void krb5_conf_names_realm_and_kdcs() throws IOException {
        var more = Files.createDirectory(folder.resolve("more"));
        Files.writeString(more.resolve("two"), "[realms]\n TWO.TEST = {\n  kdc = dc.two.test\n }\n");
        var file = Files.writeString(folder.resolve("krb5.conf"), """
            # a comment
            includedir %s
            [libdefaults]
              default_realm = CORP.TEST
              dns_lookup_kdc = false
            [realms]
              CORP.TEST = {
                kdc = 127.0.0.1:8088
                kdc = tcp/dc2.corp.test
                kdc = [::1]:88
                admin_server = dc1.corp.test
              }
            """.formatted(more));
        var conf = Krb5Conf.read(file);
        assertThat(conf.defaultRealm()).isEqualTo("CORP.TEST");
        assertThat(conf.kdcs("CORP.TEST")).map(Object::toString).containsExactly("127.0.0.1:8088", "dc2.corp.test:88", "[::1]:88");
        assertThat(conf.kdcs("TWO.TEST")).map(Object::toString).containsExactly("dc.two.test:88");
        assertThat(conf.kdcs("OTHER.TEST")).isEmpty();
    }

    @Test
    void a_kdc_that_is_not_there_is_silent() throws IOException {
        int free;
        try (var socket = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        var file = Files.writeString(folder.resolve("krb5.conf"), "[libdefaults]\ndefault_realm = A.TEST\n[realms]\nA.TEST = {\nkdc = 127.0.0.1:%d\n}\n".formatted(free));
        var report = KerberosReport.of(Krb5Conf.read(file), "", Duration.ofSeconds(5));
        assertThat(report.realm()).isEqualTo("A.TEST");
        assertThat(report.kdcs()).singleElement().satisfies(kdc -> assertThat(kdc.standing()).isInstanceOf(KerberosReport.Standing.Silent.class));
    }

    private Path keytab(byte[]... entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {5, 2});
        for (var entry : entries) bytes.write(entry);
        return Files.write(folder.resolve("keytab"), bytes.toByteArray());
    }

    private static byte[] hole(int size) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(-size);
        out.write(new byte[size]);
        return bytes.toByteArray();
    }

    private static byte[] entry(String service, String host, int kvno, int enctype, int longKvno) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeShort(2);
        for (var text : List.of("CORP.TEST", service, host)) {
            out.writeShort(text.length());
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        out.writeInt(1);
        out.writeInt((int) WRITTEN.getEpochSecond());
        out.writeByte(kvno);
        out.writeShort(enctype);
        out.writeShort(KEY.length());
        out.write(KEY.getBytes(StandardCharsets.UTF_8));
        if (longKvno != 0) out.writeInt(longKvno);
        var framed = new ByteArrayOutputStream();
        new DataOutputStream(framed).writeInt(bytes.size());
        framed.write(bytes.toByteArray());
        return framed.toByteArray();
    }
}
