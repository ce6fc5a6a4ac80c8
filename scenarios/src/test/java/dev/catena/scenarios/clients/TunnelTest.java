// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/** Programs that tunnel with the oldest CONNECT there is: HTTP/1.0, and no Host field. */
class TunnelTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Scenario
    void openssl_speaks_tls_with_a_server_behind_the_proxy(Stage stage) throws IOException {
        var openssl = Peers.require("openssl");
        openssl.run(PATIENCE, stage.folder(), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-subj", "/CN=origin.test", "-days", "2", "-keyout", "key.pem", "-out", "cert.pem").succeeded();
        var proxy = stage.proxy();

        try (var server = openssl.start(stage.folder(), Map.of(), "s_server", "-accept", "127.0.0.1:0", "-rev",
                "-key", "key.pem", "-cert", "cert.pem")) {
            server.awaitOutput("ACCEPT 127.0.0.1:", PATIENCE);
            var port = Pattern.compile("ACCEPT 127.0.0.1:(\\d+)").matcher(server.printed()).results().findFirst().orElseThrow().group(1);
            try (var client = openssl.start(stage.folder(), Map.of(), "s_client", "-proxy", "127.0.0.1:" + proxy.address().getPort(),
                    "-connect", "127.0.0.1:" + port, "-quiet", "-CAfile", "cert.pem", "-verify_return_error")) {
                client.type("drawer\n");
                client.awaitOutput("reward", PATIENCE);
                client.finishInput();
            }
        }
    }

    @Scenario
    void an_old_connect_is_answered_by_a_head_and_nothing_else(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> wire.send("hello".getBytes(StandardCharsets.US_ASCII)));
        var client = stage.proxy().raw();

        var response = client.send("CONNECT origin.test:443 HTTP/1.0\n\n").response("CONNECT");

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.has("Content-Length") || response.has("Transfer-Encoding")).isFalse();
        assertThat(new String(client.bytes(5), StandardCharsets.US_ASCII)).isEqualTo("hello");
    }

    @Scenario
    void a_server_may_speak_first(Stage stage) throws IOException {
        stage.origin("origin.test").onConnection(wire -> {
            wire.send("SSH-2.0-server\r\n".getBytes(StandardCharsets.US_ASCII));
            var greeting = new String(wire.bytes("SSH-2.0-client\n".length()), StandardCharsets.US_ASCII);
            wire.send(("greeted by " + greeting).getBytes(StandardCharsets.US_ASCII));
        });
        var proxy = stage.proxy();

        try (var nc = Peers.require("nc").start(stage.folder(), Map.of(), "-X", "connect",
                "-x", "127.0.0.1:" + proxy.address().getPort(), "origin.test", String.valueOf(stage.origin("origin.test").port()))) {
            nc.awaitOutput("SSH-2.0-server", PATIENCE);
            nc.type("SSH-2.0-client\n");
            nc.awaitOutput("greeted by SSH-2.0-client", PATIENCE);
            nc.finishInput();
            assertThat(nc.awaitExit(PATIENCE).exit()).isZero();
        }
    }
}
