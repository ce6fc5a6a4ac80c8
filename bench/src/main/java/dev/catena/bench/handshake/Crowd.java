// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Threads that do the same, each for itself. */
record Crowd(Runnable deed) implements Work {
    private static final int CLIENTS = 8;

    @Override
    public long during(Duration time) {
        var done = new LongAdder();
        var failure = new AtomicReference<@Nullable Throwable>();
        long end = System.nanoTime() + time.toNanos();
        var clients = Stream.generate(() -> Thread.ofPlatform().start(() -> {
            try {
                while (System.nanoTime() < end && failure.get() == null) {
                    deed.run();
                    done.increment();
                }
            } catch (RuntimeException | AssertionError wrong) {
                failure.set(wrong);
            }
        })).limit(CLIENTS).toList();
        for (var client : clients) {
            try {
                client.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        var wrong = failure.get();
        if (wrong != null) throw new IllegalStateException(wrong);
        return Math.max(1, done.sum());
    }
}
