// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.CacheControl;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.HttpDate;
import java.util.OptionalLong;

/**
 * How long a response is fresh, and how old it was when it came (RFC 9111 §4.2).
 *
 * @param seconds lifetime from age 0; 0 if it is stale from the start
 * @param source what said so
 */
public record Freshness(long seconds, Source source) {
    /** Where a lifetime comes from, in the order they are asked. */
    public enum Source {
        S_MAXAGE("s-maxage"), MAX_AGE("max-age"), EXPIRES("expires"), HEURISTIC("heuristic"), RULE("rule"), NONE("no lifetime");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        /** For reasons people read. */
        public String word() {
            return word;
        }
    }

    /** The lifetime was stated by the origin. */
    public boolean isExplicit() {
        return source != Source.HEURISTIC && source != Source.NONE;
    }

    /**
     * The lifetime of a response in a shared cache (RFC 9111 §4.2.1). A statement that makes no sense means stale.
     *
     * @param responseSeconds when it came; stands in for a {@code Date} that is missing or invalid
     */
    static Freshness of(int status, Headers fields, Statement stated, HeuristicSettings heuristic, long responseSeconds) {
        var control = stated.control();
        long shared = control.seconds("s-maxage");
        if (shared != CacheControl.ABSENT) return new Freshness(Math.max(0, shared), Source.S_MAXAGE);
        long maxAge = control.seconds("max-age");
        if (maxAge != CacheControl.ABSENT) return new Freshness(Math.max(0, maxAge), Source.MAX_AGE);
        long date = date(fields, responseSeconds);
        if (fields.contains(FieldName.EXPIRES) && !stated.targeted()) {
            long expires = single(fields, FieldName.EXPIRES, responseSeconds).orElse(Long.MIN_VALUE);
            return new Freshness(expires <= date ? 0 : Math.min(expires - date, CacheControl.SECONDS_MAX), Source.EXPIRES);
        }
        var modified = single(fields, FieldName.LAST_MODIFIED, responseSeconds);
        if (modified.isEmpty() || !StorageRules.isHeuristicallyCacheable(status, control)) return new Freshness(0, Source.NONE);
        return guessed(Math.max(0, date - modified.getAsLong()), heuristic);
    }

    /** What has not changed for long will not change soon (RFC 9111 §4.2.2). */
    private static Freshness guessed(long unchangedSeconds, HeuristicSettings heuristic) {
        return heuristic.guesses() ? new Freshness(heuristic.lifetime(unchangedSeconds), Source.HEURISTIC) : new Freshness(0, Source.NONE);
    }

    /** {@code Date}, or the moment the response came if there is no good one (RFC 9110 §6.6.1). */
    static long date(Headers fields, long responseSeconds) {
        return single(fields, FieldName.DATE, responseSeconds).orElse(responseSeconds);
    }

    /** The date in a field that may stand there once only. */
    static OptionalLong single(Headers fields, FieldName name, long nowSeconds) {
        int line = fields.indexOf(name, 0);
        if (line < 0 || fields.indexOf(name, line + 1) >= 0) return OptionalLong.empty();
        return HttpDate.parse(fields.value(line), nowSeconds);
    }

    /**
     * Its age in seconds when it came (RFC 9111 §4.2.3, {@code corrected_initial_age}).
     *
     * @param requestMillis when it was asked for, milliseconds since 1970
     * @param responseMillis when its head came
     */
    static long initialAge(Headers fields, long requestMillis, long responseMillis) {
        long responseSeconds = responseMillis / 1000;
        long apparent = Math.max(0, responseSeconds - date(fields, responseSeconds));
        long delay = Math.max(0, responseMillis - requestMillis) / 1000;
        return Math.min(CacheControl.SECONDS_MAX, Math.max(apparent, receivedAge(fields) + delay));
    }

    /** {@code Age} as it came: the first member counts, and only if it is a number (RFC 9111 §5.1). */
    private static long receivedAge(Headers fields) {
        int line = fields.indexOf(FieldName.AGE, 0);
        if (line < 0) return 0;
        var value = fields.value(line);
        int comma = value.indexOf(',');
        return Math.max(0, CacheControl.deltaSeconds((comma < 0 ? value : value.substring(0, comma)).strip()));
    }
}
