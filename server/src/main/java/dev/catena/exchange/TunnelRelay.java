// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.net.Sweeper;
import dev.catena.net.splice.Pipes;
import dev.catena.net.splice.SplicedTunnel;
import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.upstream.UpstreamConnection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bytes both ways between two connections, and nothing else: either side may speak first, either may end its direction
 * while the other goes on. Each read is written at once; a side that cannot take more stops the other from being read.
 * A tunnel that turns out to carry much goes on inside the kernel, as a {@link SplicedTunnel}, where that can be done.
 * Owner: one event loop.
 */
final class TunnelRelay {
    /** After one direction has ended, the other may be silent for so long. */
    private static final Duration HALF_CLOSED_IDLE = Duration.ofMinutes(2);
    /** Bytes in one read that show a transfer worth the move into the kernel, which costs a few system calls. */
    private static final int MUCH = 64 << 10;

    private final Worker worker;
    private final Snapshot now;
    private final ExchangeRecord record;
    private final Half client;
    private final Half hop;
    private final Idle idle = new Idle();
    private @Nullable SplicedTunnel spliced;
    private Way way;
    private boolean over;

    /** How the bytes go. */
    private enum Way {
        /** From socket to socket through a buffer of ours, to the end. */
        COPIED,
        /** The same, until it carries much. */
        COPIED_FOR_NOW,
        /** Or about to be. */
        SPLICED
    }

    TunnelRelay(Worker worker, Snapshot now, ClientSide.Handover client, UpstreamConnection.Detached hop, ExchangeRecord record) {
        this.worker = worker;
        this.now = now;
        this.record = record;
        this.client = new Half(client.channel(), client.rest());
        this.hop = new Half(hop.channel(), hop.rest());
        worker.census().tunnels.increment();
        this.way = isSpliceable() ? Way.COPIED_FOR_NOW : Way.COPIED;
    }

    private boolean isSpliceable() {
        return !now.limits().tunnelPipe().isZero() && client.isPlainSocket() && hop.isPlainSocket();
    }

    void start() {
        worker.context().sweeper().add(idle);
        client.joins(hop);
        hop.joins(client);
        idle.moved();
    }

    private void ended(End how) {
        if (over) return;
        over = true;
        worker.context().sweeper().remove(idle);
        worker.census().tunnels.decrement();
        if (spliced != null) {
            spliced.stop();
            client.bytes += spliced.bytesThere();
            hop.bytes += spliced.bytesBack();
        }
        client.channel.close();
        hop.channel.close();
        record.bytesFromClient = client.bytes;
        record.bytesToClient = hop.bytes;
        record.end = how;
        record.endNanos = record.elapsedNanos();
        now.journal().publish(record);
    }

    // ---- from channels to the kernel: nothing more is read, what was read is written, both sockets leave their channels' care ----

    private void splice() {
        way = Way.SPLICED;
        client.channel.config().setAutoRead(false);
        hop.channel.config().setAutoRead(false);
        client.whenWritten(() -> hop.whenWritten(() -> client.leaveLoop(() -> hop.leaveLoop(this::spliceNow))));
    }

    private void spliceNow() {
        var tunnel = new SplicedTunnel((IoEventLoop) worker.context().loop(), worker.context().pipes(), (int) now.limits().tunnelPipe().bytes(),
            client.end(), hop.end(), new SplicedTunnel.Listener() {
                @Override
                public void moved() {
                    idle.moved();
                }

                @Override
                public void halfClosed() {
                    idle.halfClosed();
                }

                @Override
                public void over() {
                    ended(End.COMPLETE);
                }
            });
        spliced = tunnel;
        tunnel.start();
    }

    /** One of the two ends: reads from its own channel, writes to the other's. */
    private final class Half extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        private @Nullable ByteBuf rest;
        private Channel other;
        private boolean inputEnded;
        /** All of it, and its end, has been given to the other side's socket. */
        private boolean delivered;
        private long bytes;

        Half(Channel channel, @Nullable ByteBuf rest) {
            this.channel = channel;
            this.rest = rest;
            this.other = channel;
        }

        void joins(Half partner) {
            other = partner.channel;
            var config = channel.config();
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            config.setAutoClose(true);
            if (tls(channel) == null) config.setRecvByteBufAllocator(worker.context().originReads());
            if (rest != null) pass(rest);
            rest = null;
            channel.pipeline().addLast(this);
            if (!channel.isActive()) ended(End.COMPLETE);
            else if (((DuplexChannel) channel).isInputShutdown()) inputEnded(); // before there was a tunnel to hear it
            else config.setAutoRead(true);
        }

        private void pass(ByteBuf chunk) {
            bytes += chunk.readableBytes();
            other.writeAndFlush(chunk, other.voidPromise());
            if (!other.isWritable()) channel.config().setAutoRead(false);
            idle.moved();
        }

        /** Without TLS or the like between the socket and us. */
        boolean isPlainSocket() {
            return channel instanceof EpollSocketChannel && channel.pipeline().first() == null;
        }

        /** Once all that was given to this side's socket is out; not if the tunnel ends meanwhile. */
        void whenWritten(Runnable then) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
                if (!over && written.isSuccess()) then.run();
            });
        }

        void leaveLoop(Runnable then) {
            channel.deregister().addListener(left -> {
                if (over) return;
                if (left.isSuccess() && channel.isOpen()) then.run();
                else ended(End.COMPLETE);
            });
        }

        SplicedTunnel.End end() {
            return new SplicedTunnel.End(((EpollSocketChannel) channel).fd(), inputEnded);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var chunk = (ByteBuf) message;
            boolean much = chunk.readableBytes() >= MUCH;
            pass(chunk);
            if (much && way == Way.COPIED_FOR_NOW && !over && Pipes.areReady()) splice();
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            idle.moved();
            // epoll knows no more of a channel whose input has ended, and fails if it is asked to read
            if (channel.isWritable() && !over && way != Way.SPLICED && !((DuplexChannel) other).isInputShutdown()) other.config().setAutoRead(true);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) inputEnded();
        }

        private void inputEnded() {
            if (inputEnded) return;
            inputEnded = true;
            // behind what is still on its way
            var encrypted = tls(other);
            var last = encrypted == null ? other.writeAndFlush(Unpooled.EMPTY_BUFFER) : encrypted.closeOutbound();
            last.addListener((ChannelFutureListener) written -> {
                if (written.isSuccess()) ((DuplexChannel) other).shutdownOutput();
                delivered = true;
                if (client.delivered && hop.delivered) ended(End.COMPLETE);
                else idle.moved();
            });
        }

        private static @Nullable SslHandler tls(Channel channel) {
            return channel.pipeline().get(SslHandler.class);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            // a reset; what the other side has not read yet still goes out
            other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> ended(End.COMPLETE));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            channel.close();
        }
    }

    private final class Idle extends Sweeper.Watch {
        private boolean halfClosed;

        void moved() {
            within(halfClosed || client.inputEnded || hop.inputEnded ? HALF_CLOSED_IDLE : now.timeouts().tunnelIdle());
        }

        void halfClosed() {
            halfClosed = true;
            moved();
        }

        @Override
        protected void expired() {
            ended(End.TIMEOUT);
        }
    }
}
