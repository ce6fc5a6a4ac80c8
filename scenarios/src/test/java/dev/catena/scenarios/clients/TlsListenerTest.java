// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.scenarios.Certificates;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients that speak TLS to the proxy itself, as to an {@code https://} proxy. */
class TlsListenerTest {
    private static final int MIB = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** A proxy whose listener shows the certificate of that name. */
    private static Proxy proxy(Stage stage, Certificates files, String name, String more, String... yaml) {
        var all = new String[yaml.length + 1];
        all[0] = listener(files, name, more);
        System.arraycopy(yaml, 0, all, 1, yaml.length);
        return stage.proxy(all);
    }

    private static String listener(Certificates files, String name, String more) {
        return "listeners: [{name: clients, address: '127.0.0.1:0', tls: {certificate: '%s', key: '%s'%s}}]".formatted(files.certificate(name), files.key(name), more);
    }

    private static Certificates issued(Stage stage) throws IOException {
        var files = new Certificates(stage.folder());
        files.issue("proxy", "DNS:proxy.test,IP:127.0.0.1", 30);
        return files;
    }

    private static Peer.Ran curl(Stage stage, Proxy proxy, Certificates files, String... arguments) {
        var all = new String[arguments.length + 5];
        all[0] = "-sS";
        all[1] = "-x";
        all[2] = "https://127.0.0.1:" + proxy.address().getPort();
        all[3] = "--proxy-cacert";
        all[4] = files.path("ca.crt").toString();
        for (int i = 0; i < arguments.length; i++) all[i + 5] = proxy.spelled(arguments[i]);
        return Peers.require("curl").run(PATIENCE, stage.folder(), all);
    }

    @Scenario
    void pages_uploads_and_tunnels_pass(Stage stage) throws IOException {
        var upload = new BigBody(3, 2 * MIB);
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< %s".formatted(
            exchange.request().method().equals("POST") ? CurlTest.checksumOf(exchange) : "page")));
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", "");

        assertThat(curl(stage, proxy, files, "http://origin.test/", "http://origin.test/").succeeded().out()).isEqualTo("pagepage");
        assertThat(curl(stage, proxy, files, "--data-binary", "@" + CurlTest.file(stage, upload), "http://origin.test/").succeeded().out()).isEqualTo(upload.checksum());
        assertThat(curl(stage, proxy, files, "-p", "--data-binary", "@" + CurlTest.file(stage, upload), "http://origin.test/").succeeded().out()).isEqualTo(upload.checksum());
        assertThat(greeted(stage, proxy, "-tls1_2").out()).contains("TLSv1.2");
        assertThat(greeted(stage, proxy, "-alpn", "h2,http/1.1").out()).contains("ALPN protocol: http/1.1");
        assertThat(proxy.metric("listener_handshakes_failed_total")).isZero();
        assertThat(proxy.metric("listener_certificate_expiry_timestamp_seconds")).isGreaterThan(System.currentTimeMillis() / 1000 + 20 * 86_400);
    }

    /** Where the kernel would send files, what is encrypted goes through this process. */
    @Scenario
    void large_bodies_come_whole_from_memory_and_from_disk(Stage stage) throws IOException {
        var small = new BigBody(7, 900_000);
        var large = new BigBody(8, 24 * MIB);
        stage.origin("origin.test", exchange -> {
            var body = exchange.request().target().equals("/small") ? small : large;
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< Content-Length: %d".formatted(body.length()));
            body.writeTo(exchange.out(PATIENCE));
        });
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", "", "cache: {memory: 8MiB, disk: {path: '%s', size: 128MiB}}".formatted(stage.folder().resolve("disk")));
        for (int round = 0; round < 3; round++) {
            curl(stage, proxy, files, "-f", "-o", "small", "http://origin.test/small", "-o", "large", "http://origin.test/large").succeeded();
            assertThat(stage.folder().resolve("small")).hasBinaryContent(small.bytes());
            assertThat(stage.folder().resolve("large")).hasBinaryContent(large.bytes());
            if (round == 0) Patience.until("both to be stored", PATIENCE, () -> proxy.metric("cache.objects") + proxy.metric("cache.disk.objects") >= 2);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(2);
        curl(stage, proxy, files, "-f", "-r", "1000000-1999999", "-o", "part", "http://origin.test/large").succeeded();
        assertThat(stage.folder().resolve("part")).hasBinaryContent(java.util.Arrays.copyOfRange(large.bytes(), 1_000_000, 2_000_000));
    }

    @Scenario
    void a_client_that_does_not_read_holds_up_the_origin_and_fills_no_memory(Stage stage) throws Exception {
        var body = new BigBody(9, 96 * MIB);
        var sent = new AtomicLong();
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: no-store\n< Content-Length: %d".formatted(body.length()));
            var slice = new byte[64 * 1024];
            try (var stream = body.stream(); var out = exchange.out(PATIENCE)) {
                for (int n = stream.read(slice); n > 0; n = stream.read(slice)) {
                    out.write(slice, 0, n);
                    sent.addAndGet(n);
                }
            }
        });
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", "", "limits: {in-flight: 256KiB}");
        try (var client = connect(proxy, files)) {
            client.getOutputStream().write(proxy.spelled("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var before = new AtomicLong(-1);
            Patience.until("the origin to be held up", PATIENCE, () -> {
                java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                return sent.get() > 0 && before.getAndSet(sent.get()) == sent.get();
            });
            assertThat(sent.get()).as("bytes that the origin could send").isLessThan(48 * MIB);

            try (var checksum = new BigBody.Checksum()) {
                skipHead(client.getInputStream());
                client.getInputStream().transferTo(checksum);
                assertThat(checksum.value()).isEqualTo(body.checksum());
            }
        }
    }

    /** A handshake and no more. */
    private static Peer.Ran greeted(Stage stage, Proxy proxy, String... offers) {
        var all = Stream.concat(Stream.of("s_client", "-connect", "127.0.0.1:" + proxy.address().getPort()), Stream.of(offers));
        return Peers.require("openssl").run(PATIENCE, stage.folder(), all.toArray(String[]::new));
    }

    private static void skipHead(InputStream in) throws IOException {
        for (int state = 0; state < 4; ) {
            int c = in.read();
            state = c == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : c == '\r' ? 1 : 0;
        }
    }

    private static SSLSocket connect(Proxy proxy, Certificates files) throws IOException, GeneralSecurityException {
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", certificate(Files.readString(files.path("ca.crt"))));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        var context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", proxy.address().getPort());
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.startHandshake();
        return socket;
    }

    private static X509Certificate certificate(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    @Scenario
    void clients_show_certificates_where_they_have_to(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 200 OK\n<\n< page");
        var files = issued(stage);
        files.issue("client", "DNS:client.test", 30);
        var others = new Certificates(Files.createDirectory(stage.folder().resolve("others")));
        others.issue("stranger", "DNS:client.test", 30);
        var required = proxy(stage, files, "proxy", ", clients: required, client-ca: '%s'".formatted(files.ca()));
        var ours = new String[] {"--proxy-cert", files.path("client.crt").toString(), "--proxy-key", files.path("client.key").toString(), "http://origin.test/"};

        assertThat(curl(stage, required, files, ours).succeeded().out()).isEqualTo("page");
        assertThat(curl(stage, required, files, "http://origin.test/").exit()).isNotZero();
        assertThat(curl(stage, required, files, "--proxy-cert", others.path("stranger.crt").toString(), "--proxy-key", others.path("stranger.key").toString(),
            "http://origin.test/").exit()).isNotZero();
        required.expect("listener_handshakes_failed_total", 2);

        var optional = proxy(stage, files, "proxy", ", clients: optional, client-ca: '%s'".formatted(files.ca()));
        assertThat(curl(stage, optional, files, ours).succeeded().out()).isEqualTo("page");
        assertThat(curl(stage, optional, files, "http://origin.test/").succeeded().out()).isEqualTo("page");
    }

    @Scenario
    void old_versions_are_refused_and_who_speaks_in_the_clear_is_told(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 200 OK\n<\n< page");
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", ", min-version: '1.3'");
        assertThat(greeted(stage, proxy, "-tls1_3").exit()).isZero();
        assertThat(greeted(stage, proxy, "-tls1_2").exit()).isNotZero();

        var plain = Peers.require("curl").run(PATIENCE, stage.folder(), "-sS", "-i", "-x", proxy.url(), proxy.spelled("http://origin.test/"));
        assertThat(plain.succeeded().out()).startsWith("HTTP/1.1 400 ").contains("12600", "this listener speaks TLS", "https://");
        try (var client = proxy.raw()) {
            assertThat(client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n").status()).isEqualTo(400);
        }
    }

    @Scenario
    void a_new_certificate_is_shown_after_a_reload_and_connections_stay(Stage stage) throws Exception {
        stage.origin("origin.test").always("< 200 OK\n< Content-Length: 4\n<\n< page");
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", "");
        try (var client = connect(proxy, files)) {
            var before = client.getSession().getPeerCertificates()[0];
            files.issue("proxy", "DNS:proxy.test,IP:127.0.0.1", 60);
            proxy.reload(listener(files, "proxy", ""));
            try (var later = connect(proxy, files)) {
                assertThat(later.getSession().getPeerCertificates()[0]).isNotEqualTo(before);
            }
            client.getOutputStream().write(proxy.spelled("GET http://origin.test/ HTTP/1.1\r\nHost: origin.test\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 ").endsWith("page");
        }
        Files.writeString(files.path("proxy.key"), "none\n");
        assertThatThrownBy(() -> proxy.reload(listener(files, "proxy", ""))).hasMessageContaining("there is no private key in PEM");
        assertThat(curl(stage, proxy, files, "http://origin.test/").succeeded().out()).isEqualTo("page");
    }

    @Scenario
    void the_doctor_looks_at_the_certificate(Stage stage) throws IOException {
        var files = issued(stage);
        files.issue("soon", "DNS:proxy.test,IP:127.0.0.1", 3);
        var proxy = proxy(stage, files, "soon", "");
        assertThat(proxy.doctor("")).anySatisfy(check -> assertThat(check.toString()).contains("certificate of clients", "warning", "proxy.test", "expires on"));
    }

    @Scenario
    void a_browser_comes_by_tls(Stage stage) throws Exception {
        stage.origin("origin.test").always("< 200 OK\n< Content-Type: text/html\n<\n< <!doctype html><title>came</title>");
        var files = issued(stage);
        var proxy = proxy(stage, files, "proxy", "");
        var spki = certificate(Files.readString(files.path("proxy.crt"))).getPublicKey().getEncoded();
        var pin = Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(spki));
        assertThat(Browser.overTls(stage, proxy, "profile", pin).loaded("http://origin.test/")).contains("<title>came</title>");
    }
}
