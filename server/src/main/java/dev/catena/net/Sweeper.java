// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The deadlines of all connections of one event loop: one timer that looks at each of them a few times a second,
 * instead of a timer a connection. Setting a deadline is one assignment; it strikes up to {@link #PERIOD} late.
 *
 * <p>Owner: one event loop. The timer runs only while something is watched.
 */
public final class Sweeper {
    /** How often the deadlines are looked at. */
    public static final Duration PERIOD = Duration.ofMillis(250);

    private final EventLoop loop;
    private final Watch head = new Watch() {
        @Override
        protected void expired() {}
    };
    private @Nullable ScheduledFuture<?> timer;

    public Sweeper(EventLoop loop) {
        this.loop = loop;
    }

    /** Something with a deadline. A subclass says what happens when it strikes. */
    public abstract static class Watch {
        private Watch next = this;
        private Watch previous = this;
        private long deadlineNanos = Long.MAX_VALUE;

        /** The deadline struck; it is off until set again. May add and remove watches. */
        protected abstract void expired();

        /** Strikes after this time from now; replaces an earlier deadline. */
        public final void within(Duration time) {
            deadlineNanos = System.nanoTime() + time.toNanos();
        }

        /** The same, where the moment is known: {@link System#nanoTime}. */
        public final void within(Duration time, long now) {
            deadlineNanos = now + time.toNanos();
        }

        public final void within(long nanos) {
            deadlineNanos = System.nanoTime() + nanos;
        }

        /** Strikes no more until set again. */
        public final void off() {
            deadlineNanos = Long.MAX_VALUE;
        }

        final boolean isWatched() {
            return next != this;
        }
    }

    public void add(Watch watch) {
        if (watch.isWatched()) return;
        watch.next = head.next;
        watch.previous = head;
        head.next.previous = watch;
        head.next = watch;
        if (timer == null) {
            timer = loop.scheduleWithFixedDelay(this::sweep, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    public void remove(Watch watch) {
        if (!watch.isWatched()) return;
        watch.previous.next = watch.next;
        watch.next.previous = watch.previous;
        watch.next = watch;
        watch.previous = watch;
        if (head.next == head && timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void sweep() {
        long now = System.nanoTime();
        var watch = head.next;
        while (watch != head) {
            var following = watch.next;
            if (watch.deadlineNanos != Long.MAX_VALUE && watch.deadlineNanos - now <= 0) {
                watch.deadlineNanos = Long.MAX_VALUE;
                watch.expired();
                // it may have removed its neighbour: begin again, the struck ones are off
                following = following == head || following.isWatched() ? following : head.next;
            }
            watch = following;
        }
    }
}
