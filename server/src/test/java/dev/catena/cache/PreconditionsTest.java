// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();
    private static final String STORED =
        "Date: Sun, 22 Nov 2026 12:00:00 GMT / Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT / ETag: ";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "1"    | If-None-Match: "1"                                                                        | true
        "1"    | If-None-Match: W/"1"                                                                      | true
        W/"1"  | If-None-Match: "1"                                                                        | true
        W/"1"  | If-None-Match: W/"1"                                                                      | true
        "1"    | If-None-Match: "2"                                                                        | false
        "1"    | If-None-Match: "0", "1"                                                                   | true
        "1"    | If-None-Match: "0" / If-None-Match: "1"                                                   | true
        "a,b"  | If-None-Match: "x", "a,b"                                                                 | true
        "1"    | If-None-Match: *                                                                          | true
        "1"    | If-None-Match: "2" / If-Modified-Since: Sun, 22 Nov 2026 11:00:00 GMT                     | false
        "1"    | If-Modified-Since: Sun, 22 Nov 2026 11:00:00 GMT                                          | true
        "1"    | If-Modified-Since: Sunday, 22-Nov-26 11:00:00 GMT                                         | true
        "1"    | If-Modified-Since: Sun, 22 Nov 2026 11:30:00 GMT                                          | true
        "1"    | If-Modified-Since: Sun, 22 Nov 2026 10:59:59 GMT                                          | false
        "1"    | If-Modified-Since: yesterday                                                              | false
        "1"    | X: y                                                                                      | false
        """)
    void the_client_has_it_when_tag_or_date_say_so(String tag, String request, boolean expected) {
        assertThat(Preconditions.clientHasIt(Heads.fields(request), Heads.fields(STORED + tag), NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        "1"    | X: y                                            | true
        "1"    | If-Range: "1"                                   | true
        "1"    | If-Range: "2"                                   | false
        "1"    | If-Range: W/"1"                                 | false
        W/"1"  | If-Range: W/"1"                                 | false
        "1"    | If-Range: Sun, 22 Nov 2026 11:00:00 GMT         | true
        "1"    | If-Range: Sun, 22 Nov 2026 11:00:01 GMT         | false
        """)
    void a_range_applies_to_exactly_what_the_client_has(String tag, String request, boolean expected) {
        assertThat(Preconditions.rangeApplies(Heads.fields(request), Heads.fields(STORED + tag), NOW)).isEqualTo(expected);
    }
}
