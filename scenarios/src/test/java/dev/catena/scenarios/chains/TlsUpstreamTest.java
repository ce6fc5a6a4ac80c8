// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Certificates;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real Squid at the head office that is spoken to by TLS: with the right certificates on both sides, and with each wrong one. */
class TlsUpstreamTest {
    private static final BigBody UPLOAD = new BigBody(17, 3 * 1024 * 1024);

    @Scenario
    void pages_uploads_and_tunnels_pass_with_certificates_on_both_sides(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var files = new Certificates(stage.folder());
        files.issue("hq", "DNS:hq.test,IP:127.0.0.1", 30);
        files.issue("branch", "DNS:branch.test", 30);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        int port = Ports.free();
        try (var squid = squid(stage, files, port, true)) {
            var branch = branch(stage, port, "ca: '%s', certificate: '%s', key: '%s'".formatted(files.ca(), files.certificate("branch"), files.key("branch")));
            var curl = new Curl(stage, branch);

            assertThat(curl.run("http://origin.test/").succeeded().out()).as(squid::printed).isEqualTo("delivered");
            assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("-p", "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(branch.log(4)).extracting(line -> line.get("route")).containsOnly("hq");
        }
        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "POST " + UPLOAD.checksum(), "GET 0:00000000");
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({
        "hq,      other,  no,  is signed by nobody we trust",
        "expired, ours,   no,  has expired on",
        "named,   ours,   no,  is not for the name 127.0.0.1",
        "hq,      ours,   yes, alert",
    })
    void what_is_wrong_with_the_certificates_is_told(String shown, String trusted, String asksForOurs, String told, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var files = new Certificates(stage.folder());
        files.issue(shown, shown.equals("named") ? "DNS:hq.test" : "IP:127.0.0.1", shown.equals("expired") ? -1 : 30);
        int port = Ports.free();
        try (var _ = squid(stage, files.shown(shown), port, asksForOurs.equals("yes"))) {
            var branch = branch(stage, port, trusted.equals("ours") ? "ca: '%s'".formatted(files.ca()) : "min-version: '1.2'");
            var curl = new Curl(stage, branch);

            var refused = curl.run("-i", "http://origin.test/");
            assertThat(refused.out()).startsWith("HTTP/1.1 502 ");
            if (told.equals("alert")) assertThat(refused.out()).containsAnyOf("12626", "12630");
            else assertThat(refused.out()).contains("12626", told);
            assertThat(curl.run("-i", "-p", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ");
            assertThat(deliveries.received()).isEmpty();
        }
    }

    @Scenario
    void the_name_in_the_certificate_may_be_another_than_the_address(Stage stage) throws IOException {
        stage.origin("origin.test", new Deliveries());
        var files = new Certificates(stage.folder());
        files.issue("hq", "DNS:hq.test", 30);
        int port = Ports.free();
        try (var _ = squid(stage, files, port, false)) {
            var branch = branch(stage, port, "ca: '%s', server-name: hq.test".formatted(files.ca()));
            assertThat(new Curl(stage, branch).run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
        }
    }

    @Scenario
    void a_new_authority_is_trusted_after_a_reload(Stage stage) throws IOException {
        stage.origin("origin.test", new Deliveries());
        var files = new Certificates(stage.folder());
        files.issue("hq", "IP:127.0.0.1", 30);
        int port = Ports.free();
        try (var _ = squid(stage, files, port, false)) {
            var elsewhere = new Certificates(Files.createDirectory(stage.folder().resolve("elsewhere")));
            var branch = branch(stage, port, "ca: '%s'".formatted(elsewhere.ca()));
            var curl = new Curl(stage, branch);
            assertThat(curl.run("-i", "http://origin.test/").out()).contains("12626");

            branch.reload(settings(port, "ca: '%s'".formatted(files.ca())));

            assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
        }
    }

    @Scenario
    void a_hop_that_does_not_speak_tls_is_told_apart(Stage stage) {
        var plain = stage.origin("hq.test").onConnection(wire -> {
            wire.send("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            wire.finish();
        });
        var branch = branch(stage, plain.port(), "min-version: '1.2'");
        assertThat(new Curl(stage, branch).run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12626", "does not speak TLS");
    }

    @Scenario
    void a_hop_that_never_answers_the_handshake_is_given_up(Stage stage) {
        var mute = stage.origin("hq.test").onConnection(wire -> wire.bytes(1 << 20));
        var branch = stage.proxy(settings(mute.port(), "min-version: '1.3'"), "timeouts: {connect: 500ms}");
        assertThat(new Curl(stage, branch).run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 504 ").contains("12623", "TLS handshake");
    }

    private static Proxy branch(Stage stage, int port, String tls) {
        return stage.proxy(settings(port, tls));
    }

    private static String settings(int port, String tls) {
        return """
            name: branch
            threads: 1
            upstreams: [{name: hq, members: ['https://127.0.0.1:%d'], tls: {%s}, health: {failures: 100}}]
            routes: [{name: internet, match: any, to: hq}]
            """.formatted(port, tls);
    }

    private static RunningPeer squid(Stage stage, Certificates files, int port, boolean asksForCertificate) throws IOException {
        var openToAll = PosixFilePermissions.fromString("rwxrwxrwx");
        Files.setPosixFilePermissions(stage.folder(), openToAll);
        var folder = Files.setPosixFilePermissions(Files.createDirectory(stage.folder().resolve("squid")), openToAll);
        Files.writeString(folder.resolve("hosts"), "127.0.0.1 origin.test\n");
        var config = Files.writeString(folder.resolve("squid.conf"), """
                https_port 127.0.0.1:%d tls-cert=%s tls-key=%s%s
                visible_hostname squid.test
                cache deny all
                hosts_file %5$s/hosts
                http_access allow all
                access_log none
                cache_log %5$s/cache.log
                cache_store_log none
                netdb_filename none
                pid_filename none
                coredump_dir %5$s
                pinger_enable off
                shutdown_lifetime 0 seconds
                """.formatted(port, files.path(files.serves() + ".crt"), files.path(files.serves() + ".key"),
                asksForCertificate ? " clientca=" + files.path("ca.crt") : "", folder));
        var squid = Peers.require("squid").start(folder, Map.of(), "-N", "-f", config.toString());
        Ports.awaitListening(port);
        return squid;
    }
}
