// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Checked;
import dev.catena.settings.Faults;
import dev.catena.settings.Secret;
import dev.catena.settings.Setting;
import dev.catena.settings.Word;
import java.nio.file.Path;
import java.util.Optional;

/** TLS to members that are written {@code https://}. Files are read at the start and at each reload. */
public record TlsSettings(
    @Setting(doc = "Who may have signed the members' certificates: a PEM file, as file:PATH. Empty: whom the Java runtime trusts.", initial = "''")
    String ca,
    @Setting(doc = "Our own certificate, and behind it those that signed it, for members that ask for one: a PEM file, as file:PATH. Empty: none.",
        initial = "''")
    String certificate,
    @Setting(doc = "Where the private key of that certificate is: PKCS #8 in PEM without a password, as file:PATH or env:NAME.",
        initial = "env:CATENA_UPSTREAM_KEY")
    Secret key,
    @Setting(doc = "The name that the members' certificates have to be for, and that is sent to them (SNI). Empty: each member's own host.",
        initial = "''")
    String serverName,
    @Setting(doc = "The oldest version of TLS that is spoken.", initial = "'1.2'") TlsVersion minVersion) implements Checked {

    private static final String FILE = "file:";

    /** Nothing but what every TLS client has. */
    @Word(value = "usual", doc = "whom the Java runtime trusts, and no certificate of our own")
    public static TlsSettings usual() {
        return new TlsSettings("", "", Secret.parse("env:CATENA_UPSTREAM_KEY"), "", new TlsVersion("1.2"));
    }

    /** The file of those we trust, if it is not the Java runtime's. */
    public Optional<Path> caFile() {
        return path(ca);
    }

    /** The file of our own certificate, if there is one. */
    public Optional<Path> certificateFile() {
        return path(certificate);
    }

    private static Optional<Path> path(String written) {
        return written.isEmpty() ? Optional.empty() : Optional.of(Path.of(written.substring(FILE.length())));
    }

    @Override
    public void check(Faults faults) {
        checkFile(faults, "ca", ca);
        checkFile(faults, "certificate", certificate);
        if (faults.sound("key", "certificate") && certificate.isEmpty() && faults.wrote("key")) {
            faults.warning("key", "has no effect: there is no `certificate` that it belongs to", "name the certificate, too, or remove the key");
        }
        if (faults.sound("server-name") && !serverName.isEmpty() && !serverName.matches("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")) {
            faults.error("server-name", "'%s' is not a host name".formatted(serverName), "write the name in the members' certificates");
        }
    }

    private static void checkFile(Faults faults, String key, String written) {
        if (!faults.sound(key) || written.isEmpty() || written.startsWith(FILE) && written.length() > FILE.length()) return;
        faults.error(key, "'%s' is not a file".formatted(written), "write file:PATH");
    }
}
