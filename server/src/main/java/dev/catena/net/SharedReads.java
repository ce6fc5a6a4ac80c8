// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * One direct buffer for all reads of one event loop: an idle connection holds no read buffer, and a large body needs
 * few reads. Another buffer is taken only while somebody still holds the shared one, usually a write that the kernel
 * did not take whole.
 *
 * <p>Whoever keeps a buffer over a turn of the loop keeps the next reads from sharing it, so incomplete heads are
 * copied out. Owner: one event loop.
 */
public final class SharedReads extends DefaultMaxMessagesRecvByteBufAllocator {
    private final int size;
    private @Nullable ByteBuf shared;

    public SharedReads(int size) {
        this.size = size;
    }

    @Override
    @SuppressWarnings("deprecation") // the type of handle that Netty 4.2's own interface still names
    public Handle newHandle() {
        return new SharedHandle();
    }

    /** Frees the buffer; the loop has ended. */
    public void release() {
        if (shared != null) shared.release();
        shared = null;
    }

    private ByteBuf take(ByteBufAllocator others) {
        // not pooled: it lives as long as the loop; not leak-tracked: it is never lost
        if (shared == null) shared = UnpooledByteBufAllocator.DEFAULT.directBuffer(size, size);
        return shared.refCnt() == 1 ? shared.clear().retain() : others.directBuffer(size, size);
    }

    private final class SharedHandle extends MaxMessageHandle {
        @Override
        public ByteBuf allocate(ByteBufAllocator others) {
            return take(others);
        }

        @Override
        public int guess() {
            return size;
        }
    }
}
