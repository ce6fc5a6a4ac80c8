// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The single values a rule's match is written with. */
class RuleScalarsTest {

    @ParameterizedTest
    @CsvSource({
        // 2 November 2026 is a Monday.
        "mon-fri 08:00-18:00, 2026-11-02T08:00, true", "mon-fri 08:00-18:00, 2026-11-02T07:59, false", "mon-fri 08:00-18:00, 2026-11-06T17:59, true",
        "mon-fri 08:00-18:00, 2026-11-06T18:00, false", "mon-fri 08:00-18:00, 2026-11-07T12:00, false", "sat-mon 00:00-24:00, 2026-11-02T23:59, true",
        "sat-mon 00:00-24:00, 2026-11-03T00:00, false", "fri 22:00-06:00, 2026-11-07T05:59, true", "fri 22:00-06:00, 2026-11-07T06:00, false", "sun 10:00-11:00, 2026-11-08T10:30, true"})
    void a_time_window_contains_its_first_minute_and_not_its_last(String window, LocalDateTime moment, boolean contained) {
        assertThat(TimeWindow.parse(window).contains(moment)).isEqualTo(contained);
        assertThat(TimeWindow.parse(window)).hasToString(window);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mon", "08:00-18:00", "mon-fri", "mon 08:00-08:00", "mon 08:00-25:00", "mon 08:61-09:00", "mno 08:00-09:00", "mon 24:00-24:00"})
    void a_wrong_time_window_is_refused(String text) {
        assertThatThrownBy(() -> TimeWindow.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_empty_match_matches_all() {
        assertThat(MatchSettings.any().matchesAll()).isTrue();
    }
}
