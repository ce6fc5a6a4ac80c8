// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Headers;
import dev.catena.http.WireBuffer;

/** Asking the origin whether a stored response is still good (RFC 9111 §4.3). */
public final class Revalidation {
    private Revalidation() {}

    /** Writes the stored fields that a 304 carries (RFC 9110 §15.4.5). */
    public static void writeNotModified(Headers stored, WireBuffer out) {
        throw new UnsupportedOperationException();
    }
}
