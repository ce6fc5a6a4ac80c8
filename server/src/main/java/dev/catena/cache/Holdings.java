// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.store.MemoryStore;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the cache has, whatever its settings are: the store, what is under way, and what it remembers of what was.
 *
 * @param notStored why the last answers were not, for people
 * @param doubts what was invalidated without being looked for
 * @param openFetches neither settled, abandoned nor cancelled
 */
record Holdings(MemoryStore store, InstantSource clock, Arrivals arrivals, NotStored notStored, Doubts doubts, Parts parts, Refreshes refreshes, Ahead ahead,
    AtomicInteger openFetches) {
    static Holdings of(MemoryStore store, InstantSource clock) {
        return new Holdings(store, clock, new Arrivals(), new NotStored(), new Doubts(clock.millis()), new Parts(store), new Refreshes(), new Ahead(),
            new AtomicInteger());
    }

    /** Forgets all that is stored of a URI, whole or in part. */
    int purge(String uri) {
        return store.purge(uri) + store.purge(Parts.key(uri));
    }

    /** The client left before a response came; ends the fetch. */
    void cancel(Fetch fetch) {
        end(fetch);
        over(fetch, Outcome.LEFT);
        if (fetch.stale != null) fetch.stale.release();
    }

    /** The fetch is settled, abandoned or cancelled. */
    void end(Fetch fetch) {
        fetch.end();
        openFetches.decrementAndGet();
    }

    /** Nobody need wait for it any longer. That nobody would have gained by waiting is only known of a fetch others could wait for. */
    void over(Fetch fetch, Outcome outcome) {
        if (fetch.led != null || outcome == Outcome.SHARED) arrivals.remember(fetch.meetingPoint, outcome);
        if (fetch.led != null) arrivals.end(fetch.led);
    }
}
