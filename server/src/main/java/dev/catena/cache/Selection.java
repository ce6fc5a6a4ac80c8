// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

/** Which part of a stored response answers the request. For a HEAD request the same, without sending the body. */
public sealed interface Selection {
    /** All of it, with its own status. */
    record Whole() implements Selection {}

    /** The client has it already: 304, with the fields of {@link Revalidation#writeNotModified}. */
    record NotModified() implements Selection {}

    /** 206 with {@code Content-Range: bytes from-(toExclusive-1)/length}. */
    record Part(long from, long toExclusive) implements Selection {}

    /** 416 with <code>Content-Range: bytes &#42;/length</code>. */
    record Unsatisfiable() implements Selection {}

    Selection WHOLE = new Whole();
    Selection NOT_MODIFIED = new NotModified();
    Selection UNSATISFIABLE = new Unsatisfiable();
}
