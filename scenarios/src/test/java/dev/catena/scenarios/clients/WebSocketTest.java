// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.TunnelWay;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.WebSocketEcho;
import java.io.OutputStream;
import java.util.HexFormat;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The upgrade to WebSocket as a plain request to the proxy, not in a tunnel. */
@ParameterizedClass(name = "{0}")
@EnumSource
class WebSocketTest {
    @Parameter
    TunnelWay way;

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ=="; // the example of RFC 6455 section 1.3
    private static final String UPGRADE = """
            GET http://origin.test/echo HTTP/1.1
            Host: origin.test
            Connection: Upgrade
            Upgrade: websocket
            Sec-WebSocket-Version: 13
            Sec-WebSocket-Key: %s

            """.formatted(KEY);
    /** "Hello" as a masked text frame: the example of RFC 6455 section 5.7. */
    private static final byte[] HELLO = HexFormat.of().parseHex("818537fa213d7f9f4d5158");

    @Scenario
    void frames_go_both_ways_after_the_upgrade(Stage stage) {
        stage.origin("origin.test", new WebSocketEcho());
        var client = stage.proxy(way.settings()).raw();

        assertSwitched(client.send(UPGRADE));

        client.send(HELLO);
        assertThat(HexFormat.of().formatHex(client.bytes(7))).isEqualTo("810548656c6c6f");
        client.send(HexFormat.of().parseHex("888000000000")); // close
        assertThat(HexFormat.of().formatHex(client.bytes(2))).isEqualTo("8800");
        client.awaitEnding();
    }

    @Scenario
    void a_frame_may_travel_with_the_upgrade_itself(Stage stage) {
        stage.origin("origin.test", new WebSocketEcho());
        var client = stage.proxy(way.settings()).raw();

        assertSwitched(client.send(UPGRADE + "\\x81\\x85\\x37\\xfa\\x21\\x3d\\x7f\\x9f\\x4d\\x51\\x58"));

        assertThat(HexFormat.of().formatHex(client.bytes(7))).isEqualTo("810548656c6c6f");
    }

    /** Older ones take the 101 for an interim answer, and wait: what they print must do. */
    @Scenario
    void curl_sees_the_protocols_switch(Stage stage) {
        stage.origin("origin.test", new WebSocketEcho());
        try (var curl = new Curl(stage, stage.proxy(way.settings())).start(OutputStream.nullOutputStream(), "-v", "-N", "-H", "Connection: Upgrade",
                "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: " + KEY, "http://origin.test/echo")) {
            curl.awaitOutput("< HTTP/1.1 101 Switching Protocols", Patience.USUAL);
            curl.awaitOutput("Sec-WebSocket-Accept: " + WebSocketEcho.accept(KEY), Patience.USUAL);
        }
    }

    @Scenario
    void an_origin_that_does_not_switch_answers_as_ever(Stage stage) {
        stage.origin("origin.test").always("< 426 Upgrade Required\n< Upgrade: other\n<\n< no");

        var response = stage.proxy(way.settings()).raw().send(UPGRADE).response("GET");

        assertThat(response.status()).isEqualTo(426);
        assertThat(response.text()).isEqualTo("no");
    }

    /** Reads the head of the 101 (the bytes after it are frames) and compares it with what the RFC's example demands. */
    private static void assertSwitched(RawClient client) {
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = client.bytes(1);
            assertThat(next).as("the head goes on after %s", head).hasSize(1);
            head.append((char) next[0]);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 101 ").containsIgnoringCase("Upgrade: websocket")
                .containsIgnoringCase("Connection: Upgrade").contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
}
