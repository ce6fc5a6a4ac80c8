// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.WireBuffer;
import dev.catena.observe.ExchangeRecord;

/**
 * What the cache did with a request, and why: the member of {@code Cache-Status} (RFC 9211) and the words of the record.
 *
 * @param forward why the request went on; {@link Forward#NONE} for a hit
 * @param forwardStatus status of the origin's answer, 0 before it or where it is the status sent
 * @param ttl seconds of freshness left, {@link #NO_TTL} where it makes no sense; negative when stale
 * @param detail a word more, or empty
 */
public record CacheNote(Forward forward, int forwardStatus, long ttl, boolean stored, boolean collapsed, String detail) {
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
        REQUEST("request"),
        STALE("stale");

        private final String word;

        Forward(String word) {
            this.word = word;
        }

        /** As in the field. */
        public String word() {
            return word;
        }
    }

    /**
     * Writes the member: {@code name; hit; ttl=59}, without name of field and line end.
     *
     * @param cacheName as it stands in the field: a token, or a string in quotes
     */
    public void writeTo(WireBuffer out, String cacheName) {
        throw new UnsupportedOperationException();
    }

    /** In the words of the record. */
    public ExchangeRecord.CacheResult result() {
        throw new UnsupportedOperationException();
    }

    /** Why, for the record: {@code uri-miss}, {@code stale}, a detail. */
    public String reason() {
        throw new UnsupportedOperationException();
    }
}
