// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Gate;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RangedOrigin;
import dev.catena.testkit.Response;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An origin breaks a body off: the proxy asks for the rest of the very same, and its clients notice nothing; or they are cut. */
class BrokenOffTest {
    private static final BigBody BODY = new BigBody(11, 3 << 20);
    private static final byte[] BYTES = BODY.bytes();
    private static final byte[] OTHER = new BigBody(12, 3 << 20).bytes();
    private static final int THIRD = 1 << 20;
    private static final String GET = "GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n";

    private static RangedOrigin on(Stage stage, String tag) {
        var origin = new RangedOrigin(BYTES, tag);
        stage.origin("origin.test", origin);
        return origin;
    }

    private static Response get(Proxy proxy) {
        try (var client = proxy.raw()) {
            return client.ask(GET);
        }
    }

    private static boolean isHit(Response response) {
        return response.field("Cache-Status").contains("; hit");
    }

    /** All that one client gets until its connection ends. */
    private static byte[] getUntilCut(Proxy proxy) {
        try (var client = proxy.raw()) {
            var all = client.send(GET).untilEnd();
            int body = 4;
            while (!isHeadEnd(all, body)) body++;
            return Arrays.copyOfRange(all, body, all.length);
        }
    }

    private static boolean isHeadEnd(byte[] all, int at) {
        return all[at - 4] == '\r' && all[at - 3] == '\n' && all[at - 2] == '\r' && all[at - 1] == '\n';
    }

    @Scenario
    void the_rest_is_asked_for_and_the_whole_is_stored(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(THIRD);
        var proxy = stage.proxy();
        assertThat(get(proxy).body()).isEqualTo(BYTES);
        assertThat(origin.asked()).containsExactly("whole", "bytes=%d-%d".formatted(THIRD, BYTES.length - 1));
        assertThat(stage.origin("origin.test").lastRequest().field("If-Range")).isEqualTo("\"1\"");
        assertThat(origin.sent()).isEqualTo(BYTES.length);
        var again = get(proxy);
        assertThat(isHit(again)).isTrue();
        assertThat(again.body()).isEqualTo(BYTES);
        proxy.expect("cache.rests", 1);
    }

    @Scenario
    void a_part_goes_on_too(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(1000);
        var proxy = stage.proxy();
        try (var client = proxy.raw()) {
            var part = client.ask(GET.replace("\n\n", "\nRange: bytes=100-99999\n\n"));
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(BYTES, 100, 100_000));
        }
        assertThat(origin.asked()).containsExactly("bytes=100-99999", "bytes=1100-99999");
    }

    @Scenario
    void all_who_read_along_go_on_with_one_request(Stage stage) {
        var gate = new Gate();
        var origin = new RangedOrigin(BYTES, "\"1\"").breakAfter(THIRD);
        stage.origin("origin.test", exchange -> {
            if (!exchange.request().has("Range")) gate.pass();
            origin.answer(exchange);
        });
        var proxy = stage.proxy();
        try (var crowd = Crowd.connect(proxy.address(), 20).ask(proxy.spelled(GET))) {
            gate.awaitArrival();
            Patience.until("all have asked", Patience.USUAL, () -> proxy.census().get("exchanges") == 20);
            gate.open();
            assertThat(crowd.await()).extracting(Crowd.Outcome::checksum).containsOnly(BODY.checksum());
        }
        assertThat(origin.asked()).hasSize(2);
    }

    @Scenario
    void it_goes_on_a_few_times_as_long_as_something_comes(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(THIRD, 1000, 1000);
        assertThat(get(stage.proxy()).body()).isEqualTo(BYTES);
        assertThat(origin.asked()).hasSize(4);
    }

    @Scenario
    void there_is_an_end_to_it(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(THIRD, 1000, 1000, 1000);
        var proxy = stage.proxy();
        assertThat(getUntilCut(proxy)).isEqualTo(Arrays.copyOf(BYTES, THIRD + 3000));
        assertThat(origin.asked()).hasSize(4);
    }

    @Scenario
    void where_nothing_more_comes_it_is_not_tried_again(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(THIRD, 0);
        assertThat(getUntilCut(stage.proxy())).isEqualTo(Arrays.copyOf(BYTES, THIRD));
        assertThat(origin.asked()).hasSize(2);
    }

    @Scenario
    void two_versions_are_never_mixed(Stage stage) {
        var origin = on(stage, "\"1\"").breakAfter(THIRD);
        var breaking = stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) origin.becomes(OTHER, "\"2\"");
            origin.answer(exchange);
        });
        var proxy = stage.proxy();
        assertThat(getUntilCut(proxy)).isEqualTo(Arrays.copyOf(BYTES, THIRD));
        assertThat(breaking.requestCount()).isEqualTo(2);
        assertThat(proxy.log(1)).isNotEmpty();
        var now = get(proxy);
        assertThat(isHit(now)).isFalse();
        assertThat(now.body()).isEqualTo(OTHER);
    }

    @Scenario
    void an_origin_that_does_not_heed_if_range_is_not_believed(Stage stage) {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) {
                exchange.answer("< 206 Partial Content\n< ETag: \"2\"\n< Content-Range: bytes 3-5/6\n<\n< xyz");
            } else {
                exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< ETag: \"1\"\n< Accept-Ranges: bytes\n< Content-Length: 6");
                exchange.send("abc");
                exchange.close();
            }
        });
        assertThat(getUntilCut(stage.proxy())).isEqualTo("abc".getBytes(StandardCharsets.US_ASCII));
    }

    @Scenario
    void without_a_strong_validator_clients_are_cut(Stage stage) {
        var origin = on(stage, "W/\"1\"").breakAfter(THIRD);
        assertThat(getUntilCut(stage.proxy())).isEqualTo(Arrays.copyOf(BYTES, THIRD));
        assertThat(origin.asked()).hasSize(1);
    }

    @Scenario
    void an_origin_that_never_spoke_of_ranges_is_not_asked_for_one(Stage stage) {
        var origin = on(stage, "\"1\"").forgetRanges().breakAfter(THIRD);
        assertThat(getUntilCut(stage.proxy())).isEqualTo(Arrays.copyOf(BYTES, THIRD));
        assertThat(origin.asked()).hasSize(1);
    }

    @Scenario
    void an_origin_that_stalls_is_asked_for_the_rest(Stage stage) {
        var origin = new RangedOrigin(BYTES, "\"1\"");
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) {
                origin.answer(exchange);
            } else {
                exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n< ETag: \"1\"\n< Accept-Ranges: bytes\n< Content-Length: %d".formatted(BYTES.length));
                exchange.out().write(BYTES, 0, THIRD);
                exchange.stall(Patience.USUAL);
            }
        });
        assertThat(get(stage.proxy("timeouts: {response-idle: 1s}")).body()).isEqualTo(BYTES);
    }

    @Scenario
    void a_client_that_leaves_takes_the_request_for_the_rest_with_it(Stage stage) {
        var origin = new RangedOrigin(BYTES, "\"1\"").breakAfter(THIRD);
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Range")) exchange.stall(Patience.USUAL);
            else origin.answer(exchange);
        });
        var proxy = stage.proxy();
        var client = proxy.raw().send(GET);
        stage.origin("origin.test").awaitRequests(2);
        client.reset();
        Patience.until("the origin is left alone", Patience.USUAL, () -> proxy.census().getOrDefault("origin-connections", 0L) == 0);
    }
}
