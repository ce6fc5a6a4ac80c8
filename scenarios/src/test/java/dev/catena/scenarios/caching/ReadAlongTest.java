// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.BigBody.Checksum;
import dev.catena.testkit.Gate;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RangedOrigin;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives for one is read along by others, each at its own pace. */
class ReadAlongTest {
    private static final BigBody BODY = new BigBody(5, 6 << 20);
    private static final byte[] BYTES = BODY.bytes();
    private static final int HALF = BYTES.length / 2;
    private static final String GET = "GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n";

    private final Gate head = new Gate();
    private final Gate half = new Gate();

    /** Sends the body, and stops before its second half until the test opens the gate. */
    private void answer(OriginExchange exchange) throws IOException {
        answer(exchange, "< Cache-Control: max-age=60");
    }

    private void answer(OriginExchange exchange, String fields) throws IOException {
        exchange.answer("< 200 OK\n< ETag: \"5\"\n%s\n< Content-Length: %d".formatted(fields, BODY.length()));
        exchange.out().write(BYTES, 0, HALF);
        half.pass();
        exchange.out().write(BYTES, HALF, BYTES.length - HALF);
    }

    private static Crowd ask(Proxy proxy, int clients, String request) {
        return Crowd.connect(proxy.address(), clients).ask(proxy.spelled(request));
    }

    private static Crowd ask(Proxy proxy) {
        return ask(proxy, 1, GET);
    }

    private static void awaitBytes(Crowd crowd, long bytes) {
        Patience.until(bytes + " bytes at the clients", Patience.USUAL, () -> crowd.bytes() >= bytes);
    }

    private static void awaitOpen(Proxy proxy, String what, long count) {
        Patience.until("%d %s".formatted(count, what), Patience.USUAL, () -> proxy.census().getOrDefault(what, 0L) == count);
    }

    private static void assertWhole(Crowd.Outcome outcome) {
        assertThat(outcome.whole()).isTrue();
        assertThat(outcome.checksum()).isEqualTo(BODY.checksum());
    }

    @Scenario
    void who_comes_later_gets_the_beginning_at_once_and_the_rest_as_it_comes(Stage stage) {
        var origin = stage.origin("origin.test", this::answer);
        var proxy = stage.proxy();
        try (var first = ask(proxy)) {
            awaitBytes(first, HALF);
            try (var later = ask(proxy, 5, GET)) {
                awaitBytes(later, 5L * HALF);
                half.open();
                assertThat(later.await()).allSatisfy(ReadAlongTest::assertWhole).allMatch(Crowd.Outcome::isCollapsed);
            }
            assertWhole(first.awaitOne());
        }
        proxy.client("""
            > GET http://origin.test/
            < 200 OK
            < Cache-Status: catena-test; hit; ttl=60
            """);
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    @Scenario
    void who_waits_for_the_head_reads_along_from_the_start(Stage stage) {
        var origin = stage.origin("origin.test", exchange -> {
            head.pass();
            answer(exchange);
        });
        var proxy = stage.proxy();
        try (var crowd = ask(proxy, 20, GET)) {
            head.awaitArrival();
            head.open();
            awaitBytes(crowd, 20L * HALF);
            half.open();
            assertThat(crowd.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    @Scenario
    void a_first_client_that_does_not_read_slows_nobody(Stage stage) {
        stage.origin("origin.test", this::answer);
        half.open();
        var proxy = stage.proxy();
        var slow = proxy.raw().send(GET);
        stage.origin("origin.test").awaitRequests(1);
        try (var fast = ask(proxy, 3, GET)) {
            assertThat(fast.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        var received = new Checksum();
        slow.response("GET", received);
        assertThat(received.value()).isEqualTo(BODY.checksum());
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void a_first_client_that_leaves_does_not_end_the_fetch_of_others(Stage stage) {
        stage.origin("origin.test", this::answer);
        var proxy = stage.proxy();
        var first = ask(proxy);
        awaitBytes(first, HALF);
        try (var others = ask(proxy, 3, GET)) {
            awaitBytes(others, 3L * HALF);
            first.close();
            awaitLines(proxy, 1);
            half.open();
            assertThat(others.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    /** An exchange is over when its line is in the log. */
    private static void awaitLines(Proxy proxy, int count) {
        assertThat(proxy.log(count)).hasSize(count);
    }

    @Scenario
    void a_first_client_that_leaves_before_the_head_came_does_not_end_the_fetch_of_others(Stage stage) {
        stage.origin("origin.test", exchange -> {
            head.pass();
            answer(exchange);
        });
        half.open();
        var proxy = stage.proxy();
        var first = ask(proxy);
        head.awaitArrival();
        try (var others = ask(proxy, 3, GET)) {
            awaitOpen(proxy, "exchanges", 4);
            first.close();
            awaitOpen(proxy, "client-connections", 3);
            head.open();
            assertThat(others.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void when_the_last_reader_has_left_the_fetch_ends(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(BODY.length()));
            exchange.out().write(BYTES, 0, HALF);
            exchange.stall(Patience.USUAL);
        });
        var proxy = stage.proxy();
        var first = ask(proxy);
        awaitBytes(first, HALF);
        var others = ask(proxy, 3, GET);
        awaitBytes(others, 3L * HALF);
        first.close();
        others.close();
        awaitOpen(proxy, "origin-connections", 0);
    }

    @Scenario
    void an_origin_that_breaks_off_leaves_no_body_that_looks_whole(Stage stage) {
        var times = new AtomicInteger();
        var origin = stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(BODY.length()));
            exchange.out().write(BYTES, 0, HALF);
            if (times.incrementAndGet() == 1) {
                half.pass();
                exchange.reset();
            } else {
                exchange.out().write(BYTES, HALF, BYTES.length - HALF);
            }
        });
        var proxy = stage.proxy();
        try (var crowd = ask(proxy, 4, GET)) {
            awaitBytes(crowd, 4L * HALF);
            half.open();
            assertThat(crowd.await()).noneMatch(Crowd.Outcome::whole);
        }
        try (var again = ask(proxy, 4, GET)) {
            assertThat(again.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        assertThat(origin.requestCount()).isEqualTo(2);
    }

    @Scenario
    void an_origin_that_stalls_is_given_up_for_all(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(BODY.length()));
            exchange.out().write(BYTES, 0, HALF);
            exchange.stall(Patience.USUAL);
        });
        var proxy = stage.proxy("timeouts: {response-idle: 1s}");
        try (var crowd = ask(proxy, 4, GET)) {
            assertThat(crowd.await()).noneMatch(Crowd.Outcome::whole);
        }
        assertThat(proxy.log(4)).extracting(line -> line.get("end")).containsOnly("origin-cut");
    }

    @Scenario
    void what_changed_while_it_arrived_is_not_joined_any_more(Stage stage) {
        var origin = stage.origin("origin.test", exchange -> {
            if (exchange.request().method().equals("POST")) exchange.answer("< 204 No Content");
            else answer(exchange);
        });
        var proxy = stage.proxy();
        try (var before = ask(proxy, 2, GET)) {
            awaitBytes(before, 2L * HALF);
            proxy.client("""
                > POST http://origin.test/
                > Content-Length: 0
                < 204 No Content
                """);
            half.open();
            try (var after = ask(proxy)) {
                assertWhole(after.awaitOne());
            }
            assertThat(before.await()).allSatisfy(ReadAlongTest::assertWhole);
        }
        assertThat(origin.requestCount()).isEqualTo(3);
    }

    @Scenario
    void who_reloads_while_it_arrives_has_a_fetch_of_its_own(Stage stage) {
        var origin = stage.origin("origin.test", this::answer);
        var proxy = stage.proxy();
        try (var first = ask(proxy)) {
            awaitBytes(first, HALF);
            try (var reload = ask(proxy, 1, GET.replace("\n\n", "\nCache-Control: no-cache\n\n"))) {
                origin.awaitRequests(2);
                half.open();
                assertWhole(reload.awaitOne());
            }
            assertWhole(first.awaitOne());
        }
        assertThat(origin.requestCount()).isEqualTo(2);
    }

    @Scenario
    void parts_and_heads_and_conditions_are_answered_while_it_arrives(Stage stage) {
        var origin = stage.origin("origin.test", this::answer);
        var proxy = stage.proxy();
        try (var first = ask(proxy)) {
            awaitBytes(first, HALF);
            proxy.client("""
                > HEAD http://origin.test/
                < 200 OK
                < Content-Length: %d
                < Cache-Status: catena-test; fwd=miss; ttl=60; collapsed
                """.formatted(BODY.length()));
            proxy.client("""
                > GET http://origin.test/
                > If-None-Match: "5"
                < 304 Not Modified
                """);
            var here = proxy.raw().ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nRange: bytes=100-199\n\n");
            assertThat(here.status()).isEqualTo(206);
            assertThat(here.body()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 200));
            var soon = proxy.raw().send("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nRange: bytes=%d-%d\n\n".formatted(HALF + 10, HALF + 19));
            half.open();
            var part = soon.response();
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BYTES, HALF + 10, HALF + 20));
            assertWhole(first.awaitOne());
        }
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    @Scenario
    void what_must_not_be_shared_is_fetched_by_each(Stage stage) {
        var origin = stage.origin("origin.test", exchange -> answer(exchange, "< Cache-Control: private"));
        half.open();
        var proxy = stage.proxy();
        try (var crowd = ask(proxy, 4, GET)) {
            assertThat(crowd.await()).allSatisfy(ReadAlongTest::assertWhole).noneMatch(Crowd.Outcome::isCollapsed);
        }
        assertThat(origin.requestCount()).isEqualTo(4);
    }

    @Scenario
    void chunks_are_read_along_too(Stage stage) {
        var origin = stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nDate: Tue, 16 Jun 2026 12:00:00 GMT\nCache-Control: max-age=60\nTransfer-Encoding: chunked\n\n3\nabc\n");
            half.pass();
            exchange.send("3\ndef\n0\n\n");
        });
        var proxy = stage.proxy();
        var first = proxy.raw().send(GET);
        half.awaitArrival();
        var second = proxy.raw().send(GET);
        awaitOpen(proxy, "exchanges", 2);
        half.open();
        assertThat(first.response().text()).isEqualTo("abcdef");
        assertThat(second.response().text()).isEqualTo("abcdef");
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    @Scenario
    void who_is_too_slow_for_memory_gets_the_rest_from_the_origin(Stage stage) {
        var large = new BigBody(6, 24 << 20);
        var origin = new RangedOrigin(large.bytes(), "\"6\"");
        stage.origin("origin.test", exchange -> {
            if (!exchange.request().has("Range")) half.pass();
            origin.answer(exchange);
        });
        var proxy = stage.proxy("cache: {memory: 8MiB, object-max: 1MiB}");
        var slow = proxy.raw().send(GET);
        half.awaitArrival();
        try (var watch = MemoryWatch.of(proxy); var fast = ask(proxy, 3, GET)) {
            awaitOpen(proxy, "exchanges", 4);
            half.open();
            assertThat(fast.await()).extracting(Crowd.Outcome::checksum).containsOnly(large.checksum());
            assertThat(watch.highest()).isLessThanOrEqualTo(8L << 20);
        }
        var received = new Checksum();
        slow.response("GET", received);
        assertThat(received.value()).isEqualTo(large.checksum());
        assertThat(origin.asked()).hasSize(2).startsWith("whole");
    }

    private static String disk(Stage stage) {
        return "cache: {memory: 8MiB, object-max: 1MiB, disk: {path: '%s', size: 512MiB}}".formatted(stage.folder().resolve("cache"));
    }

    @Scenario
    void who_is_slow_reads_from_disk_what_memory_has_no_more(Stage stage) {
        var large = new BigBody(7, 48 << 20);
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(large.length()));
            half.pass();
            large.writeTo(exchange.out());
        });
        var proxy = stage.proxy(disk(stage));
        var slow = proxy.raw().send(GET);
        half.awaitArrival();
        try (var watch = MemoryWatch.of(proxy); var fast = ask(proxy, 3, GET)) {
            awaitOpen(proxy, "exchanges", 4);
            half.open();
            assertThat(fast.await()).extracting(Crowd.Outcome::checksum).containsOnly(large.checksum());
            var received = new Checksum();
            slow.response("GET", received);
            assertThat(received.value()).isEqualTo(large.checksum());
            assertThat(watch.highest()).isLessThanOrEqualTo(8L << 20);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    /** Some times over: who reads back is close behind who writes, and what it finds there depends on the moment. */
    @RepeatedTest(8)
    @ExtendWith(StageExtension.class)
    void who_comes_when_memory_has_the_beginning_no_more_gets_it_from_disk(Stage stage) {
        var large = new BigBody(8, 48 << 20);
        var bytes = large.bytes();
        var origin = stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(large.length()));
            exchange.out().write(bytes, 0, bytes.length / 2);
            half.pass();
            exchange.out().write(bytes, bytes.length / 2, bytes.length / 2);
        });
        var proxy = stage.proxy(disk(stage));
        try (var watch = MemoryWatch.of(proxy); var first = ask(proxy, 2, GET)) {
            awaitBytes(first, bytes.length);
            try (var later = ask(proxy, 2, GET)) {
                awaitBytes(later, bytes.length - (256 << 10));
                half.open();
                assertThat(later.await()).extracting(Crowd.Outcome::checksum).containsOnly(large.checksum());
            }
            assertThat(first.await()).extracting(Crowd.Outcome::checksum).containsOnly(large.checksum());
            assertThat(watch.highest()).isLessThanOrEqualTo(8L << 20);
        }
        assertThat(origin.requestCount()).isEqualTo(1);
    }

    /** Less memory than the body: who does not read is let go, and is not told that it has all. */
    @Scenario
    void where_there_is_no_room_for_the_slow_the_fast_go_on(Stage stage) {
        var large = new BigBody(6, 24 << 20);
        stage.origin("origin.test", exchange -> {
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Content-Length: %d".formatted(large.length()));
            half.pass();
            large.writeTo(exchange.out());
        });
        var proxy = stage.proxy("cache: {memory: 8MiB, object-max: 1MiB}");
        var slow = proxy.raw().send(GET);
        half.awaitArrival();
        try (var watch = MemoryWatch.of(proxy); var fast = ask(proxy, 3, GET)) {
            awaitOpen(proxy, "exchanges", 4);
            half.open();
            assertThat(fast.await()).extracting(Crowd.Outcome::checksum).containsOnly(large.checksum());
            assertThat(watch.highest()).isLessThanOrEqualTo(8L << 20);
        }
        assertThat(slow.untilEnd().length).isLessThan(24 << 20);
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }
}
