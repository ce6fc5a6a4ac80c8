// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final long NOW = Instant.parse("2026-11-22T00:00:00Z").getEpochSecond();
    private static final long EXAMPLE = Instant.parse("1994-11-06T08:49:37Z").getEpochSecond();

    @ParameterizedTest
    @ValueSource(strings = {
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "sun, 06 nov 1994 08:49:37 gmt", "SUN, 06 NOV 1994 08:49:37 GMT", "SUNDAY, 06-NOV-94 08:49:37 gMt", "sUN nOV  6 08:49:37 1994"})
    void the_three_formats_are_read_in_any_case(String text) {
        assertThat(HttpDate.parse(text, NOW)).hasValue(EXAMPLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "0", "-1", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 AEST", "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37", "Sun 06 Nov 1994 08:49:37 GMT", "Sun, 06-Nov-1994 08:49:37 GMT", "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 94 08:49:37 GMT", "Sun,  06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994  08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08.49.37 GMT", "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 06 Foo 1994 08:49:37 GMT", "Foo, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT",
        "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT", "Sun, 06 Nov 1994 08:49:61 GMT", "Sun, 06 Nov 1994 08:49:37 GMT "})
    void anything_else_is_no_date(String text) {
        assertThat(HttpDate.parse(text, NOW)).isEmpty();
    }

    @Test
    void a_two_digit_year_is_at_most_fifty_years_ahead() {
        assertThat(HttpDate.parse("Sunday, 06-Nov-76 08:49:37 GMT", NOW)).hasValue(at("2076-11-06T08:49:37Z"));
        assertThat(HttpDate.parse("Sunday, 06-Nov-77 08:49:37 GMT", NOW)).hasValue(at("1977-11-06T08:49:37Z"));
        assertThat(HttpDate.parse("Sunday, 06-Nov-05 08:49:37 GMT", at("2098-01-01T00:00:00Z"))).hasValue(at("2105-11-06T08:49:37Z"));
    }

    @Test
    void a_date_read_again_means_the_same() {
        for (var text : new String[] {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-76 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"}) {
            assertThat(HttpDate.parse(text, NOW)).isPresent().isEqualTo(HttpDate.parse(text, NOW));
        }
        assertThat(HttpDate.parse("Sunday, 06-Nov-76 08:49:37 GMT", at("2010-01-01T00:00:00Z"))).hasValue(at("1976-11-06T08:49:37Z"));
    }

    @Test
    void far_futures_and_leap_seconds_are_dates() {
        assertThat(HttpDate.parse("Fri, 31 Dec 9999 23:59:59 GMT", NOW)).hasValue(at("9999-12-31T23:59:59Z"));
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT", NOW)).hasValue(at("2017-01-01T00:00:00Z"));
    }

    @Test
    void what_is_printed_is_read_back() {
        assertThat(HttpDate.print(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(new String(HttpDate.wire(EXAMPLE), StandardCharsets.ISO_8859_1)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.wire(EXAMPLE)).isSameAs(HttpDate.wire(EXAMPLE));
        assertThat(new String(HttpDate.wire(EXAMPLE + 1), StandardCharsets.ISO_8859_1)).isEqualTo("Sun, 06 Nov 1994 08:49:38 GMT");
    }

    private static long at(String instant) {
        return Instant.parse(instant).getEpochSecond();
    }
}
