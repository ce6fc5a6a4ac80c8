// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.WireBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevalidationTest {
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();
    private static final String DATE = "Date: Sun, 22 Nov 2026 11:00:00 GMT\n";

    @Test
    void what_ends_at_this_hop_is_not_stored() {
        var stored = Revalidation.storable(Heads.fields(DATE + """
            Content-Length: 5
            Connection: close, X-Hop
            X-Hop: 1
            Keep-Alive: timeout=5
            Proxy-Authenticate: Basic
            Transfer-Encoding: chunked
            Age: 7
            Via: 1.1 other
            Cache-Status: other; hit
            Set-Cookie: a=b
            X-End: 2
            """), List.of(), NOW);
        assertThat(stored).isEqualTo(Heads.fields(DATE + "Via: 1.1 other\nCache-Status: other; hit\nSet-Cookie: a=b\nX-End: 2"));
    }

    @ParameterizedTest
    @CsvSource({"X: y", "Date: rubbish", "Date: 0"})
    void a_missing_or_invalid_date_is_the_time_of_receipt(String fields) {
        assertThat(Revalidation.storable(Heads.fields(fields), List.of(), NOW).toString()).contains("Date: Sun, 22 Nov 2026 12:00:00 GMT\n")
            .doesNotContain("rubbish");
    }

    @Test
    void conditions_are_made_of_the_stored_validators() {
        assertThat(Revalidation.conditions(Heads.fields("ETag: W/\"1\" / Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT")))
            .isEqualTo(Heads.fields("If-None-Match: W/\"1\" / If-Modified-Since: Sun, 22 Nov 2026 11:00:00 GMT"));
        assertThat(Revalidation.conditions(Heads.fields("X: y")).size()).isZero();
    }

    @Test
    void a_304_replaces_what_it_names_and_keeps_the_rest() {
        var updated = Revalidation.updated(Heads.fields(DATE + """
            Content-Type: text/plain
            Content-Encoding: gzip
            X-Kept: 1
            X-List: a
            X-List: b
            """), Heads.fields("""
            Date: Sun, 22 Nov 2026 11:30:00 GMT
            Content-Length: 0
            Content-Encoding: br
            Content-Type: text/html
            Connection: x-hop
            X-Hop: 1
            x-list: c
            Age: 3
            """), List.of(), NOW);
        assertThat(updated).isEqualTo(Heads.fields("""
            Content-Encoding: gzip
            X-Kept: 1
            Date: Sun, 22 Nov 2026 11:30:00 GMT
            Content-Type: text/html
            x-list: c
            """));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', value = {"ETag: \"1\", true", "ETag: \"2\", false", "ETag: W/\"2\", true", "X: y, true"})
    void a_304_with_another_strong_tag_is_about_something_else(String notModified, boolean expected) {
        assertThat(Revalidation.updates(Heads.fields(notModified), Heads.fields("ETag: \"1\""))).isEqualTo(expected);
    }

    @Test
    void our_own_304_carries_what_a_client_needs_to_update_its_copy() {
        var out = new WireBuffer(100);
        Revalidation.writeNotModified(Heads.fields(DATE + "Content-Type: text/plain\nETag: \"1\"\nX: y\nVary: Foo"), out);
        assertThat(out.toString()).isEqualTo("Date: Sun, 22 Nov 2026 11:00:00 GMT\r\nETag: \"1\"\r\nVary: Foo\r\n");
    }
}
