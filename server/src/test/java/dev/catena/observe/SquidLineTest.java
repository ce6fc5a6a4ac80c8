// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.ByteText;
import dev.catena.http.RefusalCode;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord.Kind;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SquidLineTest {
    private final SquidLine format = new SquidLine(QueryText.REDACT);

    static Stream<Arguments> exchanges() {
        return Stream.of(
            row("TCP_MISS/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> {}),
            row("TCP_MEM_HIT/200 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> fromCache(e, CacheResult.HIT)),
            row("TCP_IMS_HIT/304 3456 GET http://example.test/a? - HIER_NONE/- -", e -> {
                fromCache(e, CacheResult.HIT);
                e.status = 304;
                e.contentType = "";
            }),
            row("TCP_REFRESH_UNMODIFIED/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html",
                e -> e.cache = CacheResult.REVALIDATED),
            row("TCP_REFRESH_MODIFIED/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.cacheReason = "stale: no-cache"),
            row("TCP_REFRESH_FAIL_OLD/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.cache = CacheResult.STALE),
            row("TCP_MEM_HIT/200 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> fromCache(e, CacheResult.STALE)),
            row("TCP_CF_HIT/200 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> fromCache(e, CacheResult.COLLAPSED)),
            row("TCP_MISS/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.cache = CacheResult.BYPASS),
            row("TCP_MISS/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.cache = CacheResult.NONE),
            row("TCP_MISS/200 3456 GET http://example.test/a? - FIRSTUP_PARENT/192.0.2.7 text/html", e -> e.route = "head-office"),
            row("TCP_MISS_ABORTED/000 0 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 -", e -> {
                e.end = End.CLIENT_GONE;
                e.status = 0;
                e.bytesToClient = 0;
                e.contentType = "";
            }),
            row("TCP_MISS_TIMEDOUT/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.end = End.TIMEOUT),
            row("TCP_MISS/200 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 text/html", e -> e.end = End.ORIGIN_CUT),
            row("TCP_TUNNEL/200 3456 CONNECT example.test:443 - HIER_DIRECT/192.0.2.7 -", SquidLineTest::tunnel),
            row("TCP_TUNNEL/101 3456 GET http://example.test/a? - HIER_DIRECT/192.0.2.7 -", e -> {
                e.kind = Kind.UPGRADE;
                e.status = 101;
                e.contentType = "";
            }),
            row("TCP_DENIED/403 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> refused(e, RefusalCode.POLICY_DENIED)),
            row("TCP_DENIED/403 3456 CONNECT example.test:443 - HIER_NONE/- text/html", e -> {
                tunnel(e);
                refused(e, RefusalCode.CONNECT_PORT);
            }),
            row("NONE_NONE/502 3456 CONNECT example.test:443 - HIER_NONE/- text/html", e -> {
                tunnel(e);
                refused(e, RefusalCode.CONNECTION_REFUSED);
            }),
            row("TCP_MISS/502 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> refused(e, RefusalCode.NAME_NOT_FOUND)),
            row("TCP_MISS/504 3456 GET http://example.test/a? - HIER_NONE/- text/html", e -> refused(e, RefusalCode.RESPONSE_TIMEOUT)),
            row("NONE_NONE/400 3456 garbage error:invalid-request - HIER_NONE/- text/html", e -> {
                refused(e, RefusalCode.REQUEST_MALFORMED);
                e.method = "garbage";
                e.target = "";
            }));
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    void each_exchange_has_squids_words(String expected, ExchangeRecord exchange) {
        assertThat(Exchanges.line(format, exchange)).isEqualTo("1795338733.144     21 10.0.0.5 " + expected + "\n");
    }

    @Test
    void a_target_cannot_break_the_line_and_keeps_its_bytes() {
        var text = new ByteText();
        format.write(Exchanges.fetched(e -> e.target = "http://a/\u00e9 x\n\u0001\u007f"), text);
        assertThat(new String(text.toBytes(), StandardCharsets.ISO_8859_1)).contains(" GET http://a/\u00e9%20x%0a%01%7f - ");
    }

    @Test
    void a_user_is_quoted_as_squid_does() {
        assertThat(Exchanges.line(format, Exchanges.fetched(e -> e.user = "corp\\a b%[é]\"'")))
            .contains(" corp\\\\a b%25%5b%c3%a9%5d\"' HIER_DIRECT");
    }

    @Test
    void a_long_exchange_widens_its_column() {
        assertThat(Exchanges.line(format, Exchanges.fetched(e -> e.endNanos = 12_345_678_000_000L))).startsWith("1795351078.801 12345678 10.0.0.5 ");
    }

    private static Arguments row(String expected, Consumer<ExchangeRecord> difference) {
        return Arguments.of(expected, Exchanges.fetched(difference));
    }

    private static void fromCache(ExchangeRecord exchange, CacheResult result) {
        exchange.cache = result;
        exchange.attempts = 0;
        exchange.peer = null;
    }

    private static void tunnel(ExchangeRecord exchange) {
        exchange.kind = Kind.TUNNEL;
        exchange.method = "CONNECT";
        exchange.target = "example.test:443";
        exchange.contentType = "";
        exchange.cache = CacheResult.NONE;
    }

    private static void refused(ExchangeRecord exchange, RefusalCode code) {
        exchange.refusal = code.number();
        exchange.refusalSlug = code.slug();
        exchange.status = code.status();
        exchange.peer = null;
        exchange.attempts = 0;
        exchange.contentType = "text/html";
        exchange.end = End.REFUSED;
    }
}
