// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.TestClock;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress THERE = InetAddress.ofLiteral("192.0.2.2");

    private final TestClock clock = new TestClock();
    private final Throttle throttle = new Throttle(new ThrottleSettings(3, 30, Duration.ofSeconds(1), Duration.ofSeconds(10), 9, Duration.ofMinutes(10), 8), clock);

    @Test
    void each_failure_after_the_free_ones_doubles_the_time() {
        for (int i = 0; i < 3; i++) throttle.failed("alice", HERE);
        assertThat(throttle.refusedFor("alice", HERE)).isZero();
        for (long seconds : new long[] {1, 2, 4, 8, 10, 10}) {
            throttle.failed("ALICE", HERE);
            assertThat(throttle.refusedFor("alice", HERE)).hasSeconds(seconds);
        }
        clock.advance(Duration.ofSeconds(10));
        assertThat(throttle.refusedFor("alice", HERE)).isZero();
    }

    @Test
    void nobody_can_keep_somebody_else_out() {
        for (int i = 0; i < 5; i++) throttle.failed("alice", HERE);
        assertThat(throttle.refusedFor("alice", THERE)).isZero();
        assertThat(throttle.refusedFor("bob", HERE)).isZero();
    }

    @Test
    void an_address_that_tries_many_accounts_is_refused_altogether() {
        for (int i = 0; i <= 30; i++) throttle.failed("user" + i, HERE);
        assertThat(throttle.refusedFor("somebody", HERE)).isPositive();
        assertThat(throttle.refusedFor("somebody", THERE)).isZero();
    }

    @Test
    void an_ipv6_customer_has_one_address() {
        for (int i = 0; i < 4; i++) throttle.failed("alice", InetAddress.ofLiteral("2001:db8::" + i));
        assertThat(throttle.refusedFor("alice", InetAddress.ofLiteral("2001:db8::ffff"))).isPositive();
        assertThat(throttle.refusedFor("alice", InetAddress.ofLiteral("2001:db8:0:1::1"))).isZero();
    }

    @Test
    void success_and_quiet_are_forgiving() {
        for (int i = 0; i < 3; i++) throttle.failed("alice", HERE);
        throttle.succeeded("alice", HERE);
        throttle.failed("alice", HERE);
        assertThat(throttle.refusedFor("alice", HERE)).isZero();

        for (int i = 0; i < 3; i++) throttle.failed("bob", HERE);
        clock.advance(Duration.ofSeconds(21));
        throttle.failed("bob", HERE);
        assertThat(throttle.refusedFor("bob", HERE)).isZero();
    }

    @Test
    void the_table_is_bounded() {
        for (int i = 0; i < 100; i++) throttle.failed("user" + i, InetAddress.ofLiteral("192.0.2." + i));
        assertThat(throttle.size()).isEqualTo(8);
    }
}
