// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord.Kind;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What is special about it; the scenario {@code AccessLogFormatsTest} compares the rest with nginx. */
class CombinedLineTest {
    @Test
    void a_request() {
        assertThat(line(e -> {
            e.user = "mary";
            e.userAgent = "curl/8.1";
            e.referrer = "http://example.test/from?secret=1";
        })).isEqualTo("""
            10.0.0.5 - mary [22/Nov/2026:09:12:13 +0000] "GET http://example.test/a? HTTP/1.1" 200 3000 "http://example.test/from?" "curl/8.1"
            """);
    }

    @Test
    void a_tunnel_and_a_client_that_left() {
        assertThat(line(e -> {
            e.kind = Kind.TUNNEL;
            e.method = "CONNECT";
            e.target = "example.test:443";
        })).contains("\"CONNECT example.test:443 HTTP/1.1\" 200 3000 \"-\" \"-\"");
        assertThat(line(e -> {
            e.status = 0;
            e.end = End.CLIENT_GONE;
            e.bodyBytesToClient = 0;
        })).contains("\" 499 0 \"-\"");
    }

    @Test
    void no_word_of_a_client_ends_a_text_or_the_line() {
        assertThat(line(e -> {
            e.user = "CORP\\m\u00fcller smith";
            e.method = "G\"T";
            e.userAgent = "a\"b\\c\n\u007f\u00e9";
            e.referrer = "http://user:secret@example.test/";
        })).contains(" - CORP\\x5Cm\\xC3\\xBCller\\x20smith [").contains("\"G\\x22T http").endsWith(" \"http://example.test/\" \"a\\x22b\\x5Cc\\x0A\\x7F\\xE9\"\n");
    }

    private static String line(Consumer<ExchangeRecord> difference) {
        return Exchanges.line(new CombinedLine(QueryText.REDACT), Exchanges.fetched(exchange -> {
            exchange.bodyBytesToClient = 3000;
            difference.accept(exchange);
        }));
    }
}
