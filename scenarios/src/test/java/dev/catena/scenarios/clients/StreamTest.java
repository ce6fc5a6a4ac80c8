// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Field;
import dev.catena.testkit.Framing;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What must not wait for more: events, chunks, interim answers; and what comes last: trailers. */
class StreamTest {
    private static final int EVENTS = 100;
    private static final Duration LATEST = Duration.ofMillis(200);

    @Scenario
    void every_event_of_a_stream_arrives_at_once(Stage stage) {
        var turns = new LinkedBlockingQueue<Integer>();
        var sentNanos = new LinkedBlockingQueue<Long>();
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Content-Type: text/event-stream\n< Cache-Control: no-store\n< !Content-Length");
            for (int event = next(turns); event < EVENTS; event = next(turns)) {
                sentNanos.add(System.nanoTime());
                exchange.send("data: event %d\n\n".formatted(event));
            }
        });
        var client = stage.proxy().raw().send("GET http://origin.test/events HTTP/1.1\nHost: origin.test\n\n");

        var delays = new ArrayList<Duration>();
        for (int event = 0; event < EVENTS; event++) {
            turns.add(event); // the origin speaks only when the client has heard all that was said before
            awaitText(client, "data: event %d\r\n\r\n".formatted(event));
            delays.add(Duration.ofNanos(System.nanoTime() - next(sentNanos)));
        }
        turns.add(EVENTS);

        assertThat(delays).allSatisfy(delay -> assertThat(delay).isLessThan(LATEST));
        awaitText(client, "0\r\n\r\n"); // a body that ends with its connection comes in chunks, and can be told from a cut one
    }

    @Scenario
    void curl_prints_an_event_before_the_next_one_exists(Stage stage) {
        var second = new Gate();
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Content-Type: text/event-stream\n< Cache-Control: no-store\n< !Content-Length");
            exchange.send("data: one\n\n");
            second.pass();
            exchange.send("data: two\n\n");
        });
        try (var curl = new Curl(stage, stage.proxy()).start(OutputStream.nullOutputStream(), "-N", "http://origin.test/events")) {
            curl.awaitOutput("data: one", Patience.USUAL);
            second.open();
            curl.awaitOutput("data: two", Patience.USUAL);
            curl.awaitExit(Patience.USUAL).succeeded();
        }
    }

    @Scenario
    void a_chunk_of_an_upload_reaches_the_origin_before_the_next_one_exists(Stage stage) {
        var heard = new LinkedBlockingQueue<String>();
        stage.origin("origin.test", exchange -> {
            for (int i = 0; i < 3; i++) {
                heard.add(new String(exchange.body().readNBytes(5), StandardCharsets.US_ASCII));
            }
            exchange.answer("< 200 OK\n<\n< heard");
        });
        var client = stage.proxy().raw().send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nTransfer-Encoding: chunked\n\n");

        for (var chunk : new String[] {"one..", "two..", "three"}) {
            client.send("5\n%s\n".formatted(chunk));
            assertThat(next(heard)).isEqualTo(chunk);
        }

        assertThat(client.send("0\n\n").response("POST").text()).isEqualTo("heard");
    }

    @Scenario
    void trailers_reach_a_client_that_asks_for_them(Stage stage) {
        stage.origin("origin.test", exchange -> {
            assertThat(exchange.request().field("TE")).isEqualTo("trailers");
            exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTrailer: Checksum\n\n4\nbody\n0\nChecksum: 42\n\n");
        });

        var response = stage.proxy().raw()
                .ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nTE: trailers\nConnection: TE\n\n");

        assertThat(response.text()).isEqualTo("body");
        assertThat(response.trailers()).containsExactly(new Field("Checksum", "42"));
    }

    @Scenario
    void trailers_do_not_trouble_a_client_that_does_not(Stage stage) {
        stage.origin("origin.test", exchange ->
                exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n4\nbody\n0\nChecksum: 42\n\n"));

        var response = stage.proxy().raw().ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n");

        assertThat(response.framing()).isInstanceOf(Framing.Chunked.class);
        assertThat(response.trailers()).isEmpty();
    }

    @Scenario
    void early_hints_arrive_before_the_answer_exists(Stage stage) {
        var hinted = new Gate();
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\n\n");
            hinted.pass();
            exchange.answer("< 200 OK\n<\n< page");
        });
        try (var curl = new Curl(stage, stage.proxy()).start(OutputStream.nullOutputStream(), "-v", "http://origin.test/")) {
            curl.awaitOutput("< Link: </style.css>; rel=preload", Patience.USUAL);
            hinted.open();
            var ran = curl.awaitExit(Patience.USUAL).succeeded();
            assertThat(ran.err()).containsSubsequence("< HTTP/1.1 103 Early Hints", "< HTTP/1.1 200 OK");
            assertThat(ran.out()).isEqualTo("page");
        }
    }

    /** Reads on until the connection has brought {@code text}. */
    private static void awaitText(RawClient client, String text) {
        while (!new String(client.received(), StandardCharsets.ISO_8859_1).contains(text)) {
            assertThat(client.bytes(1)).as("the connection goes on").hasSize(1);
        }
    }

    private static <T> T next(BlockingQueue<T> queue) {
        try {
            var next = queue.poll(Patience.USUAL.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(next).as("what the other side has to say").isNotNull();
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while the other side should speak", e);
        }
    }
}
