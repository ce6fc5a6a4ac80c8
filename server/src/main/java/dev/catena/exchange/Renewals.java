// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Inquiry;
import dev.catena.cache.Renewal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

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

    private record Due(long millis, long number, Worker worker, Background.Account account, Inquiry inquiry, Renewal renewal) {
        Due again(long nowMillis) {
            return new Due(nowMillis + AGAIN_MILLIS, number, worker, account, inquiry, renewal);
        }
    }

    private final InstantSource clock;
    private final TreeSet<Due> kept = new TreeSet<>(Comparator.comparingLong(Due::millis).thenComparingLong(Due::number));
    private long number;

    public Renewals(InstantSource clock) {
        this.clock = clock;
    }

    /** @param inquiry as its client made it; without a body */
    synchronized void add(Worker worker, Background.Account account, Inquiry inquiry, Renewal renewal) {
        if (inquiry.request().headers().footprint() > REQUEST_BYTES_MAX) return;
        kept.add(new Due(renewal.dueMillis(), number++, worker, account, inquiry, renewal));
        if (kept.size() > KEPT_MAX) kept.pollLast();
    }

    /** Begins what is due and may. */
    void begin() {
        long now = clock.millis();
        for (var due : due(now)) {
            switch (due.worker.snapshot().get().cache().begin(due.renewal)) {
                case Renewal.Leave.Now(var refresh) -> Background.refresh(due.worker, due.account, due.inquiry, null, refresh);
                case Renewal.Leave.Later() -> putBack(due.again(now));
                case Renewal.Leave.Never() -> { }
            }
        }
    }

    private synchronized List<Due> due(long now) {
        var taken = new ArrayList<Due>();
        while (!kept.isEmpty() && kept.first().millis <= now) taken.add(kept.pollFirst());
        return taken;
    }

    private synchronized void putBack(Due due) {
        if (kept.size() < KEPT_MAX) kept.add(due);
    }

    /** Such renewals are not wanted any more. */
    synchronized void clear() {
        kept.clear();
    }

    /** How many wait. */
    synchronized int count() {
        return kept.size();
    }
}
