// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.store.Terms;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AheadTest {
    @ParameterizedTest
    @CsvSource({"100, 0, 21, false", "100, 0, 20, true", "100, 0, 1, true", "100, 0, 0, false", "100, 50, 11, false", "100, 50, 10, true"})
    void the_last_fifth_of_the_life_it_has_here_counts(long lifetime, long initialAge, long ttl, boolean late) {
        assertThat(Ahead.isLate(new Terms(0, initialAge, lifetime, -1, -1, Set.of()), ttl)).isEqualTo(late);
    }

    @ParameterizedTest
    @CsvSource({"100, 0, 80", "100, 50, 40", "4, 0, 4", "10, 1, 8"})
    void it_is_due_when_that_begins(long lifetime, long initialAge, long seconds) {
        var terms = new Terms(5, initialAge, lifetime, -1, -1, Set.of());
        assertThat(Ahead.dueMillis(terms)).isEqualTo(5 + seconds * 1000);
        assertThat(Ahead.isLate(terms, lifetime - terms.age(5 + seconds * 1000))).isEqualTo(lifetime > seconds + initialAge);
    }

    @Test
    void the_budget_is_for_a_minute() {
        var ahead = new Ahead();
        assertThat(ahead.take(2, 0)).isTrue();
        assertThat(ahead.take(2, 59_999)).isTrue();
        assertThat(ahead.take(2, 59_999)).isFalse();
        ahead.giveBack();
        assertThat(ahead.take(2, 59_999)).isTrue();
        assertThat(ahead.take(2, 60_000)).isTrue();
    }
}
