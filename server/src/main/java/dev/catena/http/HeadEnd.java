// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * Looks through the bytes of a head that comes in pieces, each byte once, until it is worth scanning. So a peer that
 * sends 64 KiB byte by byte costs 64 Ki steps and not their square.
 */
public final class HeadEnd {
    private int seen;

    /** Whether a line that ends the head, or one that can never be valid, has come in {@code bytes[0, length)}. */
    public boolean reached(byte[] bytes, int length) {
        for (int i = seen; i < length; i++) {
            if (bytes[i] != '\n') continue;
            boolean bare = i == 0 || bytes[i - 1] != '\r';
            boolean empty = i >= 3 && bytes[i - 2] == '\n';
            if (bare || empty) return true; // not counted as seen: the same answer again if asked again
        }
        seen = length;
        return false;
    }

    public void reset() {
        seen = 0;
    }
}
