// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * Looks through the bytes of a head that comes in pieces, each byte once, until it is worth scanning. So a peer that
 * sends 64 KiB byte by byte costs 64 Ki steps and not their square.
 */
public final class HeadEnd {
    private boolean reached;
    private boolean anyLine;
    private int lineBytes;
    private byte last;

    /** Whether a line that ends the head, or one that can never be valid, has come; {@code bytes[0, length)} come next. */
    public boolean reached(byte[] bytes, int length) {
        for (int i = 0; i < length && !reached; i++) {
            byte b = bytes[i];
            if (b == '\n') {
                boolean bare = last != '\r';
                boolean empty = lineBytes == 1;
                reached = bare || empty && anyLine;
                anyLine = true;
                lineBytes = 0;
            } else {
                lineBytes++;
            }
            last = b;
        }
        return reached;
    }

    /** The next head begins. */
    public void reset() {
        reached = false;
        anyLine = false;
        lineBytes = 0;
        last = 0;
    }
}
