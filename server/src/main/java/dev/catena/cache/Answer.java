// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.StoreWriter;
import dev.catena.store.StoredResponse;

/** What the client gets, once the origin's final head has come. */
public sealed interface Answer {
    /** The response as it came. */
    record Pass(CacheNote note) implements Answer {}

    /**
     * The response as it came; the store takes a copy for those who read along, and to keep it if the note says so. The writer gets every
     * body chunk, and {@link StoreWriter#commit} at a complete end or {@link StoreWriter#abandon} at any other: exactly one of them.
     */
    record PassAndStore(StoreWriter writer, CacheNote note) implements Answer {}

    /** A stored response instead; the body of the origin's response is thrown away. Retained for the caller, who releases it. */
    record FromCache(StoredResponse stored, Selection selection, CacheNote note) implements Answer {}
}
