// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.net.OwnCertificate;
import dev.catena.net.ServerTls.ClientCertificates;
import dev.catena.net.ServerTls;
import dev.catena.net.TlsUnusable;
import dev.catena.route.TlsVersion;
import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** TLS towards the clients of a listener. Files are read at the start and at each reload. */
public record ListenerTlsSettings(
    @Setting(doc = "The certificate that clients see, and behind it those that signed it: a PEM file, as file:PATH.") String certificate,
    @Setting(doc = "Where the private key of that certificate is: PKCS #8 in PEM without a password, as file:PATH or env:NAME.") Secret key,
    @Setting(doc = "Whether clients show a certificate: none, optional (it is verified if it is shown) or required.", initial = "none") ClientCertificates clients,
    @Setting(doc = "Who may have signed the certificates of clients: a PEM file, as file:PATH.", initial = "''") String clientCa,
    @Setting(doc = "The oldest version of TLS that is spoken.", initial = "'1.2'") TlsVersion minVersion) implements Checked {

    private static final String FILE = "file:";
    /** A certificate that ends within it is about to be forgotten. */
    public static final Duration SOON = Duration.ofDays(14);

    /** Whoever connects speaks in the clear. */
    @Word(value = "off", doc = "no TLS")
    public static ListenerTlsSettings off() {
        return new ListenerTlsSettings("", Secret.parse("env:CATENA_LISTENER_KEY"), ClientCertificates.NONE, "", new TlsVersion("1.2"));
    }

    public boolean isOn() {
        return !certificate.isEmpty();
    }

    /** Reads the files: not for an event loop. */
    public ServerTls read() throws TlsUnusable {
        return ServerTls.of(OwnCertificate.read(path(certificate), key, System::getenv), clients, authorities(), minVersion.allowsOld());
    }

    private List<X509Certificate> authorities() throws TlsUnusable {
        return clientCa.isEmpty() ? List.of() : OwnCertificate.certificates("client-ca", path(clientCa));
    }

    private static Path path(String written) {
        return Path.of(written.substring(FILE.length()));
    }

    @Override
    public void check(Faults faults) {
        if (!isOn() && !faults.wrote("certificate")) return;
        checkFile(faults, "certificate", certificate);
        if (!clientCa.isEmpty()) checkFile(faults, "client-ca", clientCa);
        if (faults.sound("clients", "client-ca") && clients != ClientCertificates.NONE && clientCa.isEmpty()) {
            faults.error("clients", "nothing says whose certificates are right", "name the file of the authority that signs them in `client-ca`");
        } else if (faults.sound("clients", "client-ca") && clients == ClientCertificates.NONE && !clientCa.isEmpty()) {
            faults.warning("client-ca", "has no effect: no client is asked for a certificate", "write `clients: optional` or `clients: required`, or remove it");
        }
        if (faults.sound("certificate", "key", "clients", "client-ca", "min-version")) checkContent(faults);
    }

    private static void checkFile(Faults faults, String key, String written) {
        if (!faults.sound(key) || written.startsWith(FILE) && written.length() > FILE.length()) return;
        faults.error(key, "'%s' is not a file".formatted(written), "write file:PATH");
    }

    private void checkContent(Faults faults) {
        try {
            var own = read().own();
            var now = Instant.now();
            if (own.expires().isBefore(now)) {
                faults.warning("certificate", "it has expired on %s: clients will refuse it".formatted(own.expires()), "renew it, then `catena reload`");
            } else if (own.begins().isAfter(now)) {
                faults.warning("certificate", "it is valid only from %s on".formatted(own.begins()), "check this machine's clock");
            } else if (own.expires().isBefore(now.plus(SOON))) {
                faults.warning("certificate", "it expires on %s, in %d days".formatted(own.expires(), now.until(own.expires(), ChronoUnit.DAYS)), "renew it, then `catena reload`");
            }
        } catch (TlsUnusable unusable) {
            faults.error(unusable.setting(), unusable.happened(), unusable.remedy());
        }
    }
}
