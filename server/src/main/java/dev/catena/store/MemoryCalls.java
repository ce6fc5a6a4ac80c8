// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The system calls of Linux that {@link MemoryFile} needs, by way of the C library. */
final class MemoryCalls {
    private static final int MFD_CLOEXEC = 1;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_SHARED = 1;
    private static final long MAP_FAILED = -1;
    private static final int KEEP_SIZE_AND_PUNCH_HOLE = 1 | 2;

    private MemoryCalls() {}

    /** A new file without a name: its descriptor, or a negative number where there is none to be had. */
    static int create() {
        if (!System.getProperty("os.name").equals("Linux")) return -1;
        try (var arena = Arena.ofConfined()) {
            return (int) Calls.MEMFD_CREATE.invokeExact(arena.allocateFrom("catena"), MFD_CLOEXEC);
        } catch (LinkageError missing) {
            return -1;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Makes the file that long; takes no memory for it. */
    static boolean grow(int descriptor, long bytes) {
        try {
            return (int) Calls.FTRUNCATE.invokeExact(descriptor, bytes) == 0;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** A part of the file as memory; null if there are no addresses or no mappings left. */
    @SuppressWarnings("restricted") // the kernel says that so many bytes are there
    static @Nullable MemorySegment map(int descriptor, long from, long bytes) {
        try {
            var memory = (MemorySegment) Calls.MMAP.invokeExact(MemorySegment.NULL, bytes, PROT_READ_WRITE, MAP_SHARED, descriptor, from);
            return memory.address() == MAP_FAILED ? null : memory.reinterpret(bytes);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void unmap(MemorySegment memory) {
        try {
            int _ = (int) Calls.MUNMAP.invokeExact(memory, memory.byteSize());
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Takes the pages out of the file, which stays as long as it is. */
    static void punch(int descriptor, long from, long bytes) {
        try {
            int failed = (int) Calls.FALLOCATE.invokeExact(descriptor, KEEP_SIZE_AND_PUNCH_HOLE, from, bytes);
            if (failed != 0) throw new IllegalStateException("the kernel did not take back %d bytes of memory".formatted(bytes));
        } catch (RuntimeException told) {
            throw told;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Gives a socket what it takes of so many bytes of the file: how many that were, or a negative number. {@code offset} tells from where, and is moved on. */
    static long send(int socket, int descriptor, MemorySegment offset, long bytes) {
        try {
            return (long) Calls.SENDFILE.invokeExact(socket, descriptor, offset, bytes);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    static void close(int descriptor) {
        try {
            int _ = (int) Calls.CLOSE.invokeExact(descriptor);
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Apart, so that a system without them is noticed in one place. */
    private static final class Calls {
        static final MethodHandle MEMFD_CREATE = call("memfd_create", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        static final MethodHandle FTRUNCATE = call("ftruncate64", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MMAP = call("mmap64", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        static final MethodHandle MUNMAP = call("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle FALLOCATE = call("fallocate64", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
        static final MethodHandle SENDFILE = call("sendfile64", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_INT, ADDRESS, JAVA_LONG));
        static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        @SuppressWarnings("restricted") // the JVM is started with native access for what it loads from the class path
        private static MethodHandle call(String name, FunctionDescriptor shape) {
            var linker = Linker.nativeLinker();
            try {
                return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape);
            } catch (RuntimeException missing) {
                throw new LinkageError(name, missing);
            }
        }
    }
}
