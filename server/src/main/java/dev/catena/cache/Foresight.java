// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.StoredResponse;
import java.util.Optional;

/**
 * What the cache would do with a request, were it asked now.
 *
 * @param note a hit, or why the request would go on
 * @param nothingElse the request wants a stored response or none ({@code only-if-cached})
 * @param underWay the same is being fetched now, so that a request could wait for that
 * @param kept the stored response that fits, usable or not
 * @param parts what is stored in part and would be used, {@code bytes 0-99 of 1000}; empty if nothing is
 */
public record Foresight(CacheNote note, boolean nothingElse, boolean underWay, Optional<Kept> kept, String parts) {
    /**
     * A stored response.
     *
     * @param ageSeconds since the origin made or confirmed it
     * @param lifetimeSeconds it is fresh, counted from age 0
     */
    public record Kept(int status, long bytes, long ageSeconds, long lifetimeSeconds) {
        static Kept of(StoredResponse stored, long nowMillis) {
            return new Kept(stored.status(), stored.bodyLength(), stored.ageSeconds(nowMillis), stored.freshnessLifetime());
        }
    }

    /** Whether it would be answered from what is stored. */
    public boolean isHit() {
        return note.forward() == CacheNote.Forward.NONE;
    }
}
