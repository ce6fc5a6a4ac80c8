// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.CacheControl;
import dev.catena.settings.Percent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreshnessTest {
    private static final HeuristicSettings TENTH = TestSettings.heuristic("{}");
    private static final long NOW = Instant.parse("2026-11-22T12:00:00Z").getEpochSecond();

    private static Freshness of(int status, String lines) {
        var fields = Heads.fields(lines);
        return Freshness.of(status, fields, Statement.of(fields, List.of()), TENTH, NOW);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        Cache-Control: max-age=60                                                               | 60    | MAX_AGE
        Cache-Control: max-age=60, s-maxage=30                                                  | 30    | S_MAXAGE
        Cache-Control: s-maxage=90, max-age=60 / Expires: 0                                     | 90    | S_MAXAGE
        Cache-Control: max-age=60 / Expires: Sun, 22 Nov 2026 13:00:00 GMT                      | 60    | MAX_AGE
        Cache-Control: max-age=x / Expires: Sun, 22 Nov 2026 13:00:00 GMT                       | 0     | MAX_AGE
        Cache-Control: max-age=99999999999                                                      | 2147483648 | MAX_AGE
        Date: Sun, 22 Nov 2026 12:00:00 GMT / Expires: Sun, 22 Nov 2026 13:00:00 GMT            | 3600  | EXPIRES
        Date: Sun, 22 Nov 2026 10:00:00 GMT / Expires: Sun, 22 Nov 2026 11:00:00 GMT            | 3600  | EXPIRES
        Date: Sun, 22 Nov 2026 14:00:00 GMT / Expires: Sun, 22 Nov 2026 13:00:00 GMT            | 0     | EXPIRES
        Expires: Sun, 22 Nov 2026 13:00:00 GMT                                                  | 3600  | EXPIRES
        Date: nonsense / Expires: Sun, 22 Nov 2026 13:00:00 GMT                                 | 3600  | EXPIRES
        Expires: 0                                                                              | 0     | EXPIRES
        Expires: Sun, 22 Nov 2026 13:00:00 UTC                                                  | 0     | EXPIRES
        Expires: Sun, 22 Nov 2026 13:00:00 GMT / Expires: Sun, 22 Nov 2026 13:00:00 GMT         | 0     | EXPIRES
        Expires: Fri, 31 Dec 9999 23:59:59 GMT                                                  | 2147483648 | EXPIRES
        Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT                                            | 360   | HEURISTIC
        Last-Modified: Sun, 22 Nov 2020 11:00:00 GMT                                            | 86400 | HEURISTIC
        Last-Modified: Sun, 22 Nov 2027 11:00:00 GMT                                            | 0     | HEURISTIC
        ETag: "1"                                                                               | 0     | NONE
        """)
    void lifetime_comes_from_the_strongest_statement(String fields, long seconds, Freshness.Source source) {
        assertThat(of(200, fields)).isEqualTo(new Freshness(seconds, source));
    }

    @ParameterizedTest
    @CsvSource({"200, true", "204, true", "404, true", "405, true", "410, true", "414, true", "501, true",
        "201, false", "202, false", "403, false", "500, false", "502, false", "503, false", "504, false", "599, false"})
    void a_lifetime_is_guessed_for_some_statuses_only(int status, boolean guessed) {
        var fields = "Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT";
        assertThat(of(status, fields).seconds() > 0).isEqualTo(guessed);
        assertThat(of(status, fields + " / Cache-Control: public").seconds()).isEqualTo(360);
    }

    @ParameterizedTest
    @CsvSource({"1, 900", "4500, 900", "4505, 901", "432000, 86400", "8640000, 86400"})
    void the_rule_of_the_original_gives_a_fifth_between_a_quarter_of_an_hour_and_a_day(long unchanged, long expected) {
        assertThat(TestSettings.heuristic("{preset: proxy-2}").lifetime(unchanged)).isEqualTo(expected);
        assertThat(TestSettings.heuristic("{fraction: 20%, min: 15m, max: 1d}").lifetime(unchanged)).isEqualTo(expected);
    }

    @Test
    void no_lifetime_is_guessed_where_the_settings_forbid_it() {
        var fields = Heads.fields("Last-Modified: Sun, 22 Nov 2026 11:00:00 GMT");
        var none = TestSettings.heuristic("{fraction: 0%}");
        assertThat(Freshness.of(200, fields, new Statement(CacheControl.NONE, ""), none, NOW).source()).isEqualTo(Freshness.Source.NONE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        X: y                                           | 0     | 0
        Age: 100                                       | 0     | 100
        Age: 100                                       | 3     | 103
        Age: 100 / Age: 7                              | 0     | 100
        Age: 100, 7                                    | 0     | 100
        Age: 7200.0                                    | 0     | 0
        Age: -5                                        | 0     | 0
        Age: x                                         | 0     | 0
        Age: 2147483648                                | 0     | 2147483648
        Age: 99999999999999999999                      | 3     | 2147483648
        Date: Sun, 22 Nov 2026 11:59:00 GMT            | 0     | 60
        Date: Sun, 22 Nov 2026 11:59:00 GMT / Age: 10  | 5     | 60
        Date: Sun, 22 Nov 2026 11:59:00 GMT / Age: 80  | 5     | 85
        Date: Sun, 22 Nov 2026 13:00:00 GMT            | 4     | 4
        """)
    void age_counts_what_others_said_the_clock_and_the_delay(String fields, long delaySeconds, long age) {
        assertThat(Freshness.initialAge(Heads.fields(fields), (NOW - delaySeconds) * 1000, NOW * 1000)).isEqualTo(age);
    }
}
