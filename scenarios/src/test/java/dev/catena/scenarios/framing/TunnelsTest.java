// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.TunnelWay;
import dev.catena.testkit.Ending;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** CONNECT: bytes both ways, in any order, from either side first, and an end of each direction of its own; whichever way the bytes go. */
@ParameterizedClass(name = "{0}")
@EnumSource
class TunnelsTest {
    private static final String CONNECT = "CONNECT origin.test:443 HTTP/1.1\nHost: origin.test:443\n\n";
    private static final Duration QUIET = Duration.ofMillis(100);

    @Parameter
    TunnelWay way;

    private Proxy proxy(Stage stage, String... more) {
        return stage.proxy(Stream.concat(Stream.of(way.settings()), Stream.of(more)).toArray(String[]::new));
    }

    private static RawClient tunnel(Proxy proxy, String head) {
        var client = proxy.raw();
        assertThat(client.ask(head).status()).isEqualTo(200);
        return client;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** All until the other side ends. */
    private static String drain(Wire wire) {
        var all = new StringBuilder();
        for (var next = wire.bytes(1); next.length > 0; next = wire.bytes(1)) all.append((char) next[0]);
        return all.toString();
    }

    @Scenario
    void a_refused_tunnel_names_the_setting_and_closes(Stage stage) {
        var client = proxy(stage).raw();
        var answer = client.ask("CONNECT other.test:25 HTTP/1.1\nHost: other.test:25\n\nEHLO client.test\n");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.field("Proxy-Status")).contains("12204 ").contains("connect.ports");
        assertThat(answer.text()).contains("12204").contains("connect.ports");
        client.awaitEnding();
    }

    @Scenario
    void an_old_client_needs_no_host_and_gets_no_length(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> wire.send(wire.bytes(5)));
        var client = proxy(stage).raw();
        client.send("CONNECT origin.test:443 HTTP/1.0\n\n");
        assertThat(text(client.bytes(39))).isEqualTo("HTTP/1.1 200 Connection established\r\n\r\n");
        assertThat(text(client.send("hello").bytes(5))).isEqualTo("hello");
    }

    @Scenario
    void bytes_sent_with_the_head_go_through_the_tunnel(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> wire.send(wire.bytes(10)));
        var client = proxy(stage).raw();
        client.send(CONNECT + "early");
        assertThat(client.response("CONNECT").status()).isEqualTo(200);
        assertThat(text(client.send("later").bytes(10))).isEqualTo("earlylater");
    }

    @Scenario
    void bytes_sent_with_the_head_reach_nobody_if_there_is_no_tunnel(Stage stage) {
        stage.origin("origin.test");
        var proxy = proxy(stage, "destinations: {loopback: deny}");
        var client = proxy.raw();
        client.send(CONNECT + "GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n");
        assertThat(client.response("CONNECT").status()).isEqualTo(403);
        client.awaitEnding();
        assertThat(stage.origin("origin.test").connections()).isEmpty();
    }

    @Scenario
    void the_server_may_speak_first(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> {
            wire.send("SSH-2.0-x\r\n".getBytes(StandardCharsets.ISO_8859_1));
            wire.send(wire.bytes(3));
        });
        var client = tunnel(proxy(stage), CONNECT);
        assertThat(text(client.bytes(11))).isEqualTo("SSH-2.0-x\r\n");
        assertThat(text(client.send("abc").bytes(3))).isEqualTo("abc");
        client.awaitEnding();
    }

    @Scenario
    void the_client_may_end_its_side_first(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> wire.send(("got " + drain(wire)).getBytes(StandardCharsets.ISO_8859_1)));
        var client = tunnel(proxy(stage), CONNECT);
        client.send("hello").finish();
        assertThat(text(client.untilEnd())).isEqualTo("got hello");
        assertThat(client.ending()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void the_client_may_end_its_side_before_there_is_a_tunnel(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> wire.send(("got " + drain(wire)).getBytes(StandardCharsets.ISO_8859_1)));
        var proxy = proxy(stage);
        for (var early : new String[] {"", "early"}) {
            var client = proxy.raw();
            client.send(CONNECT + early).finish();
            assertThat(client.response("CONNECT").status()).isEqualTo(200);
            assertThat(text(client.untilEnd())).isEqualTo("got " + early);
        }
    }

    @Scenario
    void the_server_may_end_its_side_first(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> {
            wire.send("bye".getBytes(StandardCharsets.ISO_8859_1));
            wire.finish();
            assertThat(drain(wire)).isEqualTo("still here");
        });
        var client = tunnel(proxy(stage), CONNECT);
        assertThat(text(client.untilEnd())).isEqualTo("bye");
        client.send("still here").finish();
        Patience.until("the origin to hear the end", Patience.USUAL, () -> stage.origin("origin.test").connections().getFirst().ending() == Ending.CLOSED);
    }

    @Scenario
    void a_reset_of_one_side_ends_the_other(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> {
            if (text(wire.bytes(1)).equals("r")) wire.reset();
            else drain(wire);
        });
        var proxy = proxy(stage);
        var client = tunnel(proxy, CONNECT);
        client.send("r").awaitEnding();
        tunnel(proxy, CONNECT).send("x").reset();
        Patience.until("both tunnels to be over", Patience.USUAL, () -> proxy.census().get("tunnels") == 0);
    }

    @Scenario
    void an_idle_tunnel_is_closed(Stage stage) {
        stage.origin("origin.test").onConnection(TunnelsTest::drain);
        var client = tunnel(proxy(stage, "timeouts: {tunnel-idle: 1s}"), CONNECT);
        assertThat(client.probe(QUIET)).isEqualTo(Ending.OPEN);
        client.awaitEnding();
    }
}
