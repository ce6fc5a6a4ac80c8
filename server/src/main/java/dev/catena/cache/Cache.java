// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.store.MemoryStore;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The shared cache (RFC 9111): may a request be answered from what is stored, must it be forwarded and how, may the answer be
 * stored. All methods may be called from any event loop; none blocks.
 */
public final class Cache {
    public Cache(CacheSettings settings, MemoryStore store, InstantSource clock) {}

    /** Takes other settings from the next request on; resizes the store. */
    public void use(CacheSettings settings) {
        throw new UnsupportedOperationException();
    }

    /** What to do with a request whose target is absolute. */
    public CacheAnswer ask(RequestHead request, CacheAnswer.Patience patience) {
        throw new UnsupportedOperationException();
    }

    /** The head of the final response has come; ends the fetch. */
    public Answer settle(RequestHead request, Fetch fetch, ResponseHead response) {
        throw new UnsupportedOperationException();
    }

    /**
     * No response came, for another reason than the client's leaving; ends the fetch.
     *
     * @return the stale response that may stand in for it (RFC 9111 §4.2.4)
     */
    public Optional<Answer.FromCache> abandon(RequestHead request, Fetch fetch) {
        throw new UnsupportedOperationException();
    }

    /** The client left before a response came; ends the fetch. */
    public void cancel(Fetch fetch) {
        throw new UnsupportedOperationException();
    }

    /** Forgets all that is stored of a URI; returns the number of responses. */
    public int purge(String uri) {
        throw new UnsupportedOperationException();
    }

    /** Fetches neither settled, abandoned nor cancelled: 0 when nothing is going on. */
    public int openFetches() {
        throw new UnsupportedOperationException();
    }
}
