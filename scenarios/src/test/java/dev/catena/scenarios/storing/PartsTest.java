// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.storing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RangedOrigin;
import dev.catena.testkit.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/** What is stored in part: the origin is asked for what is missing and for nothing else, in memory, on disk, after a restart. */
class PartsTest {
    private static final int LENGTH = 1_000_000;
    private static final byte[] BYTES = new BigBody(21, LENGTH).bytes();
    private static final byte[] OTHER = new BigBody(22, LENGTH).bytes();
    private static final String MEMORY = "cache: {memory: 16MiB}";

    private static String disk(Stage stage, String objectMax) {
        return "cache: {memory: 16MiB, object-max: %s, disk: {path: '%s', size: 64MiB}}".formatted(objectMax, stage.folder().resolve("cache"));
    }

    private static RangedOrigin on(Stage stage) {
        var origin = new RangedOrigin(BYTES, "\"1\"");
        stage.origin("origin.test", origin);
        return origin;
    }

    private static Response get(Proxy proxy, String fields) {
        try (var client = proxy.raw()) {
            return client.ask("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n" + fields + "\n\n");
        }
    }

    private static Response get(Proxy proxy) {
        return get(proxy, "");
    }

    private static Response range(Proxy proxy, String range) {
        return get(proxy, "Range: bytes=" + range);
    }

    private static void assertBytes(Response response, int from, int toExclusive) {
        assertThat(response.status()).isEqualTo(from == 0 && toExclusive == LENGTH ? 200 : 206);
        assertThat(response.body()).isEqualTo(Arrays.copyOfRange(BYTES, from, toExclusive));
        if (response.status() == 206) assertThat(response.field("Content-Range")).isEqualTo("bytes %d-%d/%d".formatted(from, toExclusive - 1, LENGTH));
        else assertThat(response.has("Content-Range")).isFalse();
    }

    private static boolean isHit(Response response) {
        return response.field("Cache-Status").contains("; hit");
    }

    @Scenario
    void of_a_file_whose_beginning_is_stored_only_the_rest_is_asked_for(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        var whole = get(proxy);
        assertBytes(whole, 0, LENGTH);
        assertThat(whole.field("Cache-Status")).isEqualTo("catena-test; fwd=partial; ttl=600; stored");
        assertThat(whole.has("Age")).isTrue();
        assertThat(origin.asked()).containsExactly("bytes=0-299999", "bytes=300000-999999");
        assertThat(stage.origin("origin.test").lastRequest().field("If-Range")).isEqualTo("\"1\"");
        assertThat(origin.sent()).isEqualTo(LENGTH);
        var again = get(proxy);
        assertBytes(again, 0, LENGTH);
        assertThat(isHit(again)).as("it is complete now").isTrue();
        assertBytes(range(proxy, "5-900000"), 5, 900_001);
        assertThat(origin.asked()).hasSize(2);
    }

    @Scenario
    void several_gaps_are_filled_one_after_the_other(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "100000-199999");
        range(proxy, "500000-599999");
        assertBytes(get(proxy), 0, LENGTH);
        assertThat(origin.asked()).containsExactly("bytes=100000-199999", "bytes=500000-599999",
            "bytes=0-99999", "bytes=200000-499999", "bytes=600000-999999");
        assertThat(origin.sent()).isEqualTo(LENGTH);
        assertThat(isHit(get(proxy))).isTrue();
    }

    @Scenario
    void a_range_of_which_a_part_is_stored_costs_the_other_part(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-99999");
        assertBytes(range(proxy, "50000-149999"), 50_000, 150_000);
        assertThat(origin.asked()).containsExactly("bytes=0-99999", "bytes=100000-149999");
        var grown = range(proxy, "10-149990");
        assertBytes(grown, 10, 149_991);
        assertThat(isHit(grown)).isTrue();
        assertBytes(range(proxy, "140000-"), 140_000, LENGTH);
        assertThat(origin.asked()).hasSize(3).endsWith("bytes=150000-999999");
        assertThat(isHit(get(proxy))).as("all of it has come").isTrue();
        assertThat(origin.sent()).isEqualTo(LENGTH);
    }

    @Scenario
    void parts_on_disk_are_there_after_a_restart_and_are_completed(Stage stage) {
        var origin = on(stage);
        var first = stage.proxy(disk(stage, "8MiB"));
        range(first, "0-299999");
        range(first, "600000-699999");
        stage.end(first);
        var second = stage.proxy(disk(stage, "8MiB"));
        var inPart = range(second, "1000-1999");
        assertBytes(inPart, 1000, 2000);
        assertThat(isHit(inPart)).isTrue();
        assertThat(second.console("/api/v1/cache/explain?url=" + second.spelled("http://origin.test/file")).text()).contains("bytes 0-299999, 600000-699999 of 1000000");
        assertBytes(get(second), 0, LENGTH);
        assertThat(origin.asked()).containsExactly("bytes=0-299999", "bytes=600000-699999", "bytes=300000-599999", "bytes=700000-999999");
        stage.end(second);
        var third = stage.proxy(disk(stage, "8MiB"));
        var whole = get(third);
        assertBytes(whole, 0, LENGTH);
        assertThat(isHit(whole)).isTrue();
        assertThat(origin.asked()).hasSize(4);
    }

    @Scenario
    void parts_too_large_for_memory_make_the_whole_without_the_origin(Stage stage) {
        var origin = on(stage);
        var first = stage.proxy(disk(stage, "64KiB"));
        range(first, "0-499999");
        range(first, "500000-999999");
        stage.end(first);
        var second = stage.proxy(disk(stage, "64KiB"));
        var across = range(second, "499990-500009");
        assertBytes(across, 499_990, 500_010);
        assertThat(isHit(across)).isTrue();
        var whole = get(second);
        assertBytes(whole, 0, LENGTH);
        assertThat(isHit(whole)).isTrue();
        assertThat(origin.asked()).hasSize(2);
    }

    @Scenario
    void what_came_of_a_download_that_broke_off_is_not_asked_for_again(Stage stage) {
        var origin = on(stage).breakAfter(400_000, 0);
        var proxy = stage.proxy(MEMORY);
        try (var client = proxy.raw()) {
            client.send("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n\n").untilEnd();
        }
        var resumed = get(proxy, "Range: bytes=400000-\nIf-Range: \"1\"");
        assertBytes(resumed, 400_000, LENGTH);
        var whole = get(proxy);
        assertBytes(whole, 0, LENGTH);
        assertThat(isHit(whole)).isTrue();
        assertThat(origin.sent()).isEqualTo(LENGTH);
    }

    @Scenario
    void a_large_download_that_broke_off_goes_on_after_a_restart(Stage stage) {
        var origin = on(stage).breakAfter(400_000, 0);
        var first = stage.proxy(disk(stage, "64KiB"));
        try (var client = first.raw()) {
            client.send("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n\n").untilEnd();
        }
        Patience.until("it is on disk", Patience.USUAL, () -> first.metric("cache.disk.objects") == 1);
        stage.end(first);
        var second = stage.proxy(disk(stage, "64KiB"));
        assertBytes(get(second), 0, LENGTH);
        assertThat(origin.sent()).isEqualTo(LENGTH);
        Patience.until("the whole is on disk", Patience.USUAL, () -> isHit(get(second)));
        assertThat(origin.sent()).isEqualTo(LENGTH);
    }

    @Scenario
    void what_a_client_left_behind_is_of_use_to_the_next(Stage stage) {
        var origin = new RangedOrigin(BYTES, "\"1\"");
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) {
                origin.answer(exchange);
                return;
            }
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< ETag: \"1\"\n< Accept-Ranges: bytes\n< Content-Length: " + LENGTH);
            exchange.out().write(BYTES, 0, 300_000);
            exchange.stall(Patience.USUAL);
        });
        var proxy = stage.proxy(MEMORY);
        var client = proxy.raw().send("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n\n");
        client.bytes(300_000);
        client.reset();
        proxy.expect("cache.objects", 1);
        assertBytes(get(proxy), 0, LENGTH);
        assertThat(origin.asked()).hasSize(1);
        assertThat(origin.sent()).isBetween(LENGTH - 300_000L, LENGTH - 250_000L);
    }

    @Scenario
    void a_file_that_has_changed_comes_whole_and_anew(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        origin.becomes(OTHER, "\"2\"");
        var whole = get(proxy);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.body()).isEqualTo(OTHER);
        assertThat(origin.asked()).hasSize(2);
        assertThat(range(proxy, "0-9").body()).isEqualTo(Arrays.copyOf(OTHER, 10));
        assertThat(origin.asked()).hasSize(2);
    }

    @Scenario
    void a_file_that_has_changed_behind_the_first_gap_is_cut_and_never_mixed(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "100000-199999");
        range(proxy, "500000-599999");
        stage.origin("origin.test", exchange -> {
            origin.answer(exchange);
            origin.becomes(OTHER, "\"2\"");
        });
        try (var client = proxy.raw()) {
            var all = client.send("GET http://origin.test/file HTTP/1.1\nHost: origin.test\n\n").untilEnd();
            int head = all.length - 200_000;
            assertThat(head).isPositive();
            assertThat(Arrays.copyOfRange(all, head, all.length)).isEqualTo(Arrays.copyOf(BYTES, 200_000));
        }
        assertThat(get(proxy).body()).isEqualTo(OTHER);
    }

    @Scenario
    void an_answer_to_something_else_is_not_mixed_in(Stage stage) {
        var asked = new AtomicInteger();
        stage.origin("origin.test", exchange -> {
            var tag = asked.incrementAndGet() == 1 ? "\"1\"" : "\"2\"";
            var fields = "\n< Cache-Control: max-age=60\n< ETag: " + tag;
            if (!exchange.request().has("Range")) exchange.answer("< 200 OK" + fields + "\n<\n< ABCDEF");
            else if (tag.equals("\"1\"")) exchange.answer("< 206 Partial Content\n< Content-Range: bytes 0-2/6" + fields + "\n<\n< abc");
            else exchange.answer("< 206 Partial Content\n< Content-Range: bytes 3-5/6" + fields + "\n<\n< DEF");
        });
        var proxy = stage.proxy(MEMORY);
        assertThat(range(proxy, "0-2").text()).isEqualTo("abc");
        assertThat(get(proxy).text()).isEqualTo("ABCDEF");
        assertThat(asked).hasValue(3);
    }

    @Scenario
    void a_file_that_became_shorter_is_fetched_anew(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) exchange.answer("< 416 Range Not Satisfiable\n< Content-Range: bytes */3\n<\n< ");
            else exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< abc");
        });
        assertThat(get(proxy).text()).isEqualTo("abc");
        assertThat(origin.asked()).hasSize(1);
    }

    @Scenario
    void a_stale_part_is_good_as_soon_as_the_origin_has_sent_what_was_missing(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        stage.clock().advance(Duration.ofSeconds(601));
        assertBytes(get(proxy), 0, LENGTH);
        assertThat(origin.sent()).isEqualTo(LENGTH);
        assertThat(isHit(get(proxy))).isTrue();
    }

    @Scenario
    void who_demands_a_new_answer_gets_no_stored_part(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        assertBytes(get(proxy, "Cache-Control: no-cache"), 0, LENGTH);
        assertThat(origin.asked()).endsWith("whole");
    }

    @Scenario
    void an_origin_that_breaks_off_in_a_gap_is_asked_for_the_rest_of_it(Stage stage) {
        var origin = on(stage);
        var proxy = stage.proxy(MEMORY);
        range(proxy, "0-299999");
        origin.breakAfter(100_000);
        assertBytes(get(proxy), 0, LENGTH);
        assertThat(origin.asked()).endsWith("bytes=300000-999999", "bytes=400000-999999");
    }
}
