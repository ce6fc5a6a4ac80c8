// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Response;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** What is stale and used all the same: while it is renewed (RFC 5861 section 3), or because its origin fails (section 4). */
class StaleTest {
    private static final String GET = "GET http://origin.test/news HTTP/1.1\nHost: origin.test\n\n";

    private static Response get(Proxy proxy) {
        try (var client = proxy.raw()) {
            return client.ask(GET);
        }
    }

    @Scenario
    void a_client_does_not_wait_for_the_renewal_and_the_next_gets_what_it_brought(Stage stage) {
        stage.origin("origin.test", """
                > GET /news
                < 200 OK
                < Cache-Control: max-age=60, stale-while-revalidate=30
                < ETag: "1"
                <
                < old

                > GET /news
                > If-None-Match: "1"
                < 200 OK
                < Cache-Control: max-age=60, stale-while-revalidate=30
                < ETag: "2"
                <
                < new
                """);
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(80));
        var stale = get(proxy);
        assertThat(stale.text()).isEqualTo("old");
        assertThat(stale.field("Cache-Status")).isEqualTo("catena-test; hit; ttl=-20; detail=stale-while-revalidate");
        proxy.expect("cache.refreshes_total", 1);
        var fresh = get(proxy);
        assertThat(fresh.text()).isEqualTo("new");
        assertThat(fresh.field("Cache-Status")).isEqualTo("catena-test; hit; ttl=60");
        assertThat(proxy.log(4)).extracting(line -> line.get("kind")).containsExactlyInAnyOrder("request", "request", "request", "refresh");
    }

    @Scenario
    void a_hundred_clients_make_one_renewal(Stage stage) {
        var gate = new Gate();
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("If-None-Match")) {
                gate.pass();
                exchange.answer("< 304 Not Modified\n< Cache-Control: max-age=60, stale-while-revalidate=30");
            } else {
                exchange.answer("< 200 OK\n< Cache-Control: max-age=60, stale-while-revalidate=30\n< ETag: \"1\"\n<\n< news");
            }
        });
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(70));
        var answers = IntStream.range(0, 100).parallel().mapToObj(_ -> get(proxy).text()).toList();
        assertThat(answers).containsOnly("news");
        stage.origin("origin.test").awaitRequests(2);
        gate.open();
        proxy.expect("cache.refreshes_total", 1);
        assertThat(get(proxy).field("Cache-Status")).isEqualTo("catena-test; hit; ttl=60");
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(2);
    }

    @Scenario
    void after_the_window_clients_wait(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=60, stale-while-revalidate=30\n<\n< news");
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(91));
        assertThat(get(proxy).field("Cache-Status")).isEqualTo("catena-test; fwd=stale; ttl=60; stored");
    }

    @Scenario
    void a_dead_origin_is_asked_ever_more_seldom_and_the_window_closes_all_the_same(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (stage.origin("origin.test").requestCount() == 1) {
                exchange.answer("< 200 OK\n< Cache-Control: max-age=60, stale-while-revalidate=100, stale-if-error=100\n<\n< news");
            } else {
                exchange.answer("< 503 Service Unavailable\n<\n< down");
            }
        });
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(70));
        for (int i = 0; i < 20; i++) {
            assertThat(get(proxy).text()).isEqualTo("news");
            proxy.expect("cache.refreshes_total", 1);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(2);
        stage.clock().advance(Duration.ofSeconds(1));
        get(proxy);
        proxy.expect("cache.refreshes_total", 2);
        stage.clock().advance(Duration.ofSeconds(90));
        assertThat(get(proxy).status()).isEqualTo(503);
    }

    @Scenario
    void what_the_origin_does_not_let_be_kept_any_more_ends_the_use_of_what_was(Stage stage) {
        stage.origin("origin.test", """
                > GET /news
                < 200 OK
                < Cache-Control: max-age=60, stale-while-revalidate=30
                <
                < old

                > GET /news
                < 404 Not Found
                <
                < gone

                > GET /news
                < 404 Not Found
                <
                < gone
                """);
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(70));
        assertThat(get(proxy).text()).isEqualTo("old");
        proxy.expect("cache.refreshes_total", 1);
        assertThat(get(proxy).status()).isEqualTo(404);
    }

    @Scenario
    void a_renewal_goes_on_when_the_client_that_made_it_leaves(Stage stage) {
        var gate = new Gate();
        stage.origin("origin.test", exchange -> {
            if (stage.origin("origin.test").requestCount() > 1) gate.pass();
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60, stale-while-revalidate=30\n<\n< news");
        });
        var proxy = stage.proxy();
        get(proxy);
        stage.clock().advance(Duration.ofSeconds(70));
        get(proxy);
        stage.origin("origin.test").awaitRequests(2);
        gate.open();
        Patience.until("the renewed response", Patience.USUAL, () -> get(proxy).field("Cache-Status").equals("catena-test; hit; ttl=60"));
    }

    @Scenario
    void a_failing_origin_is_forgiven_for_as_long_as_the_response_or_the_settings_say(Stage stage) {
        var fields = List.of("max-age=60, stale-if-error=100", "max-age=60", "max-age=60, must-revalidate", "s-maxage=60", "max-age=60, proxy-revalidate", "max-age=60, no-cache");
        stage.origin("origin.test", exchange -> {
            int which = Integer.parseInt(exchange.request().target().substring(1));
            if (stage.origin("origin.test").requestCount() <= fields.size()) exchange.answer("< 200 OK\n< Cache-Control: " + fields.get(which) + "\n<\n< kept");
            else exchange.reset();
        });
        var proxy = stage.proxy("cache: {stale-max: 2m}");
        for (int i = 0; i < fields.size(); i++) status(proxy, i);
        stage.clock().advance(Duration.ofSeconds(150));
        assertThat(IntStream.range(0, fields.size()).map(i -> status(proxy, i))).containsExactly(200, 200, 502, 502, 502, 502);
        stage.clock().advance(Duration.ofSeconds(20));
        assertThat(IntStream.range(0, fields.size()).map(i -> status(proxy, i))).containsExactly(502, 200, 502, 502, 502, 502);
        stage.clock().advance(Duration.ofSeconds(20));
        assertThat(IntStream.range(0, fields.size()).map(i -> status(proxy, i))).containsOnly(502);
    }

    private static int status(Proxy proxy, int path) {
        try (var client = proxy.raw()) {
            return client.ask("GET http://origin.test/%d HTTP/1.1\nHost: origin.test\n\n".formatted(path)).status();
        }
    }
}
