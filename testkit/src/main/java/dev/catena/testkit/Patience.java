// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How long a test waits for one thing before it says that the thing never came. */
public final class Patience {
    /** What actors use when the test names nothing else: long enough for a busy machine, short enough for a hung one. */
    public static final Duration USUAL = Duration.ofSeconds(10);

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Duration whole;
    private final long endNanos;

    private Patience(Duration whole) {
        this.whole = whole;
        this.endNanos = System.nanoTime() + whole.toNanos();
    }

    /** Patience that begins now. */
    public static Patience of(Duration whole) {
        return new Patience(whole);
    }

    /** {@link #USUAL}, beginning now. */
    public static Patience usual() {
        return of(USUAL);
    }

    /** Waits until {@code holds}; fails with {@code what} when it never does. For conditions that nobody announces. */
    public static void until(String what, Duration whole, BooleanSupplier holds) {
        var patience = of(whole);
        while (!holds.getAsBoolean()) {
            if (patience.isOver()) {
                throw new Exhausted(what, whole);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    public boolean isOver() {
        return nanosLeft() <= 0;
    }

    /** What is left, in nanoseconds; zero or less when it is over. */
    public long nanosLeft() {
        return endNanos - System.nanoTime();
    }

    /** What is left for a socket's time-out, in milliseconds: at least 1, as 0 would mean for ever. */
    int millisLeft() {
        return Math.clamp(TimeUnit.NANOSECONDS.toMillis(nanosLeft()), 1, Integer.MAX_VALUE);
    }

    Exhausted exhausted(String what) {
        return new Exhausted(what, whole);
    }

    /** Something did not happen in time. */
    public static final class Exhausted extends AssertionError {
        Exhausted(String what, Duration whole) {
            super("waited %d ms in vain: %s".formatted(whole.toMillis(), what));
        }
    }
}
