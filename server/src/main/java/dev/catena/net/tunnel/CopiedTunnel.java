// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Between two channels, of whatever kind and with TLS or without: each read is written at once. It notices when it carries much,
 * and can then be taken off its channels, if both are plain sockets.
 */
public final class CopiedTunnel implements Tunnel {
    private final LoopContext context;
    private final Listener listener;
    private final Half left;
    private final Half right;
    /** Who takes over when a read shows that the tunnel carries much, and what such a read brings. */
    private @Nullable BiConsumer<SplicedTunnel.End, SplicedTunnel.End> successor;
    private int muchBytes;
    private boolean carriesMuch;
    private boolean leaving;
    private boolean over;

    /**
     * @param channel reads nothing yet; nobody else listens to it
     * @param rest what was read of it already; owned
     */
    public record End(Channel channel, @Nullable ByteBuf rest) {}

    public CopiedTunnel(LoopContext context, End left, End right, Listener listener) {
        this.context = context;
        this.listener = listener;
        this.left = new Half(left);
        this.right = new Half(right);
    }

    /** Whether nothing stands between us and two sockets of Linux. */
    public boolean hasPlainSockets() {
        return left.isPlainSocket() && right.isPlainSocket();
    }

    /**
     * After a read of so many bytes, as soon as nothing is on its way, the tunnel leaves its channels, which go on to own the sockets. It
     * is {@linkplain #stop stopped} then, its counts stay.
     */
    public void leaveTo(BiConsumer<SplicedTunnel.End, SplicedTunnel.End> successor, int muchBytes) {
        this.successor = successor;
        this.muchBytes = muchBytes;
    }

    @Override
    public void start() {
        left.join(right);
        right.join(left);
        left.begin();
        right.begin();
    }

    @Override
    public void stop() {
        over = true;
        left.dropRest();
        right.dropRest();
    }

    @Override
    public long bytesThere() {
        return left.bytes;
    }

    @Override
    public long bytesBack() {
        return right.bytes;
    }

    @Override
    public boolean isHalfClosed() {
        return left.inputEnded || right.inputEnded;
    }

    private void finish() {
        if (over) return;
        stop();
        listener.over();
    }

    // ---- off the channels: nothing more is read, all that was read is written, both sockets leave the loop ----

    private void leaveIfNothingIsOnItsWay() {
        if (over || leaving || !left.isPassed() || !right.isPassed()) return;
        leaving = true;
        left.comeToRest();
        right.comeToRest();
        left.leaveLoop(() -> right.leaveLoop(this::leave));
    }

    private void leave() {
        if (successor == null) return;
        var here = left.end();
        var there = right.end();
        stop();
        successor.accept(here, there);
    }

    /** One of the two ends: reads from its own channel, writes to the other's. */
    private final class Half extends ChannelInboundHandlerAdapter {
        private final Channel channel;
        /** Read, but not given to the other side. */
        private @Nullable ByteBuf rest;
        private Half other = this;
        private boolean inputEnded;
        /** All of it, and its end, has been given to the other side's socket. */
        private boolean delivered;
        private boolean awaitsPassed;
        private long bytes;

        Half(End end) {
            this.channel = end.channel();
            this.rest = end.rest();
        }

        void join(Half partner) {
            other = partner;
            var config = channel.config();
            config.setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
            // a write that fails does not close: the socket's own event does, which the loop may have in its hands already
            config.setAutoClose(false);
            if (tls() == null) config.setRecvByteBufAllocator(context.originReads());
        }

        void begin() {
            var early = rest;
            rest = null;
            if (early != null) pass(early);
            channel.pipeline().addLast(this);
            if (!channel.isActive()) finish();
            else if (((DuplexChannel) channel).isInputShutdown()) inputEnded(); // before there was a tunnel to hear it
            else channel.config().setAutoRead(true);
        }

        private void pass(ByteBuf chunk) {
            bytes += chunk.readableBytes();
            other.channel.writeAndFlush(chunk, other.channel.voidPromise());
            if (!other.channel.isWritable()) channel.config().setAutoRead(false);
            listener.moved();
        }

        /** Without TLS or the like between the socket and us. */
        boolean isPlainSocket() {
            return channel instanceof EpollSocketChannel && channel.pipeline().first() == null;
        }

        /** All that came, an end included, has been given to the other side's socket. */
        boolean isPassed() {
            var waiting = other.channel.unsafe().outboundBuffer();
            return waiting != null && waiting.isEmpty() && delivered == inputEnded;
        }

        /** Reads no more; an end that comes all the same does not close the channel. */
        void comeToRest() {
            channel.config().setAutoRead(false);
            channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        }

        void leaveLoop(Runnable then) {
            channel.deregister().addListener(left -> {
                if (over) return;
                if (left.isSuccess() && channel.isOpen()) then.run();
                else finish();
            });
        }

        SplicedTunnel.End end() {
            var surplus = rest;
            rest = null;
            return new SplicedTunnel.End(((EpollSocketChannel) channel).fd(), surplus, inputEnded);
        }

        @Override
        public void channelRead(ChannelHandlerContext handler, Object message) {
            var chunk = (ByteBuf) message;
            if (over) {
                chunk.release();
            } else if (leaving) {
                keep(chunk);
            } else {
                if (successor != null && chunk.readableBytes() >= muchBytes && Pipes.areReady()) carriesMuch = true;
                pass(chunk);
                if (carriesMuch) leaveWhenPassed();
            }
        }

        /** An event that the loop had already fetched: written now, what the other socket does not take would stay behind. */
        private void keep(ByteBuf chunk) {
            if (rest == null) rest = channel.alloc().directBuffer(chunk.readableBytes());
            rest.writeBytes(chunk);
            chunk.release();
        }

        /** Waits for its own bytes only: to stop the other direction as well could make both ends wait for each other. */
        private void leaveWhenPassed() {
            if (isPassed()) {
                leaveIfNothingIsOnItsWay();
            } else if (!awaitsPassed) {
                awaitsPassed = true;
                channel.config().setAutoRead(false);
                other.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> {
                    awaitsPassed = false;
                    leaveIfNothingIsOnItsWay();
                    readOn();
                });
            }
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext handler) {
            if (over) return;
            listener.moved();
            if (channel.isWritable()) other.readOn();
        }

        private void readOn() {
            // epoll knows no more of a channel whose input has ended, and fails if it is asked to read
            if (!over && !leaving && !awaitsPassed && other.channel.isWritable() && !((DuplexChannel) channel).isInputShutdown()) channel.config().setAutoRead(true);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext handler, Object event) {
            if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) inputEnded();
        }

        private void inputEnded() {
            // whoever takes over reads the end once more
            if (inputEnded || over || leaving) return;
            inputEnded = true;
            // behind what is still on its way
            var encrypted = other.tls();
            var last = encrypted == null ? other.channel.writeAndFlush(Unpooled.EMPTY_BUFFER) : encrypted.closeOutbound();
            last.addListener(this::delivered);
        }

        private void delivered(Future<?> written) {
            delivered = true;
            if (left.delivered && right.delivered) {
                finish();
            } else if (!over) {
                if (written.isSuccess()) other.endOutput();
                listener.moved();
            }
        }

        void dropRest() {
            if (rest != null) rest.release();
            rest = null;
        }

        private void endOutput() {
            ((DuplexChannel) channel).shutdownOutput();
            // its own end is the end of all now: the channel then closes by itself, instead of shutting down what is down already
            if (tls() == null) channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, false);
        }

        private @Nullable SslHandler tls() {
            return channel.pipeline().get(SslHandler.class);
        }

        @Override
        public void channelInactive(ChannelHandlerContext handler) {
            // a reset; what the other side has not read yet still goes out
            other.channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> finish());
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
            channel.close();
        }
    }
}
