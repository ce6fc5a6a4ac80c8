// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.splice;

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
    private static final int O_NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    private static final int F_SETPIPE_SZ = 1031;
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

    /** Moves up to {@code most} bytes from a socket to a pipe, or from a pipe to a socket; 0 at the end of the stream. */
    long splice(int from, int to, long most) {
        while (true) {
            try {
                long moved = (long) Calls.SPLICE.invokeExact(errno, from, MemorySegment.NULL, to, MemorySegment.NULL, most, SPLICE_MOVE_NONBLOCK);
                if (moved >= 0) return moved;
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
            int error = (int) Calls.ERRNO.get(errno, 0L);
            if (error != EINTR) return -error;
        }
    }

    /**
     * A new pipe that holds up to {@code bytes}, or less where the system's bounds say so (pipe(7), "/proc files").
     *
     * @return false if there is none to be had: too many descriptors, or too little memory
     */
    boolean open(Pipe into, int bytes) {
        try {
            if ((int) Calls.PIPE2.invokeExact(twoInts, O_NONBLOCK_CLOEXEC) != 0) return false;
            into.readEnd = twoInts.getAtIndex(JAVA_INT, 0);
            into.writeEnd = twoInts.getAtIndex(JAVA_INT, 1);
            // when it fails the pipe keeps the size it has, 64 KiB
            int _ = (int) Calls.FCNTL.invokeExact(into.writeEnd, F_SETPIPE_SZ, bytes);
            return true;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    void close(Pipe pipe) {
        try {
            int _ = (int) Calls.CLOSE.invokeExact(pipe.readEnd);
            int _ = (int) Calls.CLOSE.invokeExact(pipe.writeEnd);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Ends what we send; what was sent before still arrives. */
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
        static final MethodHandle PIPE2;
        static final MethodHandle FCNTL;
        static final MethodHandle SHUTDOWN;
        static final MethodHandle CLOSE;
        static final VarHandle ERRNO;

        static {
            var captured = Linker.Option.captureCallState("errno");
            SPLICE = call("splice", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT), captured);
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
