// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Origins behind a SOCKS proxy: a real one, and some that do their worst. */
class SocksUpstreamTest {
    private static final BigBody UPLOAD = new BigBody(19, 3 * 1024 * 1024);
    private static final String PASSWORD = "Sesam-0pen!";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(booleans = {false, true})
    void pages_uploads_and_tunnels_pass(boolean logsIn, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        var origin = stage.origin("origin.test", deliveries);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        int port = Ports.free();
        var arguments = logsIn ? new String[] {"-i", "127.0.0.1", "-p", "" + port, "-u", "branch7", "-P", PASSWORD}
                : new String[] {"-i", "127.0.0.1", "-p", "" + port};
        try (var _ = Peers.require("microsocks").start(stage.folder(), Map.of(), arguments)) {
            Ports.awaitListening(port);
            var curl = new Curl(stage, branch(stage, port, logsIn ? credentials(stage, PASSWORD) : "none"));
            var url = "http://localhost:%d/".formatted(origin.port());

            assertThat(curl.run(url).succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("--data-binary", "@" + upload, url).succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run("-p", "--data-binary", "@" + upload, url).succeeded().out()).isEqualTo("delivered");
            assertThat(curl.run(url, "-w", "%{http_version}").succeeded().out()).startsWith("delivered");
        }
        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "POST " + UPLOAD.checksum(), "GET 0:00000000");
        assertThat(origin.connections()).as("the second page shares the first one's connection, or the upload's").hasSizeLessThanOrEqualTo(3);
    }

    @Scenario
    void a_wrong_password_is_shown_once_and_explained(Stage stage) throws IOException {
        var origin = stage.origin("origin.test", new Deliveries());
        int port = Ports.free();
        try (var _ = Peers.require("microsocks").start(stage.folder(), Map.of(), "-i", "127.0.0.1", "-p", "" + port, "-u", "branch7", "-P", PASSWORD)) {
            Ports.awaitListening(port);
            var curl = new Curl(stage, branch(stage, port, credentials(stage, "guessed")));
            var url = "http://localhost:%d/".formatted(origin.port());

            assertThat(curl.run("-i", url).out()).startsWith("HTTP/1.1 502 ").contains("12201/rejected", "RFC 1929");
            assertThat(curl.run("-i", url).out()).contains("12201/rejected", "is not tried again");
            assertThat(new Curl(stage, stage.proxy(settings(port, "none"))).run("-i", url).out()).contains("12201/no-credentials");
        }
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"1, 502, 12627", "2, 502, 12627", "3, 502, 12624", "4, 502, 12624", "5, 502, 12622", "6, 504, 12623", "7, 502, 12627", "8, 502, 12627", "99, 502, 12627"})
    void every_answer_is_told_in_its_own_words(int reply, int status, String number, Stage stage) {
        var socks = stage.origin("socks.test").onConnection(wire -> {
            read(wire, 3);
            wire.send(new byte[] {5, 0});
            read(wire, 5 + "origin.test".length() + 2);
            wire.send(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
            wire.finish();
        });
        var told = new Curl(stage, branch(stage, socks.port(), "none")).run("-i", "http://origin.test/").out();
        assertThat(told).startsWith("HTTP/1.1 %d ".formatted(status)).contains(number, "(%d)".formatted(reply).replace("(99)", "99"));
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"", "05", "0500", "04 5a", "0507", "05ff", "0502", "0500 0500 00", "0500 0400 0001 0000 0000 0000", "0500 0500 0009 0000 0000 0000",
        "4854 5450 2f31 2e31"})
    void what_is_no_socks_ends_in_an_explanation(String hex, Stage stage) {
        var socks = stage.origin("socks.test").onConnection(wire -> {
            read(wire, 3);
            wire.send(HexFormat.of().parseHex(hex.replace(" ", "")));
            wire.finish();
            wire.probe(Duration.ofSeconds(2));
        });
        var told = new Curl(stage, branch(stage, socks.port(), "none")).run("-i", "http://origin.test/").out();
        assertThat(told).startsWith("HTTP/1.1 502 ").containsAnyOf("12627", "12201/no-credentials");
    }

    @Scenario
    void names_are_not_looked_up_here_and_who_speaks_first_is_heard(Stage stage) throws IOException {
        var asked = new AtomicInteger();
        var socks = stage.origin("socks.test").onConnection(wire -> {
            read(wire, 3);
            wire.send(new byte[] {5, 0});
            var request = read(wire, 5 + "no-such-name.test".length() + 2);
            assertThat(new String(Arrays.copyOfRange(request, 5, request.length - 2), StandardCharsets.US_ASCII)).isEqualTo("no-such-name.test");
            asked.incrementAndGet();
            // the greeting comes in one piece with the answer
            wire.send("\5\0\0\1\0\0\0\0\0\0SSH-2.0-test\r\n".getBytes(StandardCharsets.ISO_8859_1));
            wire.finish();
        });
        var client = branch(stage, socks.port(), "none").raw();

        assertThat(client.ask("CONNECT no-such-name.test:443 HTTP/1.1\nHost: no-such-name.test:443\n\n").status()).isEqualTo(200);
        assertThat(new String(client.bytes(14), StandardCharsets.US_ASCII)).isEqualTo("SSH-2.0-test\r\n");
        assertThat(asked).hasValue(1);
    }

    private static byte[] read(Wire wire, int count) {
        return wire.bytes(count);
    }

    private static String credentials(Stage stage, String password) throws IOException {
        var file = Files.writeString(stage.folder().resolve("socks-password"), password);
        return "{user: branch7, password: 'file:%s', schemes: [basic]}".formatted(file);
    }

    private static Proxy branch(Stage stage, int port, String credentials) {
        return stage.proxy(settings(port, credentials));
    }

    private static String settings(int port, String credentials) {
        return """
            name: branch
            threads: 1
            connect: {ports: [1-65535]}
            upstreams: [{name: socks, members: ['socks5://127.0.0.1:%d'], credentials: %s, health: {failures: 100}}]
            routes: [{name: all, match: any, to: socks}]
            """.formatted(port, credentials);
    }
}
