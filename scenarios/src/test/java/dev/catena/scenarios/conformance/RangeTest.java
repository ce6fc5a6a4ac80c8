// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Response;
import java.io.IOException;

/** Parts: of what is stored whole, of what is stored in part, and how parts grow together (RFC 9110 section 14, RFC 9111 section 3.4). */
class RangeTest {
    private static final String BODY = "0123456789ABCDEFGHIJ";

    private static Response get(Proxy proxy, String fields) {
        try (var client = proxy.raw()) {
            return client.ask("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n" + fields + "\n\n");
        }
    }

    private static Response range(Proxy proxy, String ranges) {
        return get(proxy, "Range: bytes=" + ranges);
    }

    /** Answers one range of the form {@code a-b}, and the whole to all else. */
    private static void ranged(OriginExchange exchange, String tag) throws IOException {
        var fields = "\n< Cache-Control: max-age=60\n< Content-Type: text/plain" + (tag.isEmpty() ? "" : "\n< ETag: " + tag);
        if (!exchange.request().has("Range")) {
            exchange.answer("< 200 OK" + fields + "\n<\n< " + BODY);
            return;
        }
        var ends = exchange.request().field("Range").substring("bytes=".length()).split("-");
        int from = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[1]);
        exchange.answer("< 206 Partial Content" + fields + "\n< Content-Range: bytes %d-%d/%d\n<\n< %s".formatted(from, last, BODY.length(), BODY.substring(from, last + 1)));
    }

    private static boolean isHit(Response response) {
        return response.field("Cache-Status").contains("; hit");
    }

    @Scenario
    void several_ranges_of_what_is_stored_whole_come_as_one_message(Stage stage) {
        stage.origin("origin.test", exchange -> ranged(exchange, "\"1\""));
        var proxy = stage.proxy();
        get(proxy, "");
        var answer = range(proxy, "0-1, 18-, 5-5");
        assertThat(answer.status()).isEqualTo(206);
        assertThat(isHit(answer)).isTrue();
        assertThat(answer.head().values("Content-Type")).hasSize(1);
        var boundary = answer.field("Content-Type").split("boundary=")[1];
        assertThat(answer.field("Content-Type")).startsWith("multipart/byteranges; boundary=");
        assertThat(answer.text()).isEqualTo("""
                \r
                --B\r
                Content-Type: text/plain\r
                Content-Range: bytes 0-1/20\r
                \r
                01\r
                --B\r
                Content-Type: text/plain\r
                Content-Range: bytes 18-19/20\r
                \r
                IJ\r
                --B\r
                Content-Type: text/plain\r
                Content-Range: bytes 5-5/20\r
                \r
                5\r
                --B--\r
                """.replace("--B", "--" + boundary));
        assertThat(range(proxy, "0-5, 3-9").status()).isEqualTo(200);
        assertThat(range(proxy, "30-, 40-").status()).isEqualTo(416);
    }

    @Scenario
    void several_ranges_of_a_body_on_disk_come_one_after_the_other_at_the_pace_of_the_client(Stage stage) {
        var body = BODY.repeat(250_000);
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=60\n< Content-Type: text/plain\n<\n< " + body);
        var disk = "cache: {memory: 16MiB, disk: {path: '%s', size: 64MiB}}".formatted(stage.folder().resolve("cache"));
        var before = stage.proxy(disk);
        get(before, "");
        stage.end(before);
        var proxy = stage.proxy(disk);
        assertThat(isHit(range(proxy, "0-0"))).as("brought up from disk").isTrue();
        for (int i = 0; i < 5; i++) {
            var answer = range(proxy, "7-1999999, 2500000-2500009, 3000000-");
            var boundary = answer.field("Content-Type").split("boundary=")[1];
            var parts = answer.text().split("\r\n--" + boundary);
            assertThat(parts).hasSize(5);
            assertThat(parts[1].endsWith("Content-Range: bytes 7-1999999/5000000\r\n\r\n" + body.substring(7, 2_000_000))).isTrue();
            assertThat(parts[2]).endsWith("\r\n\r\n" + body.substring(2_500_000, 2_500_010));
            assertThat(parts[3].endsWith("\r\n\r\n" + body.substring(3_000_000))).isTrue();
            assertThat(parts[4]).isEqualTo("--\r\n");
        }
        try (var client = proxy.raw()) {
            client.send("GET http://origin.test/file HTTP/1.1\nHost: origin.test\nRange: bytes=0-1999999, 3000000-\n\n");
            assertThat(client.bytes(1000)).hasSize(1000);
            client.reset();
        }
    }

    @Scenario
    void a_stored_part_answers_the_same_range_and_what_lies_in_it(Stage stage) {
        stage.origin("origin.test", exchange -> ranged(exchange, ""));
        var proxy = stage.proxy();
        assertThat(range(proxy, "4-9").field("Cache-Status")).isEqualTo("catena-test; fwd=uri-miss; ttl=60; stored");
        var same = range(proxy, "4-9");
        assertThat(isHit(same)).isTrue();
        assertThat(same.status()).isEqualTo(206);
        assertThat(same.head().values("Content-Range")).containsExactly("bytes 4-9/20");
        assertThat(same.text()).isEqualTo("456789");
        var less = range(proxy, "6-8");
        assertThat(isHit(less)).isTrue();
        assertThat(less.head().values("Content-Range")).containsExactly("bytes 6-8/20");
        assertThat(less.text()).isEqualTo("678");
        assertThat(isHit(range(proxy, "6-10"))).isFalse();
        assertThat(isHit(get(proxy, ""))).as("the whole").isFalse();
        assertThat(get(proxy, "").text()).isEqualTo(BODY);
    }

    @Scenario
    void parts_with_one_strong_tag_grow_together_to_the_whole(Stage stage) {
        stage.origin("origin.test", exchange -> ranged(exchange, "\"1\""));
        var proxy = stage.proxy();
        range(proxy, "0-5");
        range(proxy, "10-14");
        assertThat(isHit(range(proxy, "4-11"))).as("there is a gap").isFalse();
        var grown = range(proxy, "1-13");
        assertThat(isHit(grown)).isTrue();
        assertThat(grown.text()).isEqualTo(BODY.substring(1, 14));
        range(proxy, "12-19");
        int asked = stage.origin("origin.test").requestCount();
        var whole = get(proxy, "");
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.text()).isEqualTo(BODY);
        assertThat(whole.has("Content-Range")).isFalse();
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(asked);
    }

    @Scenario
    void parts_without_one_strong_tag_stay_apart(Stage stage) {
        stage.origin("origin.test", exchange -> ranged(exchange, stage.origin("origin.test").requestCount() % 2 == 0 ? "\"1\"" : "\"2\""));
        var proxy = stage.proxy();
        range(proxy, "0-9");
        range(proxy, "10-19");
        assertThat(isHit(get(proxy, ""))).isFalse();
    }

    @Scenario
    void an_if_range_gets_a_part_only_of_the_very_same(Stage stage) {
        stage.origin("origin.test", exchange -> ranged(exchange, "\"1\""));
        var proxy = stage.proxy();
        range(proxy, "0-9");
        assertThat(isHit(get(proxy, "Range: bytes=0-4\nIf-Range: \"1\""))).isTrue();
        assertThat(isHit(get(proxy, "Range: bytes=0-4\nIf-Range: \"2\""))).isFalse();
    }

    @Scenario
    void what_changes_the_file_takes_its_parts_away(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().method().equals("PUT")) exchange.answer("< 204 No Content");
            else ranged(exchange, "\"1\"");
        });
        var proxy = stage.proxy();
        range(proxy, "0-9");
        assertThat(isHit(range(proxy, "0-9"))).isTrue();
        try (var client = proxy.raw()) {
            client.ask("PUT http://origin.test/file HTTP/1.1\nHost: origin.test\nContent-Length: 0\n\n");
        }
        assertThat(isHit(range(proxy, "0-9"))).isFalse();
    }
}
