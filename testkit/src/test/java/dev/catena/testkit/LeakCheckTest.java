// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void what_comes_back_to_zero_is_no_leak() {
        var open = new AtomicLong(3);
        new LeakCheck().gauge("connections", open::getAndDecrement).check(Duration.ofSeconds(5));
        assertThat(open).hasValueLessThan(0);
    }

    @Test
    void what_stays_is_named() {
        assertThatThrownBy(() -> new LeakCheck().gauge("connections", () -> 2).gauge("tunnels", () -> 0).check(SHORT))
                .hasMessageContaining("left behind after 100 ms: 2 connections");
    }

    @Test
    void a_thread_that_goes_on_is_named() throws InterruptedException {
        var gate = new Gate();
        var thread = Thread.ofPlatform().name("leaky-1").start(gate::pass);
        assertThatThrownBy(() -> new LeakCheck().threads("leaky-").check(SHORT)).hasMessageContaining("thread leaky-1");
        gate.open();
        new LeakCheck().threads("leaky-").check(Patience.USUAL);
        thread.join();
    }
}
