// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Head;
import dev.catena.testkit.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** Fields addressed to this cache and to those before it, and the groups that responses belong to. */
class AddressedTest {
    /** Fields of a response, and whether a second request three seconds later is answered from what is stored. */
    private static final String TARGETED = """
            CDN-Cache-Control: max-age=3600                                         | hit
            CDN-Cache-Control: max-age=2147483648                                   | hit
            CDN-Cache-Control: max-age=99999999999                                  | hit
            CDN-Cache-Control: foobar, max-age=3600                                 | hit
            CDN-Cache-Control: max-age=3600 / Age: 7200                             | no
            CDN-Cache-Control: max-age=0                                            | no
            CDN-Cache-Control: max-age=3600 / Expires: 0                            | hit
            CDN-Cache-Control: max-age=3600 / Cache-Control: max-age=1              | hit
            CDN-Cache-Control: max-age=1 / Cache-Control: max-age=3600              | no
            CDN-Cache-Control: private / Cache-Control: max-age=3600                | no
            CDN-Cache-Control: no-cache / Cache-Control: max-age=3600               | no
            CDN-Cache-Control: no-store / Cache-Control: max-age=3600               | no
            CDN-Cache-Control: max-age=3600 / Cache-Control: no-store               | hit
            CDN-Cache-Control: max-age=3600, &&&&& / Cache-Control: no-store        | no
            CDN-Cache-Control: max-age="3600" / Cache-Control: no-store             | no
            CDN-Cache-Control: max-age =3600 / Cache-Control: max-age=1             | no
            CDN-Cache-Control: max-age= 3600 / Cache-Control: max-age=1             | no
            CDN-Cache-Control: foo / Cache-Control: max-age=3600                    | no
            """;

    private static Response get(Proxy proxy, String path) {
        try (var client = proxy.raw()) {
            return client.ask("GET http://origin.test%s HTTP/1.1\nHost: origin.test\n\n".formatted(path));
        }
    }

    private static void answerFromTable(Stage stage) {
        var rows = TARGETED.lines().toList();
        stage.origin("origin.test", exchange -> {
            var fields = rows.get(Integer.parseInt(exchange.request().target().substring(1))).split("\\|")[0].strip();
            exchange.answer("< 200 OK\n< " + fields.replace(" / ", "\n< ") + "\n<\n< body");
        });
    }

    @Scenario
    void a_field_addressed_to_this_cache_stands_for_cache_control_and_expires(Stage stage) {
        answerFromTable(stage);
        var proxy = stage.proxy("cache: {targeted: [CDN-Cache-Control]}");
        var outcomes = new ArrayList<String>();
        for (int i = 0; i < TARGETED.lines().count(); i++) {
            var first = get(proxy, "/" + i);
            assertThat(first.field("CDN-Cache-Control")).as("it travels on").isNotEmpty();
        }
        stage.clock().advance(Duration.ofSeconds(3));
        for (int i = 0; i < TARGETED.lines().count(); i++) outcomes.add(get(proxy, "/" + i).field("Cache-Status").contains("; hit") ? "hit" : "no");
        assertThat(outcomes).isEqualTo(TARGETED.lines().map(line -> line.split("\\|")[1].strip()).toList());
    }

    private static String status(Proxy proxy, String listener, String path) {
        try (var client = proxy.raw(listener)) {
            return client.ask("GET http://origin.test%s HTTP/1.1\nHost: origin.test\n\n".formatted(path)).field("Cache-Status").replace("catena-test; ", "");
        }
    }

    @Scenario
    void each_listener_obeys_its_own_fields_and_all_share_what_they_read_alike(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer(switch (exchange.request().target()) {
            case "/plain" -> "< 200 OK\n< Cache-Control: max-age=100\n<\n< body";
            case "/longer" -> "< 200 OK\n< CDN-Cache-Control: max-age=1000\n< Cache-Control: max-age=10\n<\n< body";
            case "/theirs" -> "< 200 OK\n< CDN-Cache-Control: max-age=1000\n< Cache-Control: no-store\n<\n< body";
            default -> "< 200 OK\n< CDN-Cache-Control: no-store\n< Cache-Control: max-age=100\n<\n< body";
        }));
        var listeners = "listeners: [{name: clients, address: '127.0.0.1:0'}, {name: edge, address: '127.0.0.1:0', targeted: [CDN-Cache-Control]}]";
        var proxy = stage.proxy(listeners);

        assertThat(status(proxy, "clients", "/plain")).isEqualTo("fwd=uri-miss; ttl=100; stored");
        assertThat(status(proxy, "edge", "/plain")).as("no field is addressed to anybody").isEqualTo("hit; ttl=100");

        assertThat(status(proxy, "edge", "/longer")).isEqualTo("fwd=uri-miss; ttl=1000; stored");
        assertThat(status(proxy, "clients", "/longer")).isEqualTo("fwd=vary-miss; ttl=10; stored");
        assertThat(status(proxy, "edge", "/longer")).isEqualTo("hit; ttl=1000");
        stage.clock().advance(Duration.ofSeconds(11));
        assertThat(status(proxy, "clients", "/longer")).isEqualTo("fwd=stale; ttl=10; stored");
        assertThat(status(proxy, "edge", "/longer")).isEqualTo("hit; ttl=989");

        assertThat(status(proxy, "edge", "/theirs")).isEqualTo("fwd=uri-miss; ttl=1000; stored");
        assertThat(status(proxy, "clients", "/theirs")).as("for them it forbids that").isEqualTo("fwd=vary-miss; detail=no-store");
        assertThat(status(proxy, "clients", "/ours")).isEqualTo("fwd=uri-miss; ttl=100; stored");
        assertThat(status(proxy, "edge", "/ours")).isEqualTo("fwd=vary-miss; detail=no-store");
        assertThat(status(proxy, "clients", "/ours")).isEqualTo("hit; ttl=100");

        var explain = "/api/v1/cache/explain?url=" + proxy.spelled("http://origin.test/longer") + "&listener=";
        assertThat(proxy.console(explain + "edge").text()).contains("of 1000 s, by max-age").contains("by CDN-Cache-Control");
        assertThat(proxy.console(explain + "clients").text()).contains("of 10 s, by max-age");
        assertThat(proxy.console(explain + "nobody").status()).isEqualTo(400);

        proxy.reload(listeners, "cache: {targeted: [CDN-Cache-Control]}");
        assertThat(status(proxy, "clients", "/longer")).as("from now on they read it, too").isEqualTo("hit; ttl=989");
    }

    @Scenario
    void without_the_setting_it_is_nobodys_field(Stage stage) {
        answerFromTable(stage);
        var proxy = stage.proxy();
        get(proxy, "/0");
        assertThat(get(proxy, "/0").field("Cache-Status")).contains("fwd=");
    }

    @Scenario
    void what_caches_and_proxies_before_us_said_stays_on_a_hit_too(Stage stage) {
        stage.origin("origin.test").always("""
                < 200 OK
                < Cache-Control: max-age=60
                < Via: 1.1 edge
                < Cache-Status: edge; fwd=uri-miss; stored
                < Proxy-Status: edge; received-status=200
                <
                < body""");
        var proxy = stage.proxy();
        for (var own : new String[] {"catena-test; fwd=uri-miss; ttl=60; stored", "catena-test; hit; ttl=60"}) {
            var response = get(proxy, "/");
            assertThat(response.head().values("Cache-Status")).containsExactly("edge; fwd=uri-miss; stored", own);
            assertThat(response.head().values("Via")).containsExactly("1.1 edge", "1.1 catena-test");
            assertThat(response.head().values("Proxy-Status")).containsExactly("edge; received-status=200");
        }
    }

    @Scenario
    void a_group_is_invalidated_as_one_and_only_by_its_own_origin(Stage stage) {
        stage.origin("origin.test", exchange -> {
            switch (exchange.request().target()) {
                case "/change" -> exchange.answer("< 204 No Content\n< Cache-Group-Invalidation: \"scripts\", \"none\"");
                case "/claim" -> exchange.answer("< 200 OK\n< Cache-Group-Invalidation: \"scripts\"\n<\n< body");
                case "/alone" -> exchange.answer("< 200 OK\n< Cache-Control: max-age=3600\n<\n< body");
                default -> exchange.answer("< 200 OK\n< Cache-Control: max-age=3600\n< Cache-Groups: \"scripts\", \"all\"\n<\n< body");
            }
        });
        stage.origin("other.test").always("< 204 No Content\n< Cache-Group-Invalidation: \"scripts\"");
        var proxy = stage.proxy();
        var paths = new String[] {"/a", "/b", "/alone"};
        for (var path : paths) get(proxy, path);
        stage.clock().advance(Duration.ofSeconds(1));

        post(proxy, "http://other.test/change");
        get(proxy, "/claim"); // a safe request changes nothing, so its answer invalidates nothing
        assertThat(hits(proxy, paths)).containsOnly(true);

        post(proxy, "http://origin.test/change");
        assertThat(proxy.console("/api/v1/cache/explain?url=" + proxy.spelled("http://origin.test/a")).text()).contains("what is stored was invalidated since it came");
        assertThat(proxy.console("/api/v1/cache/entries?all=yes").text()).contains("/alone").doesNotContain("origin.test/a\"");
        stage.clock().advance(Duration.ofSeconds(1));
        assertThat(hits(proxy, paths)).containsExactly(false, false, true);
        assertThat(hits(proxy, paths)).as("stored anew").containsOnly(true);

        stage.clock().advance(Duration.ofSeconds(1));
        post(proxy, "http://origin.test/a");
        stage.clock().advance(Duration.ofSeconds(1));
        assertThat(hits(proxy, paths)).as("what shares a group with an invalidated response").containsExactly(false, false, true);
    }

    private static void post(Proxy proxy, String url) {
        try (var client = proxy.raw()) {
            client.ask("POST %s HTTP/1.1\nHost: %s\nContent-Length: 0\n\n".formatted(url, url.split("/")[2]));
        }
    }

    private static List<Boolean> hits(Proxy proxy, String... paths) {
        var hits = new LinkedHashMap<String, Boolean>();
        for (var path : paths) hits.put(path, get(proxy, path).field("Cache-Status").contains("; hit"));
        return List.copyOf(hits.values());
    }

    @Scenario
    void a_post_whose_answer_says_that_it_is_the_page_answers_the_next_get(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=60\n< Content-Location: /page\n<\n< body");
        var proxy = stage.proxy();
        post(proxy, "http://origin.test/page");
        var got = get(proxy, "/page");
        assertThat(got.text()).isEqualTo("body");
        assertThat(got.field("Cache-Status")).isEqualTo("catena-test; hit; ttl=60");
    }

    @Scenario
    void interim_responses_pass_at_once_and_are_no_part_of_what_is_stored(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.send("HTTP/1.1 102 Processing\n\n");
            exchange.send("HTTP/1.1 103 Early Hints\nLink: </style.css>; rel=preload\nX-Hint: 1\n\n");
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n<\n< body");
        });
        var proxy = stage.proxy();
        var first = get(proxy, "/");
        assertThat(first.interim()).extracting(Head::startLine).containsExactly("HTTP/1.1 102 Processing", "HTTP/1.1 103 Early Hints");
        assertThat(first.has("X-Hint")).isFalse();
        var second = get(proxy, "/");
        assertThat(second.field("Cache-Status")).isEqualTo("catena-test; hit; ttl=60");
        assertThat(second.interim()).isEmpty();
        assertThat(second.has("X-Hint")).isFalse();
    }
}
