// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.lang.foreign.MemorySegment;

/** Memory of ours, into which and out of which bytes are copied: for a direction that gets no pipe. */
final class Bucket extends Vessel {
    private static final int SIZE = 64 << 10;

    private final Kernel kernel;
    private final ByteBuf memory;
    private final MemorySegment segment;
    private long next;

    /** An empty one. */
    Bucket(Kernel kernel) {
        // not pooled: it is kept for as long as the loop lives
        this(kernel, UnpooledByteBufAllocator.DEFAULT.directBuffer(SIZE, SIZE).writerIndex(SIZE));
        bytes = 0;
    }

    /** One that is full of what is readable in a direct buffer, which it owns. */
    Bucket(Kernel kernel, ByteBuf content) {
        this.kernel = kernel;
        memory = content;
        segment = MemorySegment.ofBuffer(content.nioBuffer());
        bytes = segment.byteSize();
    }

    /** Empty, and of the usual size. */
    boolean isReusable() {
        return bytes == 0 && segment.byteSize() == SIZE;
    }

    @Override
    long fill(int socket) {
        long read = kernel.receive(socket, segment);
        if (read > 0) bytes = read;
        next = 0;
        return read;
    }

    @Override
    long pour(int socket) {
        long sent = kernel.send(socket, segment.asSlice(next, bytes));
        if (sent > 0) {
            next += sent;
            bytes -= sent;
        }
        return sent;
    }

    @Override
    void close() {
        memory.release();
    }
}
