// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * Between two sockets that are no channels any more, inside the kernel. The sockets are watched edge-triggered on the loop they
 * lived on before; what is on its way is at most one pipe a direction, and a direction is read only when the other side can take it.
 * A direction that gets no pipe is copied until it gets one.
 */
public final class SplicedTunnel implements Tunnel {
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT;
    private static final EpollIoOps ENDED = EpollIoOps.EPOLLRDHUP;
    private static final EpollIoOps ERROR = EpollIoOps.EPOLLERR;
    private static final EpollIoOps WATCHED = READ.with(WRITE).with(ENDED).with(EpollIoOps.EPOLLET);
    private static final int HANG_UP = 0x10;

    private final IoEventLoop loop;
    private final Pipes pipes;
    private final Kernel kernel;
    private final Pipes.Terms terms;
    private final Listener listener;
    private final Side left;
    private final Side right;
    private final Direction there;
    private final Direction back;
    private boolean over;

    /**
     * @param socket its descriptor, connected, non-blocking and not watched by the loop
     * @param rest what was read of it already and not given to the other side; owned, a direct buffer
     * @param ended nothing more comes from it, and the other side has been told
     */
    public record End(FileDescriptor socket, @Nullable ByteBuf rest, boolean ended) {}

    public SplicedTunnel(IoEventLoop loop, Pipes pipes, Pipes.Terms terms, End left, End right, Listener listener) {
        this.loop = loop;
        this.pipes = pipes;
        this.kernel = pipes.kernel();
        this.terms = terms;
        this.listener = listener;
        this.left = new Side(left.socket());
        this.right = new Side(right.socket());
        this.there = new Direction(this.left, this.right, left);
        this.back = new Direction(this.right, this.left, right);
    }

    @Override
    public void start() {
        left.watch();
        right.watch();
        if (!left.isWatched() || !right.isWatched()) finish();
    }

    @Override
    public long bytesThere() {
        return there.delivered;
    }

    @Override
    public long bytesBack() {
        return back.delivered;
    }

    @Override
    public boolean isHalfClosed() {
        return there.targetTold || back.targetTold;
    }

    @Override
    public void stop() {
        if (over) return;
        over = true;
        left.unwatch();
        right.unwatch();
        there.drop();
        back.drop();
    }

    private void finish() {
        if (over) return;
        stop();
        listener.over();
    }

    /** One of the sockets, and what is known of it: each flag holds until a call says that it would block. */
    private final class Side implements EpollIoHandle {
        private final FileDescriptor socket;
        private @Nullable IoRegistration registration;
        private boolean readable;
        private boolean writable;
        /** The other end is gone, and not because we ended our output. */
        private boolean gone;

        Side(FileDescriptor socket) {
            this.socket = socket;
        }

        void watch() {
            var registered = loop.register(this);
            // on its own loop it is done at once, or has failed
            if (!registered.isSuccess()) return;
            registration = registered.getNow();
            registration.submit(WATCHED);
        }

        boolean isWatched() {
            return registration != null;
        }

        void unwatch() {
            if (registration != null) registration.cancel();
        }

        @Override
        public FileDescriptor fd() {
            return socket;
        }

        @Override
        public void handle(IoRegistration of, IoEvent event) {
            var ops = ((EpollIoEvent) event).ops();
            boolean broken = ops.contains(ERROR) || (ops.value() & HANG_UP) != 0;
            if (broken || ops.contains(READ) || ops.contains(ENDED)) readable = true;
            if (broken || ops.contains(WRITE)) writable = true;
            if (broken && !(this == left ? back : there).targetTold) gone = true;
            there.move();
            back.move();
        }

        @Override
        public void close() {
            // the loop ends
            finish();
        }
    }

    /** From one side to the other. */
    private final class Direction implements Runnable {
        private final Side source;
        private final Side target;
        private @Nullable Vessel vessel;
        private boolean sourceEnded;
        private boolean targetTold;
        private boolean queued;
        private long delivered;

        Direction(Side source, Side target, End from) {
            this.source = source;
            this.target = target;
            this.vessel = from.rest() == null ? null : new Bucket(kernel, from.rest());
            this.sourceEnded = from.ended();
            this.targetTold = from.ended();
        }

        /** Goes on as far as both sides let it, one vessel at a time: other connections of the loop want their turn too. */
        void move() {
            if (over || queued) return;
            if (vessel != null && vessel.bytes > 0 && !pour(vessel)) return;
            if (vessel instanceof Bucket) drop(); // perhaps there is a pipe now
            if (sourceEnded) end();
            else if (source.readable && target.writable) draw();
            if (vessel != null && vessel.bytes == 0 && !queued) drop();
            if (targetTold && source.gone) finish();
        }

        private void draw() {
            var empty = vessel == null ? pipes.take(terms) : vessel;
            vessel = empty;
            long drawn = empty.fill(source.socket.intValue());
            if (drawn == -Kernel.EAGAIN) {
                source.readable = false;
            } else if (drawn == 0) {
                sourceEnded = true;
                end();
            } else if (drawn < 0) {
                // a reset; what came before it has been delivered
                finish();
            } else if (pour(empty)) {
                inTurn();
            }
        }

        /** Empties the vessel into the target; false if some is left. */
        private boolean pour(Vessel full) {
            while (full.bytes > 0) {
                long poured = full.pour(target.socket.intValue());
                if (poured == -Kernel.EAGAIN) {
                    target.writable = false;
                    return false;
                }
                if (poured <= 0) {
                    finish();
                    return false;
                }
                delivered += poured;
                listener.moved();
            }
            return true;
        }

        private void end() {
            if (targetTold || over) return;
            targetTold = true;
            kernel.endOutput(target.socket.intValue());
            if (there.targetTold && back.targetTold) finish();
            else listener.moved();
        }

        private void inTurn() {
            queued = true;
            loop.execute(this);
        }

        @Override
        public void run() {
            queued = false;
            move();
        }

        void drop() {
            if (vessel != null) pipes.giveBack(vessel);
            vessel = null;
        }
    }
}
