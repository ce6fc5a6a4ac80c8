// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.ResponseHead;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredResponse;
import java.util.List;
import java.util.Optional;

/** What the client gets, once the origin's final head has come. */
public sealed interface Answer {
    /** The response as it came. */
    record Pass(CacheNote note) implements Answer {}

    /**
     * The response as it came; the store takes a copy for those who read along, and to keep it if the note says so. The writer gets every
     * body chunk, and {@link StoreWriter#commit} at a complete end or {@link StoreWriter#abandon} at any other: exactly one of them.
     */
    record PassAndStore(StoreWriter writer, CacheNote note) implements Answer {}

    /**
     * A body that is put together: of stored parts, of that of the response for the first gap, and of what is still to be asked for.
     *
     * @param head of the answer
     * @param all what the body is, for whoever has to go on with it
     * @param patches in their order; the first {@link Patch.Missing} is what has come
     * @param writer as with {@link PassAndStore}, if it may be stored
     */
    record Mended(ResponseHead head, Gap all, List<Patch> patches, Optional<StoreWriter> writer, CacheNote note) implements Answer {
        public Mended {
            patches = List.copyOf(patches);
        }
    }

    /** What came is of no use, and what it was to go with is forgotten: ask again, as if nothing had been stored. */
    record Again() implements Answer {}

    /** A stored response instead; the body of the origin's response is thrown away. Retained for the caller, who releases it. */
    record FromCache(StoredResponse stored, Selection selection, CacheNote note) implements Answer {}
}
