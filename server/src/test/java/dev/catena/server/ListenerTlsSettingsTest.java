// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.Fault;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with a certificate or a key is said when the settings are read, by the setting that names it. */
class ListenerTlsSettingsTest {
    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "own.key", "-out", "own.crt", "-days", "90", "-subj", "/CN=own");
        openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "rsa.key", "-out", "rsa.crt", "-days", "90", "-subj", "/CN=rsa");
        openssl("req", "-x509", "-key", "own.key", "-out", "soon.crt", "-days", "3", "-subj", "/CN=soon");
        openssl("req", "-new", "-key", "own.key", "-out", "expired.csr", "-subj", "/CN=expired");
        openssl("x509", "-req", "-in", "expired.csr", "-signkey", "own.key", "-out", "expired.crt", "-days", "-1");
        openssl("pkcs8", "-topk8", "-in", "own.key", "-out", "locked.key", "-passout", "pass:secret");
        openssl("rsa", "-in", "rsa.key", "-traditional", "-out", "old.key");
        openssl("genpkey", "-algorithm", "ed25519", "-out", "ed.key");
        openssl("req", "-x509", "-key", "ed.key", "-out", "ed.crt", "-days", "90", "-subj", "/CN=ed");
        Files.writeString(folder.resolve("text"), "no certificate\n");
    }

    private void openssl(String... arguments) {
        Peers.require("openssl").run(Duration.ofSeconds(20), folder, arguments).succeeded();
    }

    @ParameterizedTest
    @CsvSource({"own.crt, own.key", "rsa.crt, rsa.key", "ed.crt, ed.key"})
    void keys_of_each_kind_will_do(String certificate, String key) {
        assertThat(faults("certificate: 'file:%s', key: 'file:%s'", certificate, key)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        missing.crt | own.key     | ERROR listeners[0].tls.certificate the file %s/missing.crt is not there
        text        | own.key     | ERROR listeners[0].tls.certificate %s/text has no certificate
        own.crt     | missing.key | ERROR listeners[0].tls.key the secret cannot be read
        own.crt     | text        | ERROR listeners[0].tls.key there is no private key in PEM
        own.crt     | rsa.key     | ERROR listeners[0].tls.key it is not the key of the certificate in %s/own.crt (CN=own)
        own.crt     | locked.key  | ERROR listeners[0].tls.key the private key is locked by a password
        rsa.crt     | old.key     | ERROR listeners[0].tls.key the private key is in an old form (RSA)
        soon.crt    | own.key     | WARNING listeners[0].tls.certificate it expires on
        expired.crt | own.key     | WARNING listeners[0].tls.certificate it has expired on
        """)
    void what_is_wrong_is_told_with_a_remedy(String certificate, String key, String told) {
        var faults = faults("certificate: 'file:%s', key: 'file:%s'", certificate, key);
        assertThat(faults).hasSize(1);
        var fault = faults.getFirst();
        assertThat("%s %s %s".formatted(fault.severity(), fault.path(), fault.happened())).startsWith(told.replace("%s", folder.toString()));
        assertThat(fault.remedy()).isNotEmpty();
        assertThat(fault.toString()).doesNotContain("PRIVATE KEY-----M");
    }

    @Test
    void settings_that_do_not_fit_are_told() {
        assertThat(faults("certificate: 'own.crt', key: 'file:%2$s'", "own.crt", "own.key")).extracting(Fault::happened).containsExactly("'own.crt' is not a file");
        assertThat(faults("certificate: 'file:%s', key: 'file:%s', clients: required", "own.crt", "own.key")).extracting(Fault::happened)
            .containsExactly("nothing says whose certificates are right");
        assertThat(faults("certificate: 'file:%s', key: 'file:%s', client-ca: 'file:%1$s'", "own.crt", "own.key")).extracting(Fault::happened)
            .containsExactly("has no effect: no client is asked for a certificate");
        assertThat(faults("certificate: 'file:%s', key: 'file:%s', clients: optional, client-ca: 'file:%1$s', min-version: '1.3'", "own.crt", "own.key")).isEmpty();
    }

    private List<Fault> faults(String tls, String certificate, String key) {
        var yaml = "listeners: [{name: secure, address: '127.0.0.1:3443', tls: {%s}}]\n".formatted(tls.formatted(folder.resolve(certificate), folder.resolve(key)));
        return switch (SettingsReader.of(ProxySettings.class).read("catena.yaml", yaml, List.of())) {
            case Reading.Usable<ProxySettings> usable -> usable.faults();
            case Reading.Faulty<ProxySettings> faulty -> faulty.faults();
        };
    }
}
