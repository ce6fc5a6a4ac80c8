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

    /** Yes, though stale since {@code -ttl} seconds, while the origin is asked: the response allows that (RFC 5861 §3). */
    record Renewing(long ttl) implements Reuse {}

    /** No: the origin must be asked, for this reason. */
    record Validate(Forward why, long ttl, String detail) implements Reuse {}

    /** @param age of the stored response, seconds */
    static Reuse judge(Terms terms, long age, Asked asked) {
        long ttl = terms.lifetime() - age;
        if (asked.noCache()) return new Validate(Forward.REQUEST, ttl, "no-cache");
        if (terms.validatesAlways()) return new Validate(Forward.STALE, ttl, "no-cache");
        var control = asked.control();
        if (control.isEmpty()) return ttl > 0 ? new Fresh(ttl) : stale(terms, ttl);
        if (isOlderThanWanted(control, age) && !isReload(control, terms, ttl)) return new Validate(Forward.REQUEST, ttl, "max-age");
        if (isStaleTooSoon(control, ttl)) return new Validate(Forward.REQUEST, ttl, "min-fresh");
        if (ttl > 0) return new Fresh(ttl);
        return !terms.neverStale() && acceptsStale(control, -ttl) ? new Stale(ttl) : stale(terms, ttl);
    }

    private static Reuse stale(Terms terms, long ttl) {
        return renews(terms, ttl) ? new Renewing(ttl) : new Validate(Forward.STALE, ttl, "");
    }

    /** Whether it is stale, but may be used while it is renewed. */
    static boolean renews(Terms terms, long ttl) {
        return ttl <= 0 && -ttl <= terms.staleWhileRevalidate() && !terms.neverStale() && !terms.validatesAlways();
    }

    /** A reload of what will not change while it is fresh needs no question (RFC 8246 §2.1). */
    private static boolean isReload(CacheControl control, Terms terms, long ttl) {
        return terms.immutable() && ttl > 0 && control.seconds("max-age") == 0;
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
     * @param staleMaxSeconds bound where the response does not state one; 0 forbids it then
     */
    static boolean standsInForSilence(Terms terms, long age, Asked asked, long staleMaxSeconds) {
        if (terms.staleIfError() < 0 && staleMaxSeconds == 0) return false;
        long allowed = terms.staleIfError() >= 0 ? terms.staleIfError() : staleMaxSeconds;
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
