// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Origin and client, face to face. */
class OriginTest {
    private static final Duration QUIET = Duration.ofMillis(50);

    private final Origin origin = Origin.start(new TestClock());
    private final RawClient client = RawClient.connect(origin.address());

    @AfterEach
    void close() {
        client.close();
        origin.close();
    }

    @Test
    void a_script_is_played_from_both_sides_over_one_connection() {
        var both = """
                > GET /logo.png
                > !Accept
                < 200 OK
                < Date: Mon, 15 Jun 2026 12:00:00 GMT
                < ETag: "v1"
                <
                < LOGO

                > POST /form
                >
                > a=1
                < 103 Early Hints
                < Link: </style.css>
                <
                < 303 See Other
                < Location: /done

                > HEAD /logo.png
                < 200 OK
                < Content-Length: 4
                """;
        origin.follow(Transcript.parse(both));

        var responses = TranscriptClient.play(client, Transcript.parse(both), "origin.test");

        assertThat(responses).hasSize(3);
        assertThat(responses.get(1).interim()).hasSize(1);
        assertThat(origin.requestCount()).isEqualTo(3);
        assertThat(origin.connections()).hasSize(1);
        assertThat(client.probe(QUIET)).isEqualTo(Ending.OPEN);
        origin.verify();
    }

    @Test
    void another_request_than_the_script_says_is_answered_500_and_remembered() {
        origin.follow(Transcript.parse("""
                > GET /a
                < 200 OK
                """));

        assertThat(client.ask("GET /b HTTP/1.1\nHost: a\n\n").status()).isEqualTo(500);
        assertThat(client.awaitEnding()).isEqualTo(Ending.CLOSED);
        assertThatThrownBy(origin::verify).hasMessageContaining("==> > GET /a").hasMessageContaining("GET /b HTTP/1.1");
    }

    @Test
    void a_script_that_is_not_asked_to_its_end_fails() {
        origin.follow(Transcript.parse("""
                > GET /never
                < 200 OK
                """));
        assertThatThrownBy(origin::verify).hasMessageContaining("never asked").hasMessageContaining("==> > GET /never");
    }

    @Test
    void a_client_shows_the_line_that_differs() {
        origin.always("< 200 OK\n<\n< LOGO");
        var wrong = Transcript.parse("""
                > GET /logo.png
                < 200 OK
                <
                < ICON
                """);
        assertThatThrownBy(() -> TranscriptClient.play(client, wrong, "origin.test"))
                .isInstanceOf(TranscriptMismatch.class)
                .hasMessageContaining("==> < ICON")
                .hasMessageContaining("LOGO");
    }

    @Test
    void a_gate_holds_the_second_half_back() {
        var gate = new Gate();
        origin.onRequest(exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nLO");
            gate.pass();
            exchange.send("GO");
        });

        client.send("GET / HTTP/1.1\nHost: a\n\n");
        gate.awaitArrival();
        assertThat(new String(client.bytes(40), UTF_8)).endsWith("\r\n\r\nLO");
        assertThat(client.probe(QUIET)).isEqualTo(Ending.OPEN);
        gate.open();
        assertThat(new String(client.bytes(2), UTF_8)).isEqualTo("GO");
    }

    @Test
    void a_close_and_a_reset_within_a_body_are_told_apart() throws IOException {
        origin.onRequest(exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nLO");
            exchange.close();
        });
        var cut = client.ask("GET / HTTP/1.1\nHost: a\n\n");
        assertThat(cut.isComplete()).isFalse();
        assertThat(cut.ending()).isEqualTo(Ending.CLOSED);
        assertThat(cut.text()).isEqualTo("LO");

        var read = new Gate();
        origin.onRequest(exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: 4\n\nLO");
            read.pass();
            exchange.reset();
        });
        try (var other = RawClient.connect(origin.address())) {
            other.send("GET / HTTP/1.1\nHost: a\n\n").bytes(40);
            read.open();
            assertThat(other.awaitEnding()).isEqualTo(Ending.RESET);
        }
        origin.verify();
    }

    @Test
    void a_stalled_origin_sees_its_client_leave() {
        var ending = new CompletableFuture<Ending>();
        origin.onRequest(exchange -> ending.complete(exchange.stall(Patience.USUAL)));

        client.send("GET / HTTP/1.1\nHost: a\n\n");
        origin.awaitRequests(1);
        client.reset();
        assertThat(ending.join()).isEqualTo(Ending.RESET);
        assertThat(origin.connections().getFirst().ending()).isEqualTo(Ending.RESET);
    }

    @Test
    void raw_bytes_are_recorded_as_they_came() {
        origin.onConnection(wire -> wire.send(wire.bytes(6)));
        try (var talker = RawClient.connect(origin.address())) {
            talker.send("a\\0b\\n\n");
            assertThat(talker.bytes(6)).containsExactly('a', 0, 'b', '\n', '\r', '\n');
            assertThat(talker.awaitEnding()).isEqualTo(Ending.CLOSED);
        }
        assertThat(origin.connections().getLast().received()).containsExactly('a', 0, 'b', '\n', '\r', '\n');
    }

    @Test
    void after_a_101_both_sides_have_the_bytes_to_themselves() {
        origin.onRequest(exchange -> {
            exchange.send("HTTP/1.1 101 Switching Protocols\nConnection: upgrade\nUpgrade: echo\n\n");
            exchange.connection().wire().send(exchange.connection().wire().bytes(5));
            exchange.close();
        });
        assertThat(client.ask("GET / HTTP/1.1\nHost: a\nConnection: upgrade\nUpgrade: echo\n\n").status()).isEqualTo(101);
        assertThat(client.send("hello").untilEnd()).isEqualTo("hello".getBytes(UTF_8));
        origin.verify();
    }

    @Test
    void a_chunked_body_and_its_trailers_are_read_both_ways() {
        origin.onRequest(exchange -> {
            var body = new String(exchange.readBody(), UTF_8);
            exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n%x;x=y\n%s\n0\nSum: %s\n\n"
                    .formatted(body.length(), body, exchange.body().trailers().getFirst().value()));
        });
        var echo = client.ask("POST / HTTP/1.1\nHost: a\nTransfer-Encoding: chunked\n\n3\nabc\n2\nde\n0\nSum: 5\n\n");
        assertThat(echo.text()).isEqualTo("abcde");
        assertThat(echo.trailers()).containsExactly(new Field("Sum", "5"));
        assertThat(echo.isComplete()).isTrue();
    }

    @Test
    void a_body_without_length_ends_with_the_connection() {
        origin.always("< 200 OK\n< !Content-Length\n<\n< all");
        var response = client.ask("GET / HTTP/1.1\nHost: a\n\n");
        assertThat(response.text()).isEqualTo("all");
        assertThat(response.framing()).isEqualTo(new Framing.UntilClose());
        assertThat(response.isComplete()).isTrue();
    }

    @Test
    void a_big_body_is_sent_and_summed_without_being_held() {
        var big = new BigBody(42, 64L * 1024 * 1024);
        origin.onRequest(exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: %d\n\n".formatted(big.length()));
            big.writeTo(exchange.out());
        });
        var sum = new BigBody.Checksum();
        client.send("GET / HTTP/1.1\nHost: a\n\n").response("GET", sum);
        assertThat(sum.value()).isEqualTo(big.checksum());
        assertThat(client.received()).hasSize(Wire.RECORD_MAX);
    }

    @Test
    void a_peer_that_reads_nothing_is_not_written_to_for_ever() {
        assertThatThrownBy(() -> {
            try (var deaf = new ServerSocket(0, 1); var talker = new Socket("127.0.0.1", deaf.getLocalPort())) {
                new Wire(talker).send(new byte[64 * 1024 * 1024], Duration.ofMillis(200));
            }
        }).isInstanceOf(Patience.Exhausted.class).hasMessageContaining("the peer to take");
    }

    @Test
    void an_origin_can_refuse_connections() {
        origin.refuseConnections();
        assertThatThrownBy(() -> RawClient.connect(origin.address())).hasRootCauseInstanceOf(ConnectException.class);
    }
}
