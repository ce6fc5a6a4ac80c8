// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.CacheControl;
import dev.catena.store.Terms;

/** May a stored response answer a request without asking the origin (RFC 9111 §4)? */
sealed interface Reuse {
    /** Yes; it is fresh for that many seconds. */
    record Fresh(long ttl) implements Reuse {}

    /** Yes, though stale since {@code -ttl} seconds: the client accepts that. */
    record Stale(long ttl) implements Reuse {}

    /** No: the origin must be asked, for this reason. */
    record Validate(Forward why, long ttl, String detail) implements Reuse {}

    /** Longest staleness served when the origin cannot be reached and its response does not say how long. */
    long DISCONNECTED_STALE_MAX = 24 * 3600;

    /** @param age of the stored response, seconds */
    static Reuse judge(Terms terms, long age, Asked asked) {
        long ttl = terms.lifetime() - age;
        if (asked.noCache()) return new Validate(Forward.REQUEST, ttl, "no-cache");
        if (terms.validatesAlways()) return new Validate(Forward.STALE, ttl, "no-cache");
        var control = asked.control();
        if (control.isEmpty()) return ttl > 0 ? new Fresh(ttl) : new Validate(Forward.STALE, ttl, "");
        if (isOlderThanWanted(control, age)) return new Validate(Forward.REQUEST, ttl, "max-age");
        if (isStaleTooSoon(control, ttl)) return new Validate(Forward.REQUEST, ttl, "min-fresh");
        if (ttl > 0) return new Fresh(ttl);
        return !terms.neverStale() && acceptsStale(control, -ttl) ? new Stale(ttl) : new Validate(Forward.STALE, ttl, "");
    }

    /** {@code max-age=0} is how browsers reload: it asks for validation even of what came this second. */
    private static boolean isOlderThanWanted(CacheControl control, long age) {
        long maxAge = control.seconds("max-age");
        return maxAge != CacheControl.ABSENT && (age > maxAge || maxAge == 0);
    }

    private static boolean isStaleTooSoon(CacheControl control, long ttl) {
        long minFresh = control.seconds("min-fresh");
        return minFresh == CacheControl.INVALID || minFresh >= 0 && ttl < minFresh;
    }

    private static boolean acceptsStale(CacheControl control, long staleness) {
        long maxStale = control.seconds("max-stale");
        return maxStale == CacheControl.BARE || maxStale >= staleness;
    }

    /**
     * Whether a stored response, stale or not, may stand in when the origin cannot be reached (RFC 9111 §4.2.4).
     *
     * @param age of the stored response, seconds
     */
    static boolean standsInForSilence(Terms terms, long age, Asked asked) {
        long allowed = terms.staleIfError() >= 0 ? terms.staleIfError() : DISCONNECTED_STALE_MAX;
        return acceptsStandIn(terms, asked) && age - terms.lifetime() <= allowed;
    }

    /** Whether it may stand in for a 500, 502, 503 or 504 of the origin: only if it says so (RFC 5861 §4). */
    static boolean standsInForError(Terms terms, long age, Asked asked) {
        return acceptsStandIn(terms, asked) && age - terms.lifetime() <= terms.staleIfError() && terms.staleIfError() >= 0;
    }

    private static boolean acceptsStandIn(Terms terms, Asked asked) {
        if (terms.validatesAlways() || terms.neverStale() || asked.noCache()) return false;
        var control = asked.control();
        return control.isEmpty() || control.has("max-stale") || !control.has("max-age") && !control.has("min-fresh");
    }
}
