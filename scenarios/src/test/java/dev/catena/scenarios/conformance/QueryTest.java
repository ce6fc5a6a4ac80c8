// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Gate;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/** QUERY (RFC 10008): a safe request whose content is a part of its key. */
class QueryTest {
    private static final String TEXT = "Content-Type: text/plain\n";

    private static Response query(Proxy proxy, String fields, String content) {
        try (var client = proxy.raw()) {
            return client.ask("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: %d\n\n%s".formatted(fields, content.length(), content));
        }
    }

    private static String status(Proxy proxy, String fields, String content) {
        return query(proxy, fields, content).field("Cache-Status").replace("catena-test; ", "");
    }

    private static void command(Proxy proxy, String method, String more) {
        try (var client = proxy.raw()) {
            client.ask("%s http://origin.test/find HTTP/1.1\nHost: origin.test\n%s\n".formatted(method, more));
        }
    }

    /** Answers with the content it was asked with. */
    private static void echo(OriginExchange exchange) throws IOException {
        var asked = new String(exchange.readBody(), StandardCharsets.ISO_8859_1);
        exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< ETag: \"%08x\"\n<\n< results of %s".formatted(asked.hashCode(), asked));
    }

    @Scenario
    void the_same_question_is_answered_from_the_cache_and_any_other_is_not(Stage stage) {
        stage.origin("origin.test", QueryTest::echo);
        var proxy = stage.proxy();
        assertThat(status(proxy, TEXT, "a")).isEqualTo("fwd=uri-miss; ttl=60; stored");
        var again = query(proxy, TEXT, "a");
        assertThat(again.field("Cache-Status")).isEqualTo("catena-test; hit; ttl=60");
        assertThat(again.text()).isEqualTo("results of a");

        assertThat(query(proxy, TEXT, "b").text()).isEqualTo("results of b");
        assertThat(query(proxy, TEXT, "").text()).isEqualTo("results of");
        for (var other : List.of("Content-Type: text/html\n", TEXT + "Content-Encoding: gzip\n", TEXT + "Content-Language: de\n")) {
            assertThat(status(proxy, other, "a")).as(other).startsWith("fwd=uri-miss");
            assertThat(status(proxy, other, "a")).as(other).startsWith("hit");
        }
        try (var client = proxy.raw()) {
            var chunked = client.ask("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sTransfer-Encoding: chunked\n\n1\na\n0\n\n".formatted(TEXT));
            assertThat(chunked.field("Cache-Status")).as("framing says nothing").isEqualTo("catena-test; hit; ttl=60");
            assertThat(client.ask("GET http://origin.test/find HTTP/1.1\nHost: origin.test\n\n").field("Cache-Status")).as("GET is another question").contains("fwd=uri-miss");
        }
    }

    @Scenario
    void what_cannot_be_a_key_is_forwarded_whole_and_not_stored(Stage stage) {
        var received = new CopyOnWriteArrayList<String>();
        stage.origin("origin.test", exchange -> {
            received.add(new String(exchange.readBody(), StandardCharsets.ISO_8859_1));
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n<\n< body");
        });
        var proxy = stage.proxy("cache: {query-body-max: 64KiB}");
        var large = text(300_000);
        for (int i = 0; i < 2; i++) {
            assertThat(status(proxy, "", "a")).isEqualTo("fwd=bypass; detail=\"query without a media type\"");
            assertThat(status(proxy, "Content-Type: nonsense\n", "a")).isEqualTo("fwd=bypass; detail=\"query without a media type\"");
            assertThat(status(proxy, TEXT, large)).isEqualTo("fwd=bypass; detail=\"query larger than cache.query-body-max\"");
            try (var client = proxy.raw()) {
                var chunks = new StringBuilder();
                for (int at = 0; at < large.length(); at += 10_000) chunks.append("2710\n").append(large, at, at + 10_000).append("\n");
                var chunked = client.ask("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sTransfer-Encoding: chunked\n\n%s0\n\n".formatted(TEXT, chunks));
                assertThat(chunked.field("Cache-Status")).isEqualTo("catena-test; fwd=bypass; detail=\"query larger than cache.query-body-max\"");
                var trailers = client.ask("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sTransfer-Encoding: chunked\n\n1\na\n0\nX-More: 1\n\n".formatted(TEXT));
                assertThat(trailers.field("Cache-Status")).isEqualTo("catena-test; fwd=bypass; detail=\"query with trailers\"");
            }
        }
        assertThat(received).containsExactly("a", "a", large, large, "a", "a", "a", large, large, "a");
        assertThat(proxy.metric("cache.objects")).isZero();
    }

    private static String text(int length) {
        var random = new Random(7);
        return random.ints(length, 'a', 'z' + 1).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    @Scenario
    void a_client_that_waits_is_told_to_go_on_and_the_origin_is_not_asked_to(Stage stage) {
        stage.origin("origin.test", QueryTest::echo);
        var proxy = stage.proxy();
        for (var expected : List.of("fwd=uri-miss; ttl=60; stored", "hit; ttl=60")) {
            try (var client = proxy.raw()) {
                client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 1\nExpect: 100-continue\n\n".formatted(TEXT));
                var interim = "HTTP/1.1 100 Continue\r\n\r\n";
                assertThat(new String(client.bytes(interim.length()), StandardCharsets.ISO_8859_1)).isEqualTo(interim);
                client.send("a");
                assertThat(client.response("QUERY").field("Cache-Status")).isEqualTo("catena-test; " + expected);
            }
        }
        assertThat(stage.origin("origin.test").lastRequest().has("Expect")).isFalse();
    }

    @Scenario
    void whether_to_go_on_with_more_than_is_read_is_for_the_origin_to_say(Stage stage) {
        stage.origin("origin.test", exchange -> {
            assertThat(exchange.request().field("Expect")).isEqualTo("100-continue");
            exchange.send("HTTP/1.1 100 Continue\n\n");
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n<\n< " + exchange.readBody().length);
        });
        var proxy = stage.proxy();
        try (var client = proxy.raw()) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 100000\nExpect: 100-continue\n\n".formatted(TEXT));
            var interim = "HTTP/1.1 100 Continue\r\n\r\n";
            assertThat(new String(client.bytes(interim.length()), StandardCharsets.ISO_8859_1)).isEqualTo(interim);
            client.send(text(100_000));
            var answer = client.response("QUERY");
            assertThat(answer.text()).isEqualTo("100000");
            assertThat(answer.field("Cache-Status")).isEqualTo("catena-test; fwd=bypass; detail=\"query larger than cache.query-body-max\"");
        }
    }

    @Scenario
    void a_body_that_breaks_off_is_the_clients_fault_and_goes_nowhere(Stage stage) {
        stage.origin("origin.test", QueryTest::echo);
        var proxy = stage.proxy("timeouts: {stall: 500ms}");
        try (var client = proxy.raw()) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 10\n\nabc".formatted(TEXT)).finish();
            assertThat(client.response("QUERY").status()).isEqualTo(400);
        }
        try (var client = proxy.raw()) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 10\n\nabc".formatted(TEXT));
            assertThat(client.response("QUERY").status()).as("the time is up").isEqualTo(408);
        }
        try (var client = proxy.raw()) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 10\n\nabc".formatted(TEXT));
        }
        assertThat(stage.origin("origin.test").requestCount()).isZero();
    }

    @Scenario
    void the_rules_of_get_hold_for_it(Stage stage) {
        stage.origin("origin.test", exchange -> {
            var asked = new String(exchange.readBody(), StandardCharsets.ISO_8859_1);
            if (exchange.request().has("If-None-Match")) exchange.answer("< 304 Not Modified\n< Cache-Control: max-age=60");
            else exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n< Vary: Accept-Language\n< ETag: \"1\"\n<\n< results of " + asked);
        });
        var proxy = stage.proxy();
        query(proxy, TEXT + "Accept-Language: de\n", "a");
        assertThat(status(proxy, TEXT + "Accept-Language: fr\n", "a")).startsWith("fwd=vary-miss");
        assertThat(status(proxy, TEXT + "Accept-Language: de\n", "a")).isEqualTo("hit; ttl=60");

        var part = query(proxy, TEXT + "Accept-Language: de\nRange: bytes=8-9\n", "a");
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("of");
        assertThat(query(proxy, TEXT + "Accept-Language: de\nIf-None-Match: \"1\"\n", "a").status()).isEqualTo(304);

        stage.clock().advance(Duration.ofSeconds(61));
        var confirmed = query(proxy, TEXT + "Accept-Language: de\n", "a");
        assertThat(confirmed.text()).isEqualTo("results of a");
        assertThat(confirmed.field("Cache-Status")).isEqualTo("catena-test; fwd=stale; fwd-status=304; ttl=60");
        assertThat(status(proxy, TEXT + "Cache-Control: no-store\n", "a")).startsWith("fwd=bypass");
        assertThat(status(proxy, TEXT + "Accept-Language: de\nCache-Control: no-cache\n", "a")).startsWith("fwd=request");
    }

    @Scenario
    void it_is_renewed_in_the_background_with_its_content(Stage stage) {
        var received = new CopyOnWriteArrayList<String>();
        stage.origin("origin.test", exchange -> {
            received.add(exchange.request().method() + " " + new String(exchange.readBody(), StandardCharsets.ISO_8859_1));
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60, stale-while-revalidate=60\n<\n< body");
        });
        var proxy = stage.proxy();
        query(proxy, TEXT, "what?");
        stage.clock().advance(Duration.ofSeconds(70));
        assertThat(status(proxy, TEXT, "what?")).isEqualTo("hit; ttl=-10; detail=stale-while-revalidate");
        proxy.expect("cache.refreshes_total", 1);
        assertThat(status(proxy, TEXT, "what?")).isEqualTo("hit; ttl=60");
        assertThat(received).containsExactly("QUERY what?", "QUERY what?");
    }

    @Scenario
    void many_who_ask_the_same_share_one_fetch(Stage stage) {
        var gate = new Gate();
        stage.origin("origin.test", exchange -> {
            gate.pass();
            echo(exchange);
        });
        var proxy = stage.proxy();
        var clients = IntStream.range(0, 5).mapToObj(_ -> proxy.raw()).toList();
        for (var client : clients) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 1\n\na".formatted(TEXT));
        }
        stage.origin("origin.test").awaitRequests(1);
        gate.open();
        for (var client : clients) assertThat(client.response("QUERY").text()).isEqualTo("results of a");
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @Scenario
    void it_is_sent_again_when_a_kept_connection_was_just_being_closed(Stage stage) {
        var received = new CopyOnWriteArrayList<String>();
        stage.origin("origin.test", exchange -> {
            if (received.size() == 1 && exchange.connection() == stage.origin("origin.test").connections().getFirst()) {
                exchange.reset();
                return;
            }
            received.add(new String(exchange.readBody(), StandardCharsets.ISO_8859_1));
            exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n<\n< body");
        });
        var proxy = stage.proxy("threads: 1");
        query(proxy, TEXT, "first");
        assertThat(query(proxy, TEXT, "second").status()).isEqualTo(200);
        assertThat(received).containsExactly("first", "second");
    }

    @Scenario
    void a_change_or_a_purge_of_its_url_takes_it_out(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().method().equals("POST")) exchange.answer("< 204 No Content");
            else echo(exchange);
        });
        var proxy = stage.proxy("policy: [{name: purgers, match: {method: PURGE}, do: allow}, {name: all, match: any, do: allow}]");
        for (var content : List.of("a", "b")) query(proxy, TEXT, content);
        stage.clock().advance(Duration.ofSeconds(1));
        command(proxy, "POST", "Content-Length: 0\n");
        stage.clock().advance(Duration.ofSeconds(1));
        for (var content : List.of("a", "b")) assertThat(status(proxy, TEXT, content)).isEqualTo("fwd=uri-miss; ttl=60; stored");
        for (var content : List.of("a", "b")) assertThat(status(proxy, TEXT, content)).isEqualTo("hit; ttl=60");

        stage.clock().advance(Duration.ofSeconds(1));
        try (var client = proxy.raw()) {
            var purged = client.ask("PURGE http://origin.test/find HTTP/1.1\nHost: origin.test\n\n");
            assertThat(purged.status()).isEqualTo(200);
            assertThat(purged.text()).startsWith("2 taken out");
        }
        stage.clock().advance(Duration.ofSeconds(1));
        assertThat(status(proxy, TEXT, "a")).isEqualTo("fwd=uri-miss; ttl=60; stored");
    }

    @Scenario
    void it_is_listed_and_explained(Stage stage) {
        stage.origin("origin.test", QueryTest::echo);
        var proxy = stage.proxy();
        query(proxy, TEXT, "a");
        var digest = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"; // sha256sum of a
        assertThat(proxy.console("/api/v1/cache/entries?all=yes").text()).contains("\"url\":\"%s\"".formatted(proxy.spelled("http://origin.test/find")))
            .contains("\"query\":\"" + digest + "\"");
        var explain = "/api/v1/cache/explain?method=QUERY&url=%s&header=Content-Type%%3A%%20text/plain".formatted(proxy.spelled("http://origin.test/find"));
        assertThat(proxy.console(explain + "&content=" + digest).text()).contains("it would be answered from the cache");
        assertThat(proxy.console(explain + "&content=" + "0".repeat(64)).text()).contains("nothing is stored for this query");
        assertThat(proxy.console(explain).text()).contains("query whose content was not read");
        assertThat(proxy.console(explain + "&content=1").status()).isEqualTo(400);
    }

    @Scenario
    void a_client_that_leaves_takes_nobody_along_and_leaves_nothing(Stage stage) {
        var gate = new Gate();
        stage.origin("origin.test", exchange -> {
            gate.pass();
            echo(exchange);
        });
        var proxy = stage.proxy();
        try (var client = proxy.raw()) {
            client.send("QUERY http://origin.test/find HTTP/1.1\nHost: origin.test\n%sContent-Length: 1\n\na".formatted(TEXT));
            stage.origin("origin.test").awaitRequests(1);
            client.reset();
        }
        Patience.until("the client is gone", Patience.USUAL, () -> proxy.log(1).size() == 1);
        gate.open();
        assertThat(query(proxy, TEXT, "a").text()).isEqualTo("results of a");
    }
}
