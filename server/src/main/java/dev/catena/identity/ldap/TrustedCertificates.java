// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates we believe. */
final class TrustedCertificates {
    private TrustedCertificates() {}

    /**
     * TLS that trusts the authorities of a PEM file; for an empty path, those the Java runtime trusts.
     *
     * @throws IOException naming the file, if it cannot be read or holds no certificate
     */
    static SSLContext tls(String ca) throws IOException {
        try {
            if (ca.isEmpty()) return SSLContext.getDefault();
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(authorities(Path.of(ca)));
            var tls = SSLContext.getInstance("TLS");
            tls.init(null, trust.getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException e) {
            throw new IOException("identity.ldap.ca: %s holds no certificates that can be read: %s".formatted(ca, e.getMessage()), e);
        }
    }

    private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        if (!Files.isReadable(file)) throw new IOException("identity.ldap.ca: %s cannot be read".formatted(file));
        try (var bytes = Files.newInputStream(file)) {
            int count = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(bytes)) {
                store.setCertificateEntry("ca-" + count++, certificate);
            }
            if (count == 0) throw new IOException("identity.ldap.ca: %s holds no certificate".formatted(file));
        }
        return store;
    }
}
