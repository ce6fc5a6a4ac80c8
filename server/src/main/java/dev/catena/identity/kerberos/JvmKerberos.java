// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.security.auth.login.LoginException;

/**
 * The one thing about Kerberos that a JVM has only once: its krb5.conf. Whoever names another file names it for the whole process. The
 * JDK reads the file when it is first needed, and again when it is told to.
 */
public final class JvmKerberos {
    private static final String PROPERTY = "java.security.krb5.conf";
    private static final String AT_START = System.getProperty(PROPERTY, "");
    private static final Path OF_THE_SYSTEM = Path.of("/etc/krb5.conf");

    private JvmKerberos() {}

    /**
     * Reads this file from now on, as it is now. Tickets that we have stay.
     *
     * @param file empty: what the JVM was started with, otherwise {@code /etc/krb5.conf}
     * @throws IOException if the file named is not there, or has no sense
     */
    public static synchronized void use(String file) throws IOException {
        if (!file.isEmpty() && !Files.isReadable(Path.of(file))) throw new IOException("%s cannot be read".formatted(file));
        if (!file.isEmpty()) System.setProperty(PROPERTY, file);
        else if (AT_START.isEmpty()) System.clearProperty(PROPERTY);
        else System.setProperty(PROPERTY, AT_START);
        try {
            JaasLogin.refreshKrb5Conf();
        } catch (LoginException malformed) {
            throw new IOException("%s cannot be used: %s".formatted(file(), malformed.getMessage()), malformed);
        }
    }

    /** The file in use. */
    public static Path file() {
        var named = System.getProperty(PROPERTY, "");
        return named.isEmpty() ? OF_THE_SYSTEM : Path.of(named);
    }

    /** What is in it; empty if it cannot be read. */
    static Optional<Krb5Conf> conf() {
        try {
            return Optional.of(Krb5Conf.read(file()));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
