// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.TunnelWay;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Ending;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Wire;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tunnels that carry much: the same promises whichever way the bytes go. */
@ParameterizedClass(name = "{0}")
@EnumSource
class BusyTunnelsTest {
    private static final String CONNECT = "CONNECT origin.test:443 HTTP/1.1\nHost: origin.test:443\n\n";
    private static final int MUCH = 8_000_000;

    @Parameter
    TunnelWay way;

    private Proxy proxy(Stage stage) {
        return stage.proxy(way.settings());
    }

    private static RawClient tunnel(Proxy proxy) {
        var client = proxy.raw();
        assertThat(client.ask(CONNECT).status()).isEqualTo(200);
        return client;
    }

    private static BigBody.Checksum drain(Wire wire) {
        var sum = new BigBody.Checksum();
        for (var next = wire.bytes(65_536); next.length > 0; next = wire.bytes(65_536)) sum.write(next, 0, next.length);
        return sum;
    }

    private static BigBody.Checksum drain(RawClient client) {
        var sum = new BigBody.Checksum();
        for (var next = client.bytes(65_536); next.length > 0; next = client.bytes(65_536)) sum.write(next, 0, next.length);
        return sum;
    }

    private static void play(BigBody body, Wire wire) {
        play(body, wire.out(Patience.USUAL));
    }

    private static void play(BigBody body, OutputStream out) {
        try {
            body.writeTo(out);
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    private static void end(Wire wire) {
        try {
            wire.finish();
        } catch (IOException cut) {
            throw new UncheckedIOException(cut);
        }
    }

    @Scenario
    void much_goes_both_ways_at_once_and_nothing_is_lost(Stage stage) throws InterruptedException {
        var down = new BigBody(1, MUCH);
        var up = new BigBody(2, MUCH);
        var arrived = new ArrayList<BigBody.Checksum>();
        stage.origin("origin.test").onConnection(wire -> {
            var sender = Thread.startVirtualThread(() -> {
                play(down, wire);
                end(wire);
            });
            arrived.add(drain(wire));
            try {
                sender.join();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        var client = tunnel(proxy(stage));
        var sender = Thread.startVirtualThread(() -> {
            play(up, client.out());
            client.finish();
        });
        assertThat(drain(client).value()).isEqualTo(down.checksum());
        sender.join();
        Patience.until("the origin to have all", Patience.USUAL, () -> !arrived.isEmpty());
        assertThat(arrived.getFirst().value()).isEqualTo(up.checksum());
    }

    @Scenario
    void one_side_ends_after_much_and_the_other_answers_with_much(Stage stage) throws IOException {
        var up = new BigBody(3, MUCH);
        var down = new BigBody(4, MUCH);
        var arrived = new ArrayList<BigBody.Checksum>();
        stage.origin("origin.test").onConnection(wire -> {
            arrived.add(drain(wire));
            play(down, wire);
        });
        var client = tunnel(proxy(stage));
        up.writeTo(client.out());
        client.finish();
        assertThat(drain(client).value()).isEqualTo(down.checksum());
        assertThat(client.ending()).isEqualTo(Ending.CLOSED);
        assertThat(arrived.getFirst().value()).isEqualTo(up.checksum());
    }

    @Scenario
    void little_follows_much_in_both_directions(Stage stage) throws IOException {
        var up = new BigBody(5, MUCH);
        stage.origin("origin.test").onConnection(wire -> {
            for (long left = MUCH; left > 0; ) left -= wire.bytes((int) Math.min(left, 65_536)).length;
            for (int i = 0; i < 100; i++) wire.send(wire.bytes(3));
        });
        var client = tunnel(proxy(stage));
        up.writeTo(client.out());
        for (int i = 0; i < 100; i++) {
            assertThat(new String(client.send("abc").bytes(3), StandardCharsets.ISO_8859_1)).isEqualTo("abc");
        }
        client.awaitEnding();
    }

    @Scenario
    void a_reader_that_rests_loses_nothing(Stage stage) {
        var down = new BigBody(6, 4 * MUCH);
        var sent = new AtomicLong();
        stage.origin("origin.test").onConnection(wire -> {
            var out = wire.out(Patience.USUAL);
            play(down, new OutputStream() {
                @Override
                public void write(int one) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    out.write(bytes, offset, length);
                    sent.addAndGet(length);
                }
            });
        });
        var client = tunnel(proxy(stage));
        Patience.until("the buffers between to be filling", Patience.USUAL, () -> sent.get() > MUCH / 8);
        assertThat(drain(client).value()).isEqualTo(down.checksum());
    }

    @Scenario
    void a_client_that_ended_its_side_and_then_breaks_ends_the_tunnel(Stage stage) throws IOException {
        var told = new Gate();
        stage.origin("origin.test").onConnection(wire -> {
            drain(wire);
            told.open();
            wire.probe(Patience.USUAL);
        });
        var proxy = proxy(stage);
        var client = tunnel(proxy);
        new BigBody(13, MUCH).writeTo(client.out());
        client.finish();
        told.pass();
        client.reset();
        Patience.until("the tunnel to be over", Patience.USUAL, () -> proxy.census().get("tunnels") == 0);
    }

    @Scenario
    void a_reset_in_the_middle_of_much_ends_both(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> {
            for (long left = 1_000_000; left > 0; ) left -= wire.bytes(65_536).length;
            wire.reset();
        });
        var proxy = proxy(stage);
        var client = tunnel(proxy);
        assertThat(new BigBody(7, 16L * MUCH)).satisfies(body -> {
            try {
                body.writeTo(client.out());
            } catch (IOException expected) {
                // the tunnel is gone
            }
        });
        Patience.until("the tunnel to be over", Patience.USUAL, () -> proxy.census().get("tunnels") == 0);
    }

    @Scenario
    void a_client_that_leaves_in_the_middle_of_much_ends_both(Stage stage) {
        stage.origin("origin.test").onConnection(wire -> {
            try {
                new BigBody(8, 16L * MUCH).writeTo(wire.out(Patience.USUAL));
            } catch (IOException expected) {
                // the tunnel is gone
            }
        });
        var proxy = proxy(stage);
        var client = tunnel(proxy);
        assertThat(client.bytes(1_000_000)).isNotEmpty();
        client.reset();
        Patience.until("the tunnel to be over", Patience.USUAL, () -> proxy.census().get("tunnels") == 0);
    }

    @Scenario
    void a_busy_tunnel_that_falls_silent_is_closed_after_the_idle_time(Stage stage) throws IOException {
        stage.origin("origin.test").onConnection(BusyTunnelsTest::drain);
        var client = tunnel(stage.proxy(way.settings(), "timeouts: {tunnel-idle: 1s}"));
        new BigBody(9, MUCH).writeTo(client.out());
        client.awaitEnding();
    }

    @Scenario
    void its_log_line_counts_every_byte(Stage stage) throws IOException {
        var up = new BigBody(10, MUCH);
        var down = new BigBody(11, MUCH);
        stage.origin("origin.test").onConnection(wire -> {
            drain(wire);
            play(down, wire);
        });
        var proxy = proxy(stage);
        var client = tunnel(proxy);
        up.writeTo(client.out());
        client.finish();
        drain(client);
        assertThat(proxy.log(1).getFirst()).containsEntry("bytes", Map.of("in", (long) MUCH, "out", (long) MUCH));
    }

    @Scenario
    void the_metrics_tell_which_way_the_bytes_went(Stage stage) throws IOException {
        stage.origin("origin.test").onConnection(BusyTunnelsTest::drain);
        var proxy = proxy(stage);
        if (way.isSpliced() && TunnelWay.canSplice()) {
            // it takes the first tunnel of a process a moment to find out whether there is splice
            Patience.until("bytes that are spliced", Duration.ofSeconds(30), () -> {
                upload(proxy);
                return proxy.metric("tunnel_bytes", "way=\"spliced\"") > 0;
            });
        } else {
            upload(proxy);
            proxy.expect("tunnel_bytes", MUCH);
            assertThat(proxy.metric("tunnel_bytes", "way=\"spliced\"")).isZero();
        }
        assertThat(proxy.metric("tunnel_pipes")).isZero();
    }

    private static void upload(Proxy proxy) {
        try (var client = tunnel(proxy)) {
            play(new BigBody(12, MUCH), client.out());
            client.finish().awaitEnding();
        }
    }
}
