// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

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
}
