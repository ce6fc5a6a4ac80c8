// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IovArray;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The short way out of a connection: what the kernel takes at once goes to it without a stay in Netty's queue, which is most of what is
 * ever sent. What it does not take, and every error, is left to that queue. Owner: one event loop.
 */
final class SocketWrites {
    private final EpollSocketChannel channel;
    private final Socket socket;
    private final IovArray vector;

    private SocketWrites(EpollSocketChannel channel, Socket socket, IovArray vector) {
        this.channel = channel;
        this.socket = socket;
        this.vector = vector;
    }

    /**
     * Null where there is none: not a socket of epoll's.
     *
     * @param vector of the loop, to be asked for only where there is epoll
     */
    static @Nullable SocketWrites of(Channel channel, Supplier<IovArray> vector) {
        return channel instanceof EpollSocketChannel epoll && epoll.fd() instanceof Socket socket ? new SocketWrites(epoll, socket, vector.get()) : null;
    }

    /**
     * Sends what the kernel takes of it now, and moves the reader's index behind that; nothing if something waits in the queue, which has to go first.
     * Whoever calls sees to it that all that was written before has been flushed.
     */
    void send(ByteBuf buffer) {
        if (!isFree() || !buffer.hasMemoryAddress()) return;
        try {
            int sent = socket.sendAddress(buffer.memoryAddress(), buffer.readerIndex(), buffer.writerIndex());
            if (sent > 0) buffer.skipBytes(sent);
        } catch (IOException _) {
            // the queue meets the same, and knows what becomes of the connection
        }
    }

    /** The same with two buffers, the second behind the first, by one system call and without copying them together. */
    void send(ByteBuf first, ByteBuf second) {
        if (!isFree() || !first.hasMemoryAddress() || !second.hasMemoryAddress()) return;
        vector.clear();
        vector.add(first, first.readerIndex(), first.readableBytes());
        vector.add(second, second.readerIndex(), second.readableBytes());
        try {
            int sent = (int) Math.max(0, socket.writevAddresses(vector.memoryAddress(0), vector.count()));
            int ofFirst = Math.min(sent, first.readableBytes());
            first.skipBytes(ofFirst);
            second.skipBytes(sent - ofFirst);
        } catch (IOException _) {
            // as above
        }
    }

    /** Sends what the kernel takes of it now; what is left in its place, or null. */
    @Nullable LeasedRegion send(LeasedRegion region) {
        return isFree() ? region.sendTo(socket.intValue()) : region;
    }

    private boolean isFree() {
        var queue = channel.unsafe().outboundBuffer();
        return queue != null && queue.isEmpty() && channel.isActive();
    }
}
