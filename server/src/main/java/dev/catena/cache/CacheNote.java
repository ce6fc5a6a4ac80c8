// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.StructuredFields;
import dev.catena.http.WireBuffer;
import dev.catena.observe.ExchangeRecord.CacheResult;

/**
 * What the cache did with a request, and why: the member of {@code Cache-Status} (RFC 9211) and the words of the record.
 *
 * @param forward why the request went on; {@link Forward#NONE} for a hit
 * @param forwardStatus status of the origin's answer where it is not the one sent, else 0
 * @param ttl seconds of freshness left, {@link #NO_TTL} where it makes no sense; negative when stale
 * @param stored the response is being stored
 * @param collapsed another request's fetch answered this one
 * @param detail a word more, or empty
 */
public record CacheNote(
    CacheResult result, Forward forward, int forwardStatus, long ttl, boolean stored, boolean collapsed, String detail) {
    /** Nothing to say of freshness. */
    public static final long NO_TTL = Long.MIN_VALUE;

    /** Why a request went forward, in the words of RFC 9211 §2.2. */
    public enum Forward {
        /** It did not: a hit. */
        NONE(""),
        BYPASS("bypass"),
        METHOD("method"),
        URI_MISS("uri-miss"),
        VARY_MISS("vary-miss"),
        /** One of the two above, or a stale response: another's fetch answered it, so it is not known any more. */
        MISS("miss"),
        REQUEST("request"),
        STALE("stale"),
        /** A part is stored, and the rest was asked for. */
        PARTIAL("partial");

        private final String word;

        Forward(String word) {
            this.word = word;
        }

        /** As in the field. */
        public String word() {
            return word;
        }
    }

    static CacheNote hit(long ttl) {
        return hit(ttl, "");
    }

    static CacheNote hit(long ttl, String detail) {
        return new CacheNote(ttl > 0 ? CacheResult.HIT : CacheResult.STALE, Forward.NONE, 0, ttl, false, false, detail);
    }

    /** The same hit, with a word on where it was found if there is none more important. */
    CacheNote from(String where) {
        return !detail.isEmpty() ? this : new CacheNote(result, forward, forwardStatus, ttl, stored, collapsed, where);
    }

    static CacheNote collapsed(long ttl) {
        return new CacheNote(CacheResult.COLLAPSED, Forward.MISS, 0, ttl, false, true, "");
    }

    static CacheNote forward(CacheResult result, Forward why, long ttl, String detail) {
        return new CacheNote(result, why, 0, ttl, false, false, detail);
    }

    /** The same request, answered by a stored response after the origin answered with that status, 0 for silence. */
    CacheNote answeredFromStore(CacheResult how, int originStatus, long newTtl, String why) {
        return new CacheNote(how, forward, originStatus, newTtl, false, false, why);
    }

    CacheNote storing(long newTtl, String more) {
        return new CacheNote(result, forward, forwardStatus, newTtl, true, false, more);
    }

    CacheNote notStored(String why) {
        return new CacheNote(result, forward, forwardStatus, NO_TTL, false, false, why);
    }

    /** Writes what follows the cache's name in {@code Cache-Status}: {@code ; hit; ttl=59}. */
    public void writeTo(WireBuffer out) {
        if (forward == Forward.NONE) out.put("; hit");
        else out.put("; fwd=").put(forward.word);
        if (forwardStatus != 0) out.put("; fwd-status=").put(forwardStatus);
        if (ttl != NO_TTL) out.put(ttl < 0 ? "; ttl=-" : "; ttl=").put(Math.abs(ttl));
        if (stored) out.put("; stored");
        if (collapsed) out.put("; collapsed");
        if (!detail.isEmpty()) out.put("; detail=").put(StructuredFields.tokenOrString(detail));
    }

    /** Why, for the record: {@code uri-miss}, {@code stale: no-cache}. */
    public String reason() {
        if (detail.isEmpty()) return forward.word;
        return forward == Forward.NONE ? detail : forward.word + ": " + detail;
    }
}
