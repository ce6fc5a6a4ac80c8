// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The system calls of Linux that a spliced tunnel needs, by way of the C library. Results are as the kernel's own: a count, or
 * an error number with its sign turned.
 *
 * <p>Owner of an instance: one thread, as error numbers are captured in its memory.
 */
final class Kernel {
    /** Nothing there now, or no room now. */
    static final int EAGAIN = 11;
    static final int EINTR = 4;

    private static final int SPLICE_MOVE_NONBLOCK = 1 | 2;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int O_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int SHUT_WR = 1;

    private static final boolean AVAILABLE = available();

    private final MemorySegment errno;
    private final MemorySegment twoInts;

    /** @throws IllegalStateException if the calls are not here */
    Kernel() {
        if (!AVAILABLE) throw new IllegalStateException("no splice on this system");
        var arena = Arena.ofAuto();
        errno = arena.allocate(Linker.Option.captureStateLayout());
        twoInts = arena.allocate(JAVA_INT, 2);
    }

    private static boolean available() {
        if (!System.getProperty("os.name").equals("Linux")) return false;
        try {
            return Calls.SPLICE != null;
        } catch (LinkageError missing) {
            return false;
        }
    }

    /** Whether this is a Linux whose C library has all of the calls, and the JVM lets us use them. */
    static boolean isAvailable() {
        return AVAILABLE;
    }

    /** Moves up to {@code most} bytes from a socket to a pipe, or from a pipe to a socket; 0 at the end of the stream (splice(2)). */
    long splice(int from, int to, long most) {
        long moved;
        do {
            try {
                moved = (long) Calls.SPLICE.invokeExact(errno, from, MemorySegment.NULL, to, MemorySegment.NULL, most, SPLICE_MOVE_NONBLOCK);
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        } while (moved < 0 && error() == EINTR);
        return moved < 0 ? -error() : moved;
    }

    /** Reads what a socket has, as much as fits; 0 at the end of the stream (recv(2)). */
    long receive(int socket, MemorySegment into) {
        long read;
        do {
            try {
                read = (long) Calls.RECV.invokeExact(errno, socket, into, into.byteSize(), 0);
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        } while (read < 0 && error() == EINTR);
        return read < 0 ? -error() : read;
    }

    /** Gives a socket what it takes of these bytes (send(2)). */
    long send(int socket, MemorySegment bytes) {
        long sent;
        do {
            try {
                sent = (long) Calls.SEND.invokeExact(errno, socket, bytes, bytes.byteSize(), MSG_NOSIGNAL);
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        } while (sent < 0 && error() == EINTR);
        return sent < 0 ? -error() : sent;
    }

    private int error() {
        return (int) Calls.ERRNO.get(errno, 0L);
    }

    /**
     * A new pipe that holds up to {@code bytes}, or less where the system's bounds say so (pipe(7), "/proc files").
     *
     * @param bytesMin the least that is of use: a user who has many pipes is given some of a page or two
     * @return null if there is none to be had: too many descriptors, too little memory, or too small
     */
    @Nullable Pipe pipe(int bytes, int bytesMin) {
        try {
            if ((int) Calls.PIPE2.invokeExact(twoInts, O_NONBLOCK_CLOEXEC) != 0) return null;
            var pipe = new Pipe(this, twoInts.getAtIndex(JAVA_INT, 0), twoInts.getAtIndex(JAVA_INT, 1), bytes);
            // when it fails the pipe keeps the size it has, usually 64 KiB
            if ((int) Calls.FCNTL.invokeExact(pipe.writeEnd, F_SETPIPE_SZ, bytes) >= bytesMin) return pipe;
            if ((int) Calls.FCNTL.invokeExact(pipe.writeEnd, F_GETPIPE_SZ, 0) >= bytesMin) return pipe;
            pipe.close();
            return null;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    void close(int descriptor) {
        try {
            int _ = (int) Calls.CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Ends what we send; what was sent before still arrives (shutdown(2)). */
    void endOutput(int socket) {
        try {
            int _ = (int) Calls.SHUTDOWN.invokeExact(socket, SHUT_WR);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Apart, so that a system without them is noticed in one place. */
    private static final class Calls {
        static final MethodHandle SPLICE;
        static final MethodHandle RECV;
        static final MethodHandle SEND;
        static final MethodHandle PIPE2;
        static final MethodHandle FCNTL;
        static final MethodHandle SHUTDOWN;
        static final MethodHandle CLOSE;
        static final VarHandle ERRNO;

        static {
            var captured = Linker.Option.captureCallState("errno");
            SPLICE = call("splice", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), captured);
            RECV = call("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), captured);
            SEND = call("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), captured);
            PIPE2 = call("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
            FCNTL = call("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), Linker.Option.firstVariadicArg(2));
            SHUTDOWN = call("shutdown", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
            CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
            ERRNO = Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
        }

        @SuppressWarnings("restricted") // the JVM is started with native access for what it loads from the class path
        private static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... options) {
            var linker = Linker.nativeLinker();
            return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
        }
    }
}
