// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.BigBody.Checksum;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** curl, the client every manual speaks of. */
class CurlTest {
    private static final int MIB = 1024 * 1024;

    @Scenario
    void the_usual_methods_arrive(Stage stage) {
        stage.origin("origin.test", exchange -> {
            var body = new String(exchange.readBody());
            exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< %s of [%s]".formatted(exchange.request().method(), body));
        });
        var curl = new Curl(stage, stage.proxy());

        assertThat(curl.run("http://origin.test/").out()).isEqualTo("GET of []");
        assertThat(curl.run("-I", "http://origin.test/").out()).startsWith("HTTP/1.1 200 OK");
        assertThat(curl.run("-d", "posted", "http://origin.test/").out()).isEqualTo("POST of [posted]");
        assertThat(curl.run("-X", "PUT", "-d", "put", "http://origin.test/").out()).isEqualTo("PUT of [put]");
        assertThat(curl.run("-X", "DELETE", "http://origin.test/").out()).isEqualTo("DELETE of []");
    }

    @Scenario
    void the_second_of_two_downloads_is_a_hit(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=60\n<\n< hello");
        var curl = new Curl(stage, stage.proxy());

        assertThat(curl.run("-i", "http://origin.test/").out()).contains("Cache-Status: catena-test; fwd=uri-miss").endsWith("hello");
        assertThat(curl.run("-i", "http://origin.test/").out()).contains("Cache-Status: catena-test; hit").endsWith("hello");
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void http_1_0_is_answered_in_its_own_way(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Transfer-Encoding: chunked\n<\n< to the end");
        var ran = new Curl(stage, stage.proxy()).run("-0", "-i", "http://origin.test/").succeeded();

        assertThat(ran.out()).endsWith("to the end").doesNotContainIgnoringCase("transfer-encoding");
    }

    @Scenario
    void a_tunnel_may_carry_plain_http(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< inside");
        var proxy = stage.proxy();

        var ran = new Curl(stage, proxy).run("-p", "-v", "http://origin.test/").succeeded();

        assertThat(ran.out()).isEqualTo("inside");
        assertThat(ran.err()).containsPattern("> CONNECT origin.test:\\d+").contains("< HTTP/1.1 200");
        assertThat(stage.origin("origin.test").lastRequest().has("Via")).isFalse();
    }

    @Scenario
    void ftp_is_refused_at_once_and_with_a_remedy(Stage stage) {
        stage.origin("origin.test");
        var ran = new Curl(stage, stage.proxy()).run(Duration.ofSeconds(5), "-i", "ftp://origin.test/file");

        assertThat(ran.out()).startsWith("HTTP/1.1 501 ").contains("fetch it with an FTP client");
    }

    @Scenario
    void a_tunnel_to_a_forbidden_port_is_refused_with_the_name_of_the_setting(Stage stage) {
        stage.origin("origin.test");
        var curl = new Curl(stage, stage.proxy());

        var plain = curl.run(Duration.ofSeconds(5), "-i", "-p", "http://origin.test:25/");
        assertThat(plain.out()).startsWith("HTTP/1.1 403 ").contains("connect.ports");
        assertThat(curl.run(Duration.ofSeconds(5), "-p", "ftp://origin.test:21/file").err()).contains("403");
    }

    @Scenario
    void an_upgrade_that_is_not_allowed_is_removed_and_the_page_comes_as_it_is(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< page");

        var ran = new Curl(stage, stage.proxy()).run("--http2", "http://origin.test/").succeeded(); // asks for h2c

        assertThat(ran.out()).isEqualTo("page");
        assertThat(stage.origin("origin.test").lastRequest().has("Upgrade")).isFalse();
        assertThat(stage.origin("origin.test").lastRequest().has("HTTP2-Settings")).isFalse();
    }

    @Scenario
    void a_body_that_is_cut_does_not_look_whole(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< !Content-Length\n< Cache-Control: max-age=60\n<\n< half of it");
            if (exchange.request().target().equals("/reset")) {
                exchange.reset();
            }
        });
        var curl = new Curl(stage, stage.proxy());

        assertThat(curl.run("http://origin.test/whole").succeeded().out()).isEqualTo("half of it");
        assertThat(curl.run("http://origin.test/reset").exit()).isIn(18, 52, 56);
        assertThat(curl.run("http://origin.test/reset").exit()).as("and it is not kept").isIn(18, 52, 56);
    }

    @Scenario
    void a_closed_port_is_a_bad_gateway_at_once_for_tunnels_too(Stage stage) {
        stage.origin("origin.test").refuseConnections();
        var curl = new Curl(stage, stage.proxy());

        assertThat(curl.run(Duration.ofSeconds(5), "-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ");
        var tunnelled = curl.run(Duration.ofSeconds(5), "-i", "-p", "http://origin.test/");
        assertThat(tunnelled.exit()).isEqualTo(56);
        assertThat(tunnelled.out()).startsWith("HTTP/1.1 502 ");
    }

    @Scenario
    void an_upload_waits_for_the_origins_100_and_no_longer(Stage stage) throws IOException {
        var received = new AtomicReference<>("");
        stage.origin("origin.test", exchange -> {
            assertThat(exchange.request().field("Expect")).isEqualToIgnoringCase("100-continue");
            exchange.send("HTTP/1.1 100 Continue\n\n");
            received.set(checksumOf(exchange));
            exchange.answer("< 201 Created");
        });
        var body = new BigBody(1, 50 * MIB);

        // curl would wait 60 s for a 100 that somebody keeps to himself
        var ran = new Curl(stage, stage.proxy()).run("-v", "--expect100-timeout", "60", "-H", "Expect: 100-continue",
                "-T", file(stage, body).toString(), "http://origin.test/upload").succeeded();

        assertThat(ran.err()).containsSubsequence("< HTTP/1.1 100 Continue", "< HTTP/1.1 201 Created");
        assertThat(received.get()).isEqualTo(body.checksum());
    }

    @Scenario
    void a_100_that_comes_late_does_no_harm(Stage stage) throws IOException {
        var received = new AtomicReference<>("");
        stage.origin("origin.test", exchange -> {
            try (var checksum = new Checksum()) {
                checksum.write(exchange.body().readNBytes(MIB));
                exchange.send("HTTP/1.1 100 Continue\n\n");
                exchange.body().transferTo(checksum);
                received.set(checksum.value());
            }
            exchange.answer("< 201 Created");
        });
        var body = new BigBody(2, 50 * MIB);

        var ran = new Curl(stage, stage.proxy()).run("-w", "%{http_code}", "--expect100-timeout", "0.2", "-H", "Expect: 100-continue",
                "-T", file(stage, body).toString(), "http://origin.test/upload").succeeded();

        assertThat(ran.out()).isEqualTo("201");
        assertThat(received.get()).isEqualTo(body.checksum());
    }

    @Scenario
    void a_413_instead_of_the_100_reaches_a_client_that_waits(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 413 Content Too Large\n< Connection: close\n<\n< too much");

        var ran = new Curl(stage, stage.proxy()).run("-w", " %{http_code} %{size_upload}", "--expect100-timeout", "60",
                "-H", "Expect: 100-continue", "-T", file(stage, new BigBody(3, 2 * MIB)).toString(), "http://origin.test/upload");

        assertThat(ran.out()).isEqualTo("too much 413 0");
    }

    @Scenario
    void a_413_reaches_a_client_that_still_sends(Stage stage) throws IOException {
        stage.origin("origin.test", exchange -> {
            exchange.body().readNBytes(64 * 1024);
            exchange.answer("< 413 Content Too Large\n< Connection: close\n<\n< too much");
        });

        var ran = new Curl(stage, stage.proxy()).run("-w", " %{http_code}", "-H", "Expect:",
                "-T", file(stage, new BigBody(4, 50 * MIB)).toString(), "http://origin.test/upload");

        assertThat(ran.out()).isEqualTo("too much 413");
    }

    @Scenario
    void a_hundred_parallel_transfers_arrive_whole(Stage stage) throws IOException {
        var bodies = IntStream.range(0, 100).mapToObj(i -> new BigBody(i, 64 * 1024 + i)).toList();
        var files = Files.createDirectory(stage.folder().resolve("served"));
        for (var body : bodies) {
            Files.write(files.resolve(String.valueOf(body.seed())), body.bytes());
        }
        stage.origin("origin.test", new FileOrigin(files));
        var proxy = stage.proxy();
        var config = Files.writeString(stage.folder().resolve("transfers"), bodies.stream()
                .map(body -> "url = %s%d\noutput = %d.got\n".formatted(proxy.spelled("http://origin.test/"), body.seed(), body.seed()))
                .collect(Collectors.joining()));

        new Curl(stage, proxy).run("-Z", "--parallel-immediate", "--parallel-max", "100", "-f", "-K", config.toString()).succeeded();

        for (var body : bodies) {
            assertThat(stage.folder().resolve(body.seed() + ".got")).hasBinaryContent(body.bytes());
        }
    }

    @Scenario
    void a_client_that_reads_slowly_gets_everything(Stage stage) {
        var body = new BigBody(5, 8 * MIB);
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Content-Length: %d".formatted(body.length()));
            body.writeTo(exchange.out());
        });
        var curl = new Curl(stage, stage.proxy("limits: {in-flight: 64KiB}"));

        curl.run("--limit-rate", "6M", "-o", "slowly", "http://origin.test/").succeeded();

        assertThat(stage.folder().resolve("slowly")).hasBinaryContent(body.bytes());
    }

    static Path file(Stage stage, BigBody body) throws IOException {
        var file = stage.folder().resolve("body-" + body.seed());
        try (var out = Files.newOutputStream(file)) {
            body.writeTo(out);
        }
        return file;
    }

    static String checksumOf(OriginExchange exchange) throws IOException {
        try (var checksum = new Checksum()) {
            exchange.body().transferTo(checksum);
            return checksum.value();
        }
    }
}
