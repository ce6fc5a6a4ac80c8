// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Some direct buffers in which the connections of one event loop put together what they send, one each until it is sent. Nearly always the kernel
 * takes all of it then, so that their memory stays in the processor's cache and none has to be allocated. Whoever comes when the next one
 * is still in use gets a buffer of its own. Owner: one event loop.
 */
final class SharedWrites {
    /** A head and a body small enough to be copied behind it. */
    private static final int USUAL = 8 * 1024;

    /** One more than may wait to be sent: the next one is the one that has been free for longest. */
    private final @Nullable ByteBuf[] shared = new ByteBuf[Departures.MAX + 1];
    private int next;

    /** An empty buffer with room for so many bytes, which the caller releases. It may grow. */
    ByteBuf take(int bytes, ByteBufAllocator others) {
        if (bytes > USUAL) return others.directBuffer(bytes);
        var buffer = shared[next];
        // not pooled: it lives as long as the loop; not leak-tracked: it is never lost
        if (buffer == null) buffer = shared[next] = UnpooledByteBufAllocator.DEFAULT.directBuffer(USUAL);
        next = (next + 1) % shared.length;
        return buffer.refCnt() == 1 ? buffer.clear().retain() : others.directBuffer(bytes);
    }

    /** Frees the buffers; the loop has ended. */
    void release() {
        for (var buffer : shared) if (buffer != null) buffer.release();
        Arrays.fill(shared, null);
    }
}
