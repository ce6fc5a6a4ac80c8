// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;

/**
 * Takes a body while it passes by, and puts the response into the store once it is complete.
 *
 * <p>Belongs to one event loop. Exactly one of {@link #commit} and {@link #abandon} is called; after it, or once the
 * writer gave up, everything else does nothing.
 */
public final class StoreWriter {
    StoreWriter() {}

    /**
     * Copies the readable bytes; the caller keeps the chunk, and its indices do not move. When there is no room or the body is larger than
     * allowed, the writer gives up, frees what it has, and ignores the rest.
     */
    public void write(ByteBuf chunk) {
        throw new UnsupportedOperationException();
    }

    /**
     * The body ended as its framing says: the response is kept.
     *
     * @return false if the writer had given up, or the body was shorter than announced
     */
    public boolean commit() {
        throw new UnsupportedOperationException();
    }

    /** The body was cut: nothing is kept. */
    public void abandon() {
        throw new UnsupportedOperationException();
    }
}
