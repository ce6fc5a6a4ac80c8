// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of our own with those that signed it, and its key; proven to belong together, so that what is wrong is told when the files
 * are read and not by a client's handshake.
 *
 * @param chain our own first
 */
public record OwnCertificate(List<X509Certificate> chain, PrivateKey key) {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([^-]*)-----END [A-Z ]*PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "EdDSA");
    private static final String TO_PKCS8 = "make it by `openssl pkcs8 -topk8 -nocrypt -in OLD.key -out NEW.key`";
    private static final byte[] SAMPLE = "does this key belong to that certificate?".getBytes(StandardCharsets.US_ASCII);

    public OwnCertificate {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both: not for an event loop.
     *
     * @param key where PKCS #8 in PEM is
     * @param environment looks up a variable: {@code System::getenv}
     */
    public static OwnCertificate read(Path file, Secret key, UnaryOperator<@Nullable String> environment) throws TlsUnusable {
        var chain = certificates("certificate", file);
        var own = new OwnCertificate(chain, key(text(key, environment)));
        if (!own.belongTogether()) {
            throw new TlsUnusable("key", "it is not the key of the certificate in %s (%s)".formatted(file, subject(chain.getFirst())),
                "name the key that this certificate was made with; the first certificate in the file has to be your own");
        }
        return own;
    }

    /**
     * The certificates of a PEM file, at least one.
     *
     * @param setting the key in the settings that names the file
     */
    public static List<X509Certificate> certificates(String setting, Path file) throws TlsUnusable {
        try {
            return PemCertificates.of(Files.readAllBytes(file), file);
        } catch (java.nio.file.NoSuchFileException missing) {
            throw new TlsUnusable(setting, "the file %s is not there".formatted(file), "write where the certificate is, as file:PATH");
        } catch (IOException unusable) {
            throw new TlsUnusable(setting, Files.isReadable(file) ? String.valueOf(unusable.getMessage()) : "the file %s cannot be read".formatted(file),
                Files.isReadable(file) ? "a certificate begins with -----BEGIN CERTIFICATE-----; `openssl x509 -inform DER -in FILE` makes PEM of the binary form"
                    : "give user %s the right to read it".formatted(System.getProperty("user.name")));
        }
    }

    private static String text(Secret key, UnaryOperator<@Nullable String> environment) throws TlsUnusable {
        try {
            return key.reveal(environment);
        } catch (IllegalStateException missing) {
            throw new TlsUnusable("key", String.valueOf(missing.getMessage()), "write where the private key is, as file:PATH or env:NAME");
        }
    }

    private static PrivateKey key(String pem) throws TlsUnusable {
        var found = KEY.matcher(pem);
        if (!found.find()) throw new TlsUnusable("key", "there is no private key in PEM", "a key begins with -----BEGIN PRIVATE KEY-----");
        var kind = found.group(1).strip();
        if (kind.equals("ENCRYPTED")) throw new TlsUnusable("key", "the private key is locked by a password", "take the password away, and guard the file: " + TO_PKCS8);
        if (!kind.isEmpty()) throw new TlsUnusable("key", "the private key is in an old form (%s)".formatted(kind), TO_PKCS8);
        try {
            var encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(found.group(2)));
            for (var algorithm : ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
                } catch (GeneralSecurityException another) {
                    // the next may know it
                }
            }
        } catch (IllegalArgumentException notBase64) {
            throw new TlsUnusable("key", "the private key is damaged", "copy it again, line by line");
        }
        throw new TlsUnusable("key", "the private key is damaged, or of a kind that is not known", "use one of RSA, of an elliptic curve or Ed25519");
    }

    private boolean belongTogether() {
        var algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            var signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SAMPLE);
            var verifying = Signature.getInstance(algorithm);
            verifying.initVerify(chain.getFirst().getPublicKey());
            verifying.update(SAMPLE);
            return verifying.verify(signing.sign());
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** The first moment at which one of the chain is no more valid. */
    public Instant expires() {
        return chain.stream().map(each -> each.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
    }

    /** The first moment at which all of the chain are valid. */
    public Instant begins() {
        return chain.stream().map(each -> each.getNotBefore().toInstant()).max(Instant::compareTo).orElseThrow();
    }

    /** Who it is for, in words: its names, or its subject where it has none. */
    public String names() {
        try {
            var names = chain.getFirst().getSubjectAlternativeNames();
            if (names == null) return subject(chain.getFirst());
            return names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", "));
        } catch (CertificateParsingException unreadable) {
            return subject(chain.getFirst());
        }
    }

    /** Who signed it, in words. */
    public String issuer() {
        return chain.getFirst().getIssuerX500Principal().getName();
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** For sockets of the JDK's own: both ends show such a certificate, and trust whom these authorities signed. */
    public SSLContext mutual(List<X509Certificate> authorities) throws IOException {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
            var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            own.init(keys, new char[0]);
            var anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            for (var authority : authorities) anchors.setCertificateEntry("ca-" + anchors.size(), authority);
            var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trusted.init(anchors);
            var context = SSLContext.getInstance("TLS");
            context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the certificates cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
