// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks every second for {@link Renewals} that are due, while {@code cache.active} is on. Works on one event loop. */
public final class Rounds {
    private static final long PERIOD_MILLIS = 1000;

    private final Worker worker;
    private @Nullable ScheduledFuture<?> timer;

    public Rounds(Worker worker) {
        this.worker = worker;
    }

    /** The settings changed, or are new. Any thread. */
    public void reconsider() {
        worker.context().execute(() -> {
            boolean needed = worker.snapshot().get().cache().renewsAhead();
            if (needed && timer == null) {
                timer = worker.context().loop().scheduleWithFixedDelay(worker.renewals()::begin, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
            } else if (!needed && timer != null) {
                timer.cancel(false);
                timer = null;
                worker.renewals().clear();
            }
        });
    }
}
