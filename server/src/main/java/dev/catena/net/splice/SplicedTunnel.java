// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.splice;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Bytes both ways between two sockets that are no channels any more, inside the kernel. The sockets are watched edge-triggered
 * on the loop they lived on before; what is on its way is at most one pipe a direction, and a direction is read only when the other
 * side can take it. It does not close the sockets.
 *
 * <p>Owner: one event loop.
 */
public final class SplicedTunnel {
    private static final EpollIoOps READ = EpollIoOps.EPOLLIN;
    private static final EpollIoOps WRITE = EpollIoOps.EPOLLOUT;
    private static final EpollIoOps ENDED = EpollIoOps.EPOLLRDHUP;
    private static final EpollIoOps ERROR = EpollIoOps.EPOLLERR;
    private static final EpollIoOps WATCHED = READ.with(WRITE).with(ENDED).with(EpollIoOps.EPOLLET);
    private static final int HANG_UP = 0x10;
    /** When the system has no pipe to give, it is asked again after this time. */
    private static final long NO_PIPE_MILLIS = 100;

    private final IoEventLoop loop;
    private final Pipes pipes;
    private final Kernel kernel;
    private final int pipeBytes;
    private final Listener listener;
    private final Side left;
    private final Side right;
    private final Direction there;
    private final Direction back;
    private boolean over;

    /** Who wants to know what happens. */
    public interface Listener {
        /** Bytes left for the other side. */
        void moved();

        /** One direction has ended, and the other side knows. */
        void halfClosed();

        /** Both directions have ended, or one side broke. */
        void over();
    }

    /**
     * @param socket its descriptor, connected, non-blocking and not watched by the loop
     * @param ended nothing more comes from it, and the other side has been told
     */
    public record End(FileDescriptor socket, boolean ended) {}

    /** @param pipeBytes what a pipe shall hold */
    public SplicedTunnel(IoEventLoop loop, Pipes pipes, int pipeBytes, End left, End right, Listener listener) {
        this.loop = loop;
        this.pipes = pipes;
        this.kernel = pipes.kernel();
        this.pipeBytes = pipeBytes;
        this.listener = listener;
        this.left = new Side(left.socket());
        this.right = new Side(right.socket());
        this.there = new Direction(this.left, this.right, left.ended());
        this.back = new Direction(this.right, this.left, right.ended());
    }

    /** Starts to move. */
    public void start() {
        left.watch();
        right.watch();
        if (!there.source.isWatched() || !back.source.isWatched()) finish();
    }

    /** Bytes that came from the left and left for the right. */
    public long bytesThere() {
        return there.delivered;
    }

    /** Bytes that came from the right and left for the left. */
    public long bytesBack() {
        return back.delivered;
    }

    /** Stops, and says nothing more. The sockets can be closed after it. */
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
        private @Nullable Pipe pipe;
        private boolean sourceEnded;
        private boolean targetTold;
        private boolean queued;
        private long delivered;

        Direction(Side source, Side target, boolean ended) {
            this.source = source;
            this.target = target;
            this.sourceEnded = ended;
            this.targetTold = ended;
        }

        /** Goes on as far as both sides let it, one pipe at a time: other connections of the loop want their turn too. */
        void move() {
            if (over) return;
            if (pipe != null && pipe.bytes > 0 && !pour()) return;
            if (sourceEnded) end();
            else if (source.readable && target.writable) draw();
            if (pipe != null && pipe.bytes == 0 && !queued) drop();
        }

        private void draw() {
            if (pipe == null) pipe = pipes.take(pipeBytes);
            if (pipe == null) {
                again(NO_PIPE_MILLIS);
                return;
            }
            long drawn = kernel.splice(source.socket.intValue(), pipe.writeEnd, pipeBytes);
            if (drawn == -Kernel.EAGAIN) {
                source.readable = false;
            } else if (drawn == 0) {
                sourceEnded = true;
                end();
            } else if (drawn < 0) {
                // a reset; what came before it has been delivered
                finish();
            } else {
                pipe.bytes = drawn;
                if (pour()) again(0);
            }
        }

        /** Empties the pipe into the target; false if some is left. */
        private boolean pour() {
            var full = pipe;
            while (full != null && full.bytes > 0) {
                long poured = kernel.splice(full.readEnd, target.socket.intValue(), full.bytes);
                if (poured == -Kernel.EAGAIN) {
                    target.writable = false;
                    return false;
                }
                if (poured <= 0) {
                    finish();
                    return false;
                }
                full.bytes -= poured;
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
            else listener.halfClosed();
        }

        private void again(long millis) {
            if (queued) return;
            queued = true;
            if (millis == 0) loop.execute(this);
            else loop.schedule(this, millis, TimeUnit.MILLISECONDS);
        }

        @Override
        public void run() {
            queued = false;
            move();
        }

        void drop() {
            if (pipe != null) pipes.giveBack(pipe);
            pipe = null;
        }
    }
}
