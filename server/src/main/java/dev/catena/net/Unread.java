// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Keeps what was read of a connection and not used yet, so that what comes in many pieces is not copied for each of them. */
public final class Unread {
    private static final int ROOM_MIN = 512;

    private Unread() {}

    /**
     * Takes {@code in} over and gives its unread rest, to be kept over turns of the loop.
     *
     * @param own whether {@code in} is what was kept before, and not the loop's shared buffer
     */
    public static ByteBuf keep(ByteBuf in, boolean own, ByteBufAllocator allocator) {
        // a slice of it may still be on its way to the other side; then its bytes must stay where they are
        if (own && in.refCnt() == 1) return in.discardReadBytes();
        var kept = allocator.directBuffer(Math.max(ROOM_MIN, in.readableBytes() * 2)).writeBytes(in);
        in.release();
        return kept;
    }
}
