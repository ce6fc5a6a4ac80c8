// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.Loaded;
import dev.catena.store.StoredResponse;
import java.util.concurrent.CompletionStage;

/** What the cache says to a request before it is forwarded. */
public sealed interface CacheAnswer {
    /** Answer with this. It was retained for the caller, who releases it. */
    record Usable(StoredResponse stored, Selection selection, CacheNote note) implements CacheAnswer {}

    /** Answer with this, and renew it meanwhile: it is stale (RFC 5861 §3), or popular and will be soon. As for {@link Usable}. */
    record Renewing(StoredResponse stored, Selection selection, CacheNote note, Refresh refresh) implements CacheAnswer {}

    /** Answer with this. It is popular: {@link Cache#begin} tells when it may be renewed. As for {@link Usable}. */
    record Popular(StoredResponse stored, Selection selection, CacheNote note, Renewal renewal) implements CacheAnswer {}

    /**
     * Another request fetches the same now. {@code settled} completes normally, on that request's thread, once there is
     * something to ask for; hop to your own event loop, then ask {@link Patience#AGAIN}, or {@link Patience#ALONE} when the collapse wait is over.
     */
    record Arriving(CompletionStage<?> settled, CacheNote note) implements CacheAnswer {}

    /** The disk may have it. {@code loaded} completes soon, on some thread, and never fails; then ask again, with what was loaded. */
    record Loading(CompletionStage<Loaded> loaded, CacheNote note) implements CacheAnswer {}

    /** Parts of what is stored make the answer. */
    record Joined(Answer.Mended mended) implements CacheAnswer {}

    /** Forward the request. The fetch must end: {@link Cache#settle} or {@link Cache#abandon}, exactly once. */
    record Fetchable(Fetch fetch) implements CacheAnswer {}

    /** Nothing usable is stored, and the client wants nothing else: 504 (RFC 9111 §5.2.1.7). */
    record OnlyIfCached(CacheNote note) implements CacheAnswer {}

    /** How often the request asked already. */
    enum Patience {
        /** Its first question. */
        FIRST,
        /** It waited for another's fetch, and may do so again. */
        AGAIN,
        /** It waited long enough: it gets an answer or a fetch. */
        ALONE,
        /** It is a renewal of what is stored, with leave ({@link Refresh}): it gets a fetch. */
        REFRESH
    }
}
