// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import java.time.Duration;

/** Popular responses are renewed before they become stale. */
class ActiveTest {
    private static final String ON = "cache: {active: {on: true, popularity: 3, requests-per-minute: 2}}";

    private static String get(Proxy proxy, String path) {
        try (var client = proxy.raw()) {
            return client.ask("GET http://origin.test%s HTTP/1.1\nHost: origin.test\n\n".formatted(path)).field("Cache-Status");
        }
    }

    private static void popular(Proxy proxy, String path) {
        for (int i = 0; i < 4; i++) get(proxy, path);
    }

    @Scenario
    void what_is_popular_is_renewed_in_the_last_fifth_of_its_life(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=100\n<\n< body");
        var proxy = stage.proxy(ON);
        popular(proxy, "/popular");
        get(proxy, "/rare");
        stage.clock().advance(Duration.ofSeconds(79));
        assertThat(get(proxy, "/popular")).isEqualTo("catena-test; hit; ttl=21");
        stage.clock().advance(Duration.ofSeconds(1));
        assertThat(get(proxy, "/rare")).isEqualTo("catena-test; hit; ttl=20");
        get(proxy, "/popular");
        proxy.expect("cache.refreshes_total", 1);
        assertThat(get(proxy, "/popular")).isEqualTo("catena-test; hit; ttl=100");
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(3);
    }

    @Scenario
    void it_is_renewed_though_nobody_asks_for_it_any_more_and_then_let_go(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=100\n< Vary: Accept-Encoding\n<\n< body");
        var proxy = stage.proxy(ON);
        popular(proxy, "/popular");
        get(proxy, "/rare");
        stage.clock().advance(Duration.ofSeconds(80));
        proxy.expect("cache.refreshes_total", 1);
        stage.clock().advance(Duration.ofSeconds(40));
        assertThat(get(proxy, "/popular")).as("it would have been stale since 20 seconds").isEqualTo("catena-test; hit; ttl=60");
        assertThat(get(proxy, "/rare")).startsWith("catena-test; fwd=stale");

        stage.clock().advance(Duration.ofSeconds(40));
        proxy.expect("cache.refreshes_total", 2);
        stage.clock().advance(Duration.ofSeconds(200));
        assertThat(get(proxy, "/popular")).as("nobody asked for it in all of its last life").startsWith("catena-test; fwd=stale");
        assertThat(proxy.log(10)).filteredOn(line -> line.get("kind").equals("refresh")).hasSize(2)
            .allSatisfy(line -> assertThat(line.get("client")).isEqualTo("127.0.0.1"));
    }

    @Scenario
    void what_came_with_an_age_is_renewed_when_the_rest_of_its_life_ends_and_not_with_credentials(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: public, max-age=100\n< Age: %d\n<\n< body"
            .formatted(stage.origin("origin.test").requestCount() == 1 ? 50 : 0)));
        var proxy = stage.proxy(ON);
        popular(proxy, "/");
        stage.clock().advance(Duration.ofSeconds(40));
        proxy.expect("cache.refreshes_total", 1);
        try (var client = proxy.raw()) {
            for (int i = 0; i < 3; i++) client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nAuthorization: Basic YTpi\n\n");
        }
        stage.clock().advance(Duration.ofSeconds(120));
        assertThat(get(proxy, "/")).startsWith("catena-test; fwd=stale");
        assertThat(proxy.metric("cache.refreshes_total")).isEqualTo(1);
    }

    @Scenario
    void a_renewal_that_brings_no_new_life_is_not_repeated_soon(Stage stage) {
        // a cache before us, which hands out what it has with its age
        stage.origin("origin.test", exchange -> {
            long age = Duration.between(dev.catena.testkit.TestClock.START, stage.clock().instant()).toSeconds();
            exchange.answer("< 200 OK\n< Cache-Control: max-age=100\n< Age: %d\n<\n< body".formatted(age));
        });
        var proxy = stage.proxy(ON);
        popular(proxy, "/");
        stage.clock().advance(Duration.ofSeconds(85));
        for (int i = 0; i < 10; i++) {
            get(proxy, "/");
            proxy.expect("cache.refreshes_total", 1);
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(2);
    }

    @Scenario
    void the_budget_holds_and_without_the_setting_nothing_is_renewed(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=100\n<\n< body");
        var proxy = stage.proxy(ON);
        for (int i = 0; i < 5; i++) popular(proxy, "/" + i);
        stage.clock().advance(Duration.ofSeconds(85));
        for (int i = 0; i < 5; i++) get(proxy, "/" + i);
        proxy.expect("cache.refreshes_total", 2);
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(7);
        proxy.reload();
        for (int i = 0; i < 5; i++) get(proxy, "/" + i);
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(7);
    }
}
