// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** What a scanner found at the beginning of the bytes it was given. */
public sealed interface Scanned<H> {
    /** A whole head of that many bytes. */
    record Complete<H>(H head, int length) implements Scanned<H> {}

    /** The bytes so far are the beginning of a head. */
    record Incomplete<H>() implements Scanned<H> {}

    /** No continuation could make this a head. */
    record Malformed<H>(HeadFault fault) implements Scanned<H> {}
}
