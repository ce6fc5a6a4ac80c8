// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Ending;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Response;
import dev.catena.testkit.WireText;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** Peers that are slow, gone, greedy or endless: each costs little, and not for long. */
class AbuseTest {
    private static final String NO_CACHE = "cache: {memory: 0B}";
    private static final String GET = "GET http://origin.test/ HTTP/1.1\nHost: origin.test\n";
    private static final Duration SOON = Duration.ofSeconds(5);
    /** What the proxy may hold of an exchange, and the buffers of the sockets on the way. */
    private static final long IN_FLIGHT_MAX = 32L << 20;

    @Scenario
    void a_head_that_does_not_come_to_its_end_is_given_up(Stage stage) {
        var proxy = stage.proxy("timeouts: {head: 300ms}");
        for (var start : new String[] {"G", "GET http://origin.test/ HTTP/1.1\n", GET + "X: y", "\n"}) {
            var client = proxy.raw();
            refused(client.send(start).response("GET", SOON), 408, 12604);
            client.awaitEnding();
        }
        proxy.raw().awaitEnding(); // who says nothing is told nothing
    }

    @Scenario
    void a_head_that_drips_is_given_up_at_the_same_time(Stage stage) {
        var client = stage.proxy("timeouts: {head: 300ms}").raw();
        client.send("GET http://origin.test/ HTTP/1.1\nX: ");
        long begin = System.nanoTime();
        while (client.probe(Duration.ofMillis(20)) == Ending.OPEN) {
            client.send("y");
            assertThat(System.nanoTime() - begin).isLessThan(SOON.toNanos());
        }
        refused(client.response(), 408, 12604);
    }

    @Scenario
    void an_idle_client_is_closed(Stage stage) {
        stage.origin("origin.test").always("< 200 OK");
        var client = stage.proxy("timeouts: {idle: 200ms}").raw();
        client.ask(GET + "\n");
        assertThat(client.awaitEnding()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void a_request_body_that_does_not_move_is_given_up(Stage stage) {
        var seen = new AtomicReference<Ending>();
        stage.origin("origin.test", exchange -> {
            exchange.readBody();
            seen.set(exchange.body().ending());
        });
        var client = stage.proxy(NO_CACHE, "timeouts: {stall: 300ms}").raw();
        client.send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: 10\n\nabc");
        refused(client.response("POST", SOON), 408, 12604);
        client.awaitEnding();
        Patience.until("the origin to see the cut", SOON, () -> seen.get() != null);
        assertThat(seen.get()).isNotEqualTo(Ending.OPEN);
    }

    @Scenario
    void a_request_body_that_brings_too_little_in_its_time_is_given_up(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.readBody());
        var client = stage.proxy(NO_CACHE, "timeouts: {stall: 400ms}", "limits: {body-rate: 1KiB}").raw();
        client.send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: 100000\n\n" + "x".repeat(300));
        refused(client.response("POST", SOON), 408, 12604);
    }

    @Scenario
    void an_origin_that_says_nothing_is_given_up(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.stall(SOON));
        refused(stage.proxy(NO_CACHE, "timeouts: {response: 300ms}").raw().ask(GET + "\n"), 504, 12631);
    }

    @Scenario
    void an_origin_that_stops_in_the_middle_is_given_up_and_the_client_sees_it(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: 10\n\nabc");
            exchange.stall(SOON);
        });
        var client = stage.proxy(NO_CACHE, "timeouts: {response-idle: 300ms}").raw();
        assertThat(client.ask(GET + "\n").isComplete()).isFalse();
    }

    @Scenario
    void a_client_that_goes_takes_its_origin_connection_along(Stage stage) {
        var arrived = new Gate();
        stage.origin("origin.test", exchange -> {
            arrived.open();
            if (exchange.request().target().equals("/body")) exchange.send("HTTP/1.1 200 OK\nContent-Length: 10\n\nabc");
            exchange.stall(SOON);
        });
        var proxy = stage.proxy(NO_CACHE);
        for (var path : new String[] {"/", "/body"}) {
            var client = proxy.raw();
            client.send("GET http://origin.test" + path + " HTTP/1.1\nHost: origin.test\n\n");
            arrived.pass();
            stage.origin("origin.test").awaitRequests(path.equals("/") ? 1 : 2);
            client.reset();
        }
        Patience.until("both connections to be closed", SOON,
            () -> stage.origin("origin.test").connections().stream().allMatch(connection -> connection.ending() != Ending.OPEN));
    }

    @Scenario
    void a_client_that_has_ended_its_side_still_gets_its_answer(Stage stage) {
        var body = new BigBody(1, 3_000_000);
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: 3000000\n\n");
            body.writeTo(exchange.out());
        });
        var client = stage.proxy(NO_CACHE).raw();
        client.send(GET + "\n").finish();
        var sum = new BigBody.Checksum();
        client.response("GET", sum);
        assertThat(sum.value()).isEqualTo(body.checksum());
    }

    @Scenario
    void a_client_that_ends_its_side_while_it_still_reads_gets_the_rest(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< " + "x".repeat(400_000));
        var client = stage.proxy(NO_CACHE).raw();
        client.send(GET + "\n");
        var first = client.bytes(1000);
        stage.origin("origin.test").awaitRequests(1);
        Patience.until("the exchange to be over", SOON, () -> stage.origin("origin.test").connections().getFirst().sentCount() > 400_000);
        client.finish();
        assertThat(first.length + client.untilEnd().length).isGreaterThan(400_000);
        assertThat(client.ending()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void a_slow_client_gets_all_of_an_answer_whose_origin_has_left(Stage stage) {
        var body = new BigBody(1, 6_000_000);
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nConnection: close\nContent-Length: 6000000\n\n");
            body.writeTo(exchange.out());
            exchange.close();
        });
        var proxy = stage.proxy(NO_CACHE);
        for (int i = 1; i <= 4; i++) {
            var client = proxy.raw();
            client.send(GET + "\n");
            var connection = stage.origin("origin.test").awaitConnections(i).connections().getLast();
            Patience.until("the origin to be ahead of the client", SOON, () -> connection.sentCount() > 4_000_000);
            var sum = new BigBody.Checksum();
            client.response("GET", sum);
            assertThat(sum.value()).isEqualTo(body.checksum());
        }
    }

    @Scenario
    void a_client_that_reads_nothing_stops_the_origin(Stage stage) {
        long gigabyte = 1L << 30;
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 200 OK\nContent-Length: " + gigabyte + "\n\n");
            new BigBody(1, gigabyte).writeTo(exchange.out());
        });
        var proxy = stage.proxy(NO_CACHE, "timeouts: {stall: 1s}");
        proxy.raw().send(GET + "\n");
        var connection = stage.origin("origin.test").awaitConnections(1).connections().getFirst();
        assertThat(mostBeforeItIsGivenUp(proxy, connection::sentCount)).isLessThan(IN_FLIGHT_MAX);
    }

    @Scenario
    void an_origin_that_reads_nothing_stops_the_client(Stage stage) throws InterruptedException {
        var leave = new Gate();
        stage.origin("origin.test").onConnection(_ -> leave.pass());
        var proxy = stage.proxy(NO_CACHE, "timeouts: {stall: 1s}");
        var client = proxy.raw();
        client.send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: 1073741824\n\n");
        var sender = Thread.startVirtualThread(() -> {
            try {
                new BigBody(1, 1L << 30).writeTo(client.out());
            } catch (IOException cut) {
                // the proxy has given up
            }
        });
        assertThat(mostBeforeItIsGivenUp(proxy, client.wire()::sentCount)).isLessThan(IN_FLIGHT_MAX);
        refused(client.response("POST"), 504, 12631);
        sender.join(SOON);
        leave.open();
    }

    /** What {@code count} was while the exchange went on. */
    private static long mostBeforeItIsGivenUp(Proxy proxy, LongSupplier count) {
        var most = new AtomicLong();
        Patience.until("the exchange to begin", SOON, () -> proxy.census().get("exchanges") == 1);
        Patience.until("the exchange to be given up", Patience.USUAL, () -> {
            long now = count.getAsLong();
            if (proxy.census().get("exchanges") == 0) return true;
            most.set(now);
            return false;
        });
        return most.get();
    }

    @Scenario
    void a_head_is_refused_where_its_limits_are(Stage stage) {
        stage.origin("origin.test").always("< 200 OK");
        var proxy = stage.proxy(NO_CACHE);
        assertThat(proxy.raw().ask(GET + "X: y\n".repeat(999) + "\n").status()).isEqualTo(200);
        assertThat(proxy.raw().ask(GET + "X: " + "y".repeat(64_000) + "\n\n").status()).isEqualTo(200);
        for (var tooLarge : new String[] {
            "X: y\n".repeat(1000), "X: " + "y".repeat(65_536), "X: y\n".repeat(100_000), "y".repeat(70_000), "X: " + "y".repeat(3_000_000)}) {
            var client = proxy.raw();
            refused(client.ask(GET + tooLarge + "\n\n"), 431, 12215);
            client.awaitEnding();
        }
        var client = proxy.raw();
        refused(client.ask("GET http://origin.test/" + "a".repeat(70_000) + " HTTP/1.1\nHost: origin.test\n\n"), 431, 12215);
    }

    @Scenario
    void a_response_head_is_refused_where_its_limits_are(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.send("HTTP/1.1 200 OK\n" + switch (exchange.request().target()) {
            case "/fields" -> "X: y\n".repeat(100_000);
            case "/bytes" -> "X: " + "y".repeat(200_000) + "\n";
            default -> "X: " + "y".repeat(60_000) + "\n" + "Y: z\n".repeat(900);
        } + "Content-Length: 0\n\n"));
        var client = stage.proxy(NO_CACHE).raw();
        assertThat(client.ask("GET http://origin.test/ok HTTP/1.1\nHost: origin.test\n\n").status()).isEqualTo(200);
        for (var path : new String[] {"/fields", "/bytes"}) {
            refused(client.ask("GET http://origin.test" + path + " HTTP/1.1\nHost: origin.test\n\n"), 502, 12216);
        }
    }

    @Scenario
    void floods_of_extensions_and_trailers_are_refused(Stage stage) {
        stage.origin("origin.test", exchange -> {
            switch (exchange.request().target()) {
                case "/extensions" -> exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n" + "1;x=yyyyyyyyyyyyyyyyyyy\na\n".repeat(1000));
                case "/trailers" -> exchange.send("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0\n" + "T: u\n".repeat(10_000) + "\n");
                default -> exchange.readBody();
            }
        });
        var proxy = stage.proxy(NO_CACHE);
        for (var body : new String[] {
            "1;x=" + "y".repeat(20_000) + "\na\n0\n\n", "1;x=yyyyyyyyyyyyyyyyyyy\na\n".repeat(1000), "1;\na\n".repeat(17_000), "0\n" + "T: u\n".repeat(1001) + "\n",
            "0\nT: " + "u".repeat(20_000) + "\n\n"}) {
            var client = proxy.raw();
            refused(client.ask("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nTransfer-Encoding: chunked\n\n" + body), 400, 12608);
            client.awaitEnding();
        }
        for (var path : new String[] {"/extensions", "/trailers"}) {
            assertThat(proxy.raw().ask("GET http://origin.test" + path + " HTTP/1.1\nHost: origin.test\n\n").isComplete()).isFalse();
        }
    }

    @Scenario
    void a_body_may_have_a_limit(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.readBody());
        var proxy = stage.proxy(NO_CACHE, "limits: {body: 1KiB}");
        refused(proxy.raw().ask("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: 1025\n\n"), 413, 12239);
        refused(proxy.raw().ask("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nTransfer-Encoding: chunked\n\n"
            + ("100\n" + "x".repeat(256) + "\n").repeat(5)), 413, 12239);
    }

    @Scenario
    void a_head_that_comes_byte_by_byte_costs_its_length(Stage stage) {
        stage.origin("origin.test").always("< 200 OK");
        var proxy = stage.proxy(NO_CACHE);
        warmUp(proxy);
        long before = cpuNanos();
        var client = proxy.raw();
        for (byte b : WireText.bytes(proxy.spelled(GET + "X: " + "y".repeat(60_000) + "\n\n"))) client.send(new byte[] {b});
        assertThat(client.response().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(cpuNanos() - before)).isLessThan(Duration.ofSeconds(10));
    }

    private static void warmUp(Proxy proxy) {
        for (int i = 0; i < 20; i++) assertThat(proxy.raw().ask(GET + "\n").status()).isEqualTo(200);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static void refused(Response answer, int status, int number) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.field("Proxy-Status")).contains("; details=\"" + number + " ");
    }
}
