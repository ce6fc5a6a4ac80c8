// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.RefusalCode;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.ExchangeRecord.Kind;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class W3cLineTest {
    private final W3cLine format = new W3cLine(QueryText.REDACT, "proxy1", () -> Instant.parse("2026-11-22T09:00:00.5Z"));

    @Test
    void a_file_begins_with_the_names_of_its_fields() {
        assertThat(format.preamble().lines()).startsWith("#Software: Catena", "#Version: 1.0", "#Date: 2026-11-22 09:00:00");
        assertThat(format.preamble()).endsWith("\trule\taction\n").contains("#Fields: c-ip\tcs-username\t");
    }

    @Test
    void a_request() {
        assertThat(Exchanges.line(format, Exchanges.fetched(e -> {
            e.user = "CORP\\m\u00fcller";
            e.userAgent = "Mozilla/5.0 (X11)";
        }))).isEqualTo(String.join("\t", "10.0.0.5", "CORP\\m\u00fcller", "Mozilla/5.0 (X11)", "Y", "2026-11-22", "09:12:13", "w3proxy", "proxy1", "-", "example.test",
            "192.0.2.7", "80", "21", "12", "3456", "http", "TCP", "GET", "http://example.test/a?", "text/html", "Inet", "200", "rest", "Allowed") + "\n");
    }

    @Test
    void a_tunnel() {
        assertThat(fields(e -> {
            e.kind = Kind.TUNNEL;
            e.method = "CONNECT";
            e.target = "[2001:db8::1]:443";
            e.destination = "[2001:db8::1]:443";
            e.cache = CacheResult.NONE;
            e.contentType = "";
        })).containsEntry("cs-protocol", "SSL-tunnel").containsEntry("cs-uri", "[2001:db8::1]:443").containsEntry("r-host", "[2001:db8::1]").containsEntry("r-port", "443")
            .containsEntry("cs-mime-type", "-").containsEntry("s-object-source", "Inet").containsEntry("cs-username", "anonymous").containsEntry("sc-authenticated", "N");
    }

    @Test
    void whom_another_proxy_vouches_for_has_not_logged_in_here() {
        assertThat(fields(e -> {
            e.user = "mary";
            e.vouchedBy = "CORP\\branch7";
        })).containsEntry("cs-username", "mary").containsEntry("sc-authenticated", "N").containsEntry("cs-referred", "CORP\\branch7");
    }

    @Test
    void what_is_published_and_what_we_ask_for_ourselves() {
        assertThat(fields(e -> e.target = "/a")).containsEntry("s-svcname", "w3reverseproxy").containsEntry("cs-uri", "http://example.test/a");
        assertThat(fields(e -> e.kind = Kind.REFRESH)).containsEntry("c-agent", "Catena");
    }

    @ParameterizedTest
    @CsvSource({"HIT, 0, 200, uri-miss, Cache", "HIT, 0, 304, uri-miss, NotModified", "REVALIDATED, 1, 200, stale, VCache", "STALE, 1, 200, stale, NVCache",
        "STALE, 0, 200, stale, Cache", "MISS, 1, 200, stale: no-cache, VFInet", "BYPASS, 1, 200, bypass, Inet", "NONE, 1, 200, '', Inet"})
    void the_source_is_in_isa_servers_words(CacheResult cache, int attempts, int status, String reason, String source) {
        assertThat(fields(e -> {
            e.cache = cache;
            e.attempts = attempts;
            e.status = status;
            e.cacheReason = reason;
        })).containsEntry("s-object-source", source);
    }

    @Test
    void an_upstream_is_a_source_of_its_own() {
        assertThat(fields(e -> e.route = "head-office")).containsEntry("s-object-source", "Upstream");
    }

    @Test
    void a_refusal_has_its_number() {
        assertThat(fields(e -> refused(e, RefusalCode.POLICY_DENIED)))
            .containsEntry("sc-status", String.valueOf(RefusalCode.POLICY_DENIED.number())).containsEntry("action", "Denied").containsEntry("s-object-source", "-");
        assertThat(fields(e -> refused(e, RefusalCode.NAME_NOT_FOUND))).containsEntry("action", "Failed").containsEntry("r-ip", "-");
    }

    @Test
    void nothing_in_a_field_ends_it() {
        assertThat(fields(e -> {
            e.userAgent = "a\tb\nc\u007f";
            e.target = "http://example.test/a b\tc";
        })).containsEntry("c-agent", "a%09b%0ac%7f").containsEntry("cs-uri", "http://example.test/a%20b%09c");
    }

    private static void refused(ExchangeRecord exchange, RefusalCode code) {
        exchange.refusal = code.number();
        exchange.status = code.status();
        exchange.peer = null;
    }

    /** By the names that the preamble gives them. */
    private Map<String, String> fields(Consumer<ExchangeRecord> difference) {
        var names = format.preamble().lines().reduce((_, last) -> last).orElseThrow().substring("#Fields: ".length()).split("\t");
        var values = Exchanges.line(format, Exchanges.fetched(difference)).stripTrailing().split("\t");
        assertThat(values).hasSameSizeAs(names);
        var fields = new HashMap<String, String>();
        for (int i = 0; i < names.length; i++) fields.put(names[i], values[i]);
        return fields;
    }
}
