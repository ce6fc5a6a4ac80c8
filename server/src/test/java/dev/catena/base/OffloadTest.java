// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class OffloadTest {
    private static final Duration PLENTY = Duration.ofSeconds(30);

    @Test
    void work_runs_on_a_virtual_thread_and_its_failure_is_the_result() {
        try (var offload = new Offload("test", 1, 1, PLENTY)) {
            assertThat(offload.submit(() -> Thread.currentThread().isVirtual())).succeedsWithin(PLENTY).isEqualTo(true);
            assertThat(offload.submit(() -> { throw new IllegalStateException("no"); })).failsWithin(PLENTY)
                .withThrowableThat().withRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void what_finds_no_place_is_rejected_at_once() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        try (var offload = new Offload("test", 1, 1, PLENTY)) {
            var running = offload.submit(() -> {
                begun.countDown();
                return release.await(30, TimeUnit.SECONDS);
            });
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            var waiting = offload.submit(() -> 2);
            assertThat(offload.waiting()).isEqualTo(1);
            assertThat(failure(offload.submit(() -> 3))).isInstanceOf(RejectedExecutionException.class).hasMessageContaining("waits for test");
            release.countDown();
            assertThat(running).succeedsWithin(PLENTY);
            assertThat(waiting).succeedsWithin(PLENTY).isEqualTo(2);
        }
    }

    @Test
    void at_the_deadline_work_is_interrupted_and_what_waits_never_begins() throws InterruptedException {
        var interrupted = new CountDownLatch(1);
        try (var offload = new Offload("test", 1, 1, Duration.ofMillis(50))) {
            var running = offload.submit(() -> {
                try {
                    return new CountDownLatch(1).await(30, TimeUnit.SECONDS);
                } finally {
                    interrupted.countDown();
                }
            });
            assertThat(running).failsWithin(PLENTY).withThrowableThat().withRootCauseInstanceOf(TimeoutException.class);
            assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void after_the_end_nothing_is_taken() {
        var offload = new Offload("test", 1, 1, PLENTY);
        offload.close();
        assertThat(failure(offload.submit(() -> 1))).isInstanceOf(RejectedExecutionException.class).hasMessageContaining("has ended");
    }

    private static Throwable failure(CompletionStage<?> stage) {
        return ((CompletableFuture<?>) stage).exceptionNow();
    }
}
