// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class TestClockTest {
    @Test
    void time_moves_only_when_the_test_moves_it() {
        var clock = new TestClock();
        assertThat(clock.instant()).isEqualTo(TestClock.START);
        clock.advance(Duration.ofSeconds(61));
        assertThat(clock.instant()).isEqualTo(TestClock.START.plusSeconds(61));
        clock.set(Instant.EPOCH);
        assertThat(clock.millis()).isZero();
    }

    @Test
    void the_same_clock_is_read_in_every_zone() {
        var clock = new TestClock();
        var elsewhere = clock.withZone(ZoneId.of("Asia/Tokyo"));
        clock.advance(Duration.ofHours(1));
        assertThat(elsewhere.instant()).isEqualTo(clock.instant());
        assertThat(elsewhere.getZone().getId()).isEqualTo("Asia/Tokyo");
    }
}
