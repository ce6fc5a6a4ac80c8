// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.HopByHop;
import dev.catena.http.HttpDate;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.store.StoredResponse;
import java.util.List;

/** Asking the origin whether a stored response is still good, and what its answer changes (RFC 9111 §4.3). */
public final class Revalidation {
    /** Fields of a 304 that say nothing of the stored body, or that it depends on (RFC 9111 §3.2). */
    private static final Headers.Known NOT_UPDATED = Headers.Known.of(
        FieldName.CONTENT_LENGTH, FieldName.CONTENT_ENCODING, FieldName.CONTENT_RANGE);

    /** It is worked out anew whenever the response passes. What those before us said of the way stays ({@code Via}, RFC 9209, RFC 9211). */
    private static final Headers.Known NOT_STORED = Headers.Known.of(FieldName.AGE);

    /** RFC 9110 §15.4.5. */
    private static final Headers.Known IN_NOT_MODIFIED = Headers.Known.of(
        FieldName.CACHE_CONTROL, FieldName.CDN_CACHE_CONTROL, FieldName.CONTENT_LOCATION, FieldName.DATE, FieldName.ETAG, FieldName.EXPIRES,
        FieldName.VARY, FieldName.LAST_MODIFIED, FieldName.SET_COOKIE);

    private Revalidation() {}

    /** The fields that are stored of a response: those that travel on, with a {@code Date} (RFC 9111 §3.1, RFC 9110 §6.6.1). */
    static Headers storable(Headers response, List<FieldName> withheld, long responseSeconds) {
        var kept = Headers.builder();
        var travelling = HopByHop.endToEnd(response);
        boolean dated = Freshness.single(response, FieldName.DATE, responseSeconds).isPresent();
        for (int line = 0; line < travelling.size(); line++) {
            boolean dropped = travelling.isAny(line, NOT_STORED) || !dated && travelling.is(line, FieldName.DATE) || isOneOf(travelling, line, withheld);
            if (!dropped) kept.addLine(travelling, line);
        }
        if (!dated) kept.add(FieldName.DATE, HttpDate.print(responseSeconds));
        return kept.build();
    }

    private static boolean isOneOf(Headers fields, int line, List<FieldName> names) {
        for (var name : names) if (fields.is(line, name)) return true;
        return false;
    }

    /** The condition under which the origin need not send the body again; no lines if the response has no validator. */
    static Headers conditions(Headers stored) {
        var conditions = Headers.builder();
        stored.first(FieldName.ETAG).ifPresent(tag -> conditions.add(FieldName.IF_NONE_MATCH, tag));
        stored.first(FieldName.LAST_MODIFIED).ifPresent(date -> conditions.add(FieldName.IF_MODIFIED_SINCE, date));
        return conditions.build();
    }

    /** Whether a 304 is about the stored response: a strong tag in it must be the stored one (RFC 9111 §4.3.4). */
    static boolean updates(Headers notModified, Headers stored) {
        var tag = notModified.first(FieldName.ETAG);
        return tag.isEmpty() || tag.get().startsWith("W/") || tag.equals(stored.first(FieldName.ETAG));
    }

    /** The stored fields, each replaced by those of its name in the 304 (RFC 9111 §3.2). */
    static Headers updated(Headers stored, Headers notModified, List<FieldName> withheld, long responseSeconds) {
        var newer = storable(notModified, withheld, responseSeconds);
        var merged = Headers.builder();
        for (int line = 0; line < stored.size(); line++) {
            boolean stays = stored.isAny(line, NOT_UPDATED) || !newer.contains(FieldName.of(stored.name(line)));
            if (stays) merged.addLine(stored, line);
        }
        for (int line = 0; line < newer.size(); line++) if (!newer.isAny(line, NOT_UPDATED)) merged.addLine(newer, line);
        return merged.build();
    }

    /**
     * Whether the 200 to a HEAD is about the same representation as the stored response (RFC 9111 §4.3.5): what it says of
     * validators and length agrees.
     */
    static boolean headAgrees(ResponseHead head, StoredResponse stored) {
        var length = head.headers().first(FieldName.CONTENT_LENGTH);
        return agrees(FieldName.ETAG, head.headers(), stored.head().fields())
            && agrees(FieldName.LAST_MODIFIED, head.headers(), stored.head().fields())
            && (length.isEmpty() || length.get().equals(Long.toString(stored.bodyLength())));
    }

    private static boolean agrees(FieldName validator, Headers head, Headers stored) {
        return !head.contains(validator) || head.first(validator).equals(stored.first(validator));
    }

    /** Writes the stored fields that a 304 of ours carries (RFC 9110 §15.4.5), each line with its CRLF. */
    public static void writeNotModified(Headers stored, WireBuffer out) {
        for (int line = 0; line < stored.size(); line++) if (stored.isAny(line, IN_NOT_MODIFIED)) stored.writeLine(line, out);
    }
}
