// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredEntry;
import dev.catena.store.StoredResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
        return new Holdings(store, clock, new Arrivals(), new NotStored(), new Doubts(), new Parts(store), new Refreshes(), new Ahead(),
            new AtomicInteger());
    }

    /** Forgets all that is stored of a URI, whole or in part; not what answers queries, which is doubted instead. */
    int purge(String uri) {
        return store.purge(uri) + store.purge(Parts.key(uri));
    }

    /** Keeps nothing any more of these URIs, and doubts what has one of these names; how many responses of the URIs there were. */
    int doubt(Collection<String> uris, List<String> names) {
        int gone = 0;
        for (var uri : uris) gone += purge(uri);
        doubts.cast(names, clock.millis());
        return gone;
    }

    /** The client left before a response came; ends the fetch. */
    void cancel(Fetch fetch) {
        end(fetch);
        over(fetch, Outcome.LEFT);
        fetch.release();
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

    /** Doubts all that answers queries of a URI, and counts what memory has of it. Goes through all of memory if there may be any. */
    int purgeQueries(String uri) {
        var name = Keys.queries(uri);
        if (!doubts.concern(name)) return 0;
        doubts.cast(List.of(name), clock.millis());
        var gone = new ArrayList<StoredResponse>();
        store.visit(entry -> {
            if (entry.key().startsWith(name) && entry instanceof StoredResponse stored) gone.add(stored);
            return true;
        });
        gone.forEach(store::remove);
        return gone.size();
    }

    /** One of its groups, or its URI if it answers a query, was invalidated since it came: it must not be used. */
    boolean isDoubtful(StoredEntry stored) {
        var head = stored.head();
        return doubts.on(Doubts.names(stored.key(), head.fields()), head.terms().responseMillis());
    }
}
