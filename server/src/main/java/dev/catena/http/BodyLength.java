// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** How the end of a message body is known (RFC 9112 §6.3). */
public sealed interface BodyLength {
    BodyLength NONE = new None();
    BodyLength CHUNKED = new Chunked();
    BodyLength UNTIL_CLOSE = new UntilClose();

    /** There is no body. */
    record None() implements BodyLength {}

    /** So many bytes, by {@code Content-Length}. */
    record Exactly(long bytes) implements BodyLength {}

    /** Chunked transfer coding. */
    record Chunked() implements BodyLength {}

    /** All until the connection closes; only a response, and a cut cannot be told from the end. */
    record UntilClose() implements BodyLength {}
}
