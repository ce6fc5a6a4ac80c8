// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.CacheControl;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;

/**
 * What a request demands of caches (RFC 9111 §5.2.1).
 *
 * @param noCache {@code no-cache}, or {@code Pragma: no-cache} of a request without {@code Cache-Control} (RFC 9111 §5.4)
 */
record Asked(CacheControl control, boolean noCache) {
    /** No demands. */
    static final Asked NOTHING = new Asked(CacheControl.NONE, false);

    private static final Headers.Known FIELDS = Headers.Known.of(FieldName.CACHE_CONTROL, FieldName.PRAGMA);

    /** What is stored, or nothing. */
    static final Asked ONLY_STORED = of(Headers.of("Cache-Control", "only-if-cached"));

    static Asked of(Headers request) {
        if (!request.containsAny(FIELDS)) return NOTHING;
        var control = CacheControl.of(request);
        boolean pragma = !request.contains(FieldName.CACHE_CONTROL) && request.listHas(FieldName.PRAGMA, "no-cache");
        return new Asked(control, pragma || control.has("no-cache"));
    }

    boolean noStore() {
        return control.has("no-store");
    }

    boolean onlyIfCached() {
        return control.has("only-if-cached");
    }
}
