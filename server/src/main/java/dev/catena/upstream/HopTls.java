// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.net.PemCertificates;
import dev.catena.route.TlsSettings;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Our side of TLS to the members of an upstream: whom we trust, and the certificate we show. The member's name is always verified. Equal
 * if it was made of the same files, so that a reload that changes nothing leaves pooled connections in use.
 */
public final class HopTls {
    private static final String HTTP_1 = "http/1.1";

    private final SslContext context;
    private final boolean showsOwn;
    private final String fingerprint;
    private final AtomicInteger connections = new AtomicInteger();

    private HopTls(SslContext context, boolean showsOwn, String fingerprint) {
        this.context = context;
        this.showsOwn = showsOwn;
        this.fingerprint = fingerprint;
        if (showsOwn) context.sessionContext().setSessionCacheSize(1);
    }

    /**
     * Reads the files that the settings name: not for an event loop.
     *
     * @param environment looks up a variable: {@code System::getenv}
     * @throws IOException with a sentence that names the file and what is wrong with it, and shows nothing of a key
     */
    public static HopTls of(TlsSettings settings, UnaryOperator<@Nullable String> environment) throws IOException {
        var ca = read(settings.caFile());
        var certificate = read(settings.certificateFile());
        var key = settings.certificateFile().isEmpty() ? new byte[0] : key(settings, environment);
        var builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK)
            .protocols(settings.minVersion().allowsOld() ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3"))
            .endpointIdentificationAlgorithm("HTTPS")
            .trustManager(new TellingTrust(trust(settings, ca)));
        if (certificate.length > 0) addOwn(builder, settings, certificate, key);
        try {
            return new HopTls(builder.build(), certificate.length > 0, fingerprint(ca, certificate, key, settings.minVersion().toString().getBytes(StandardCharsets.UTF_8)));
        } catch (SSLException unusable) {
            throw new IOException("the client certificate of `tls.certificate` and the key of `tls.key` cannot be used together", unusable);
        }
    }

    private static byte[] read(Optional<Path> file) throws IOException {
        if (file.isEmpty()) return new byte[0];
        try {
            return Files.readAllBytes(file.get());
        } catch (IOException unreadable) {
            throw new IOException("the certificate file %s cannot be read".formatted(file.get()), unreadable);
        }
    }

    private static byte[] key(TlsSettings settings, UnaryOperator<@Nullable String> environment) throws IOException {
        try {
            return settings.key().reveal(environment).getBytes(StandardCharsets.ISO_8859_1);
        } catch (IllegalStateException missing) {
            throw new IOException("`tls.key`: " + missing.getMessage(), missing);
        }
    }

    private static X509ExtendedTrustManager trust(TlsSettings settings, byte[] ca) throws IOException {
        try {
            KeyStore anchors = null; // the Java runtime's own
            if (settings.caFile().isPresent()) {
                anchors = KeyStore.getInstance("PKCS12");
                anchors.load(null, null);
                for (var authority : PemCertificates.of(ca, settings.caFile().get())) anchors.setCertificateEntry("ca-" + anchors.size(), authority);
            }
            var factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(anchors);
            for (var manager : factory.getTrustManagers()) if (manager instanceof X509ExtendedTrustManager telling) return telling;
            throw new IllegalStateException("every JDK has an extended trust manager for PKIX");
        } catch (GeneralSecurityException unusable) {
            throw new IOException("the certificates that `tls.ca` names cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    private static void addOwn(SslContextBuilder builder, TlsSettings settings, byte[] certificate, byte[] key) throws IOException {
        var file = settings.certificateFile().orElseThrow();
        PemCertificates.of(certificate, file);
        try {
            builder.keyManager(new ByteArrayInputStream(certificate), new ByteArrayInputStream(key));
        } catch (IllegalArgumentException unusable) {
            throw new IOException("`tls.key` is not the private key of %s, or not PKCS #8 in PEM without a password".formatted(file)
                + " (`openssl pkcs8 -topk8 -nocrypt` makes that of other forms)", unusable);
        }
    }

    private static String fingerprint(byte[]... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (var part : parts) digest.update(MessageDigest.getInstance("SHA-256").digest(part));
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * For one connection: handshakes at once, and verifies that the hop's certificate is for that name.
     *
     * <p>Where we show a certificate, each connection shows it: servers that ask for one and have no name for their sessions (a Squid
     * that was not given one) answer to a resumed session with the alert internal_error. Java resumes by name and port alone, so
     * another port is another session.
     */
    SslHandler handler(ByteBufAllocator allocator, String name, int port) {
        var handler = context.newHandler(allocator, name, showsOwn ? connections.incrementAndGet() & 0xffff : port);
        var parameters = handler.engine().getSSLParameters();
        parameters.setApplicationProtocols(new String[] {HTTP_1});
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HopTls tls && fingerprint.equals(tls.fingerprint);
    }

    @Override
    public int hashCode() {
        return fingerprint.hashCode();
    }
}
