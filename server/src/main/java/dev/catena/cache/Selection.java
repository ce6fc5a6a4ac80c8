// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.store.StoredResponse;
import java.util.List;

/** Which part of a stored response answers the request. For a HEAD request the same, without sending the body. */
public sealed interface Selection {
    /** All of it, with its own status. */
    record Whole() implements Selection {}

    /** The client has it already: 304, with the fields of {@link Revalidation#writeNotModified}. */
    record NotModified() implements Selection {}

    /** 206 with {@code Content-Range: bytes from-(toExclusive-1)/length}. */
    record Part(long from, long toExclusive) implements Selection {}

    /** 206 with these bytes of a stored 206, and that {@code Content-Range}. */
    record Slice(long from, long toExclusive, String contentRange) implements Selection {}

    /**
     * 206 with several parts as {@code multipart/byteranges} (RFC 9110 §14.6), in the order they were asked for.
     *
     * @param boundary between them; occurs in no body but by chance
     */
    record Parts(List<Part> parts, String boundary) implements Selection {
        public Parts {
            parts = List.copyOf(parts);
        }
    }

    /** 416 with <code>Content-Range: bytes &#42;/length</code>. */
    record Unsatisfiable() implements Selection {}

    Selection WHOLE = new Whole();
    Selection NOT_MODIFIED = new NotModified();
    Selection UNSATISFIABLE = new Unsatisfiable();

    /** Which part of a stored response answers a request (RFC 9110 §13, §14). */
    static Selection of(RequestHead request, StoredResponse stored, long nowMillis) {
        var wanted = request.headers();
        if (!wanted.containsAny(Fetch.REPLACED) || stored.status() != 200) return WHOLE;
        long now = nowMillis / 1000;
        var fields = stored.head().fields();
        if (Preconditions.clientHasIt(wanted, fields, now)) return NOT_MODIFIED;
        // a Content-Range in a 200 means nothing (RFC 9110 §14.4), and a part has one of its own
        boolean ranged = request.method() != Method.HEAD && !fields.contains(FieldName.CONTENT_RANGE) && Preconditions.rangeApplies(wanted, fields, now);
        return ranged ? Ranges.select(wanted, stored.bodyLength()) : WHOLE;
    }
}
