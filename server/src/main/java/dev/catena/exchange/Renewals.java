// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Inquiry;
import dev.catena.cache.Renewal;
import java.time.InstantSource;

/**
 * Popular responses that will be renewed before they become stale, in the order in which they are due: each by a request like the one that found it
 * popular, on the account of who sent that. What is a client's own, a log-in or a cookie, is not kept. Any thread.
 *
 * <p>Bounded: what is due the latest gives way, and is renewed when a client asks for it late in its life.
 */
public final class Renewals {
    /** Requests kept, and bytes of each: 16 MiB at the worst. */
    static final int KEPT_MAX = 2048;
    static final int REQUEST_BYTES_MAX = 8 << 10;

    /** What may not begin yet is looked at again after that. */
    private static final long AGAIN_MILLIS = 1000;

    private record Due(Worker worker, Background.Account account, Inquiry inquiry, Renewal renewal) {}

    private final InstantSource clock;
    private final Agenda<Due> kept = new Agenda<>(KEPT_MAX);

    public Renewals(InstantSource clock) {
        this.clock = clock;
    }

    /** @param inquiry as its client made it; without a body */
    void add(Worker worker, Background.Account account, Inquiry inquiry, Renewal renewal) {
        if (inquiry.request().headers().footprint() > REQUEST_BYTES_MAX) return;
        kept.add(renewal.dueMillis(), new Due(worker, account, inquiry, renewal));
    }

    /** Begins what is due and may. */
    void begin() {
        long now = clock.millis();
        for (var due : kept.due(now)) {
            switch (due.worker.snapshot().get().cache().begin(due.renewal)) {
                case Renewal.Leave.Now(var refresh) -> Background.refresh(due.worker, due.account, due.inquiry, null, refresh);
                case Renewal.Leave.Later() -> kept.add(now + AGAIN_MILLIS, due);
                case Renewal.Leave.Never() -> { }
            }
        }
    }

    /** Such renewals are not wanted any more. */
    void clear() {
        kept.clear();
    }
}
