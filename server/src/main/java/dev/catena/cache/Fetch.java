// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;

/**
 * A request on its way to the origin, as the cache sees it: what to add to it, and who waits for it. Belongs to the
 * exchange's event loop until {@link Cache#settle} or {@link Cache#abandon}.
 */
public final class Fetch {
    /** Fields of the client that are left out when {@link #conditions} are added. */
    public static final Headers.Known REPLACED = Headers.Known.of(
        FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE, FieldName.RANGE, FieldName.IF_RANGE);

    private final Headers conditions;
    private final CacheNote note;

    Fetch(Headers conditions, CacheNote note) {
        this.conditions = conditions;
        this.note = note;
    }

    /** Fields to add to the forwarded request, instead of those in {@link #REPLACED}; without lines: forward the client's own. */
    public Headers conditions() {
        return conditions;
    }

    /** Why it is forwarded. */
    public CacheNote note() {
        return note;
    }
}
