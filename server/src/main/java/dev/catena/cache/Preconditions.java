// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.OptionalLong;

/** Conditions of a client that a stored response can answer (RFC 9111 §4.3.2, RFC 9110 §13). */
final class Preconditions {
    private Preconditions() {}

    /**
     * Whether the client has the stored 200 already. {@code If-None-Match} alone decides where it is present.
     *
     * @param nowSeconds for dates with a two-digit year
     */
    static boolean clientHasIt(Headers request, Headers stored, long nowSeconds) {
        if (request.contains(FieldName.IF_NONE_MATCH)) return matchesAny(request, stored);
        var since = Freshness.single(request, FieldName.IF_MODIFIED_SINCE, nowSeconds);
        return since.isPresent() && modified(stored, nowSeconds) <= since.getAsLong();
    }

    /** By weak comparison: {@code W/} makes no difference (RFC 9110 §8.8.3.2). */
    private static boolean matchesAny(Headers request, Headers stored) {
        var tag = stored.first(FieldName.ETAG).map(Preconditions::opaque);
        for (var member : request.list(FieldName.IF_NONE_MATCH)) {
            if (member.equals("*") || tag.isPresent() && opaque(member).equals(tag.get())) return true;
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    /** {@code Last-Modified}; {@code Date} stands in for it (RFC 9111 §4.3.2). */
    private static long modified(Headers stored, long nowSeconds) {
        return Freshness.single(stored, FieldName.LAST_MODIFIED, nowSeconds).orElse(Freshness.date(stored, nowSeconds));
    }

    /**
     * Whether a {@code Range} counts: there is no {@code If-Range}, or it names the stored response by strong comparison
     * (RFC 9110 §13.1.5). A date is strong only when the response was made at least a second after it.
     */
    static boolean rangeApplies(Headers request, Headers stored, long nowSeconds) {
        var wanted = request.first(FieldName.IF_RANGE);
        if (wanted.isEmpty()) return true;
        if (wanted.get().startsWith("\"")) return wanted.equals(stored.first(FieldName.ETAG));
        OptionalLong date = Freshness.single(request, FieldName.IF_RANGE, nowSeconds);
        OptionalLong modified = Freshness.single(stored, FieldName.LAST_MODIFIED, nowSeconds);
        return date.isPresent() && date.equals(modified) && modified.getAsLong() < Freshness.date(stored, nowSeconds);
    }
}
