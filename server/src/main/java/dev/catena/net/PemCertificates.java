// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a file. */
public final class PemCertificates {
    private PemCertificates() {}

    /**
     * All of them, in their order; at least one.
     *
     * @param file for messages
     * @throws IOException with a sentence that names the file
     */
    public static List<X509Certificate> of(byte[] pem, Path file) throws IOException {
        var found = new ArrayList<X509Certificate>();
        try (var in = new ByteArrayInputStream(pem)) {
            for (var each : CertificateFactory.getInstance("X.509").generateCertificates(in)) found.add((X509Certificate) each);
        } catch (GeneralSecurityException notPem) {
            throw new IOException("%s has no certificates in PEM: %s".formatted(file, notPem.getMessage()), notPem);
        }
        if (found.isEmpty()) throw new IOException("%s has no certificate: it needs at least one, in PEM".formatted(file));
        return found;
    }
}
