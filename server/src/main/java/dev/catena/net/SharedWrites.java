// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One direct buffer in which the connections of one event loop put together what they send: nearly always the kernel takes all of it before
 * the next has something to say, so that its memory stays in the processor's cache and none has to be allocated. Whoever comes while it is
 * still in use gets a buffer of its own. Owner: one event loop.
 */
final class SharedWrites {
    /** A head and a body small enough to be copied behind it. */
    private static final int USUAL = 64 * 1024;

    private @Nullable ByteBuf shared;

    /** An empty buffer with room for so many bytes, which the caller releases. It may grow. */
    ByteBuf take(int bytes, ByteBufAllocator others) {
        // not pooled: it lives as long as the loop; not leak-tracked: it is never lost
        if (shared == null) shared = UnpooledByteBufAllocator.DEFAULT.directBuffer(USUAL);
        return bytes <= USUAL && shared.refCnt() == 1 ? shared.clear().retain() : others.directBuffer(bytes);
    }

    /** Frees the buffer; the loop has ended. */
    void release() {
        if (shared != null) shared.release();
        shared = null;
    }
}
