// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefreshesTest {
    private final Refreshes refreshes = new Refreshes();

    @Test
    void there_is_one_at_a_time_for_each_response() {
        assertThat(refreshes.begin("a", 0)).isTrue();
        assertThat(refreshes.begin("a", 0)).isFalse();
        assertThat(refreshes.begin("b", 0)).isTrue();
        refreshes.end("a", true, 5);
        assertThat(refreshes.begin("a", 5)).isTrue();
    }

    @Test
    void they_come_more_seldom_the_more_often_they_bring_nothing() {
        long now = 0;
        for (long wait = Refreshes.WAIT_MIN_MILLIS; wait < 100_000; wait *= 2) {
            assertThat(refreshes.begin("a", now)).isTrue();
            refreshes.end("a", false, now);
            assertThat(refreshes.begin("a", now + wait - 1)).isFalse();
            now += wait;
        }
        for (int i = 0; i < 3; i++) {
            assertThat(refreshes.begin("a", now += Refreshes.WAIT_MAX_MILLIS)).isTrue();
            refreshes.end("a", false, now);
        }
        assertThat(refreshes.begin("a", now + Refreshes.WAIT_MAX_MILLIS)).isTrue();
        refreshes.end("a", true, now);
        assertThat(refreshes.begin("a", now)).isTrue();
    }

    @Test
    void there_are_few_altogether() {
        for (int i = 0; i < Refreshes.UNDER_WAY_MAX; i++) assertThat(refreshes.begin("url " + i, 0)).isTrue();
        assertThat(refreshes.begin("one more", 0)).isFalse();
        refreshes.end("url 0", true, 0);
        assertThat(refreshes.begin("one more", 0)).isTrue();
    }
}
