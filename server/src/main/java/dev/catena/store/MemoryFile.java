// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.net.LeasedRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Memory from which the kernel sends by itself: a file without a name (memfd_create(2)) that is mapped into memory, lives in no file system and
 * ends with the process. Its bytes go into a socket by reference (sendfile(2)); those of ordinary memory are copied for each client.
 *
 * <p>What makes that safe: a socket may refer to a page long after the call, until its peer has read it. So no place in the file is ever
 * used twice. Places are handed out in rising order, in an address space of 2^63 bytes, and the pages of one that is given back are punched
 * out (fallocate(2)): whoever still sends them keeps them, the file has none there any more. Mapped are stretches of 1 GiB of that space,
 * as long as one of their places is in use; only pages that were written cost memory.
 *
 * <p>Any thread; nothing here waits for a disk. One for the process.
 */
final class MemoryFile implements LeasedRegion.Sender {
    /** A body this large is cheaper to send by reference; below, one system call for head and body is. */
    static final int WORTH_IT = 64 << 10;

    private static final int PAGE = 4096;
    private static final long STRETCH = 1L << 30;
    /** The largest room. */
    static final long ROOM_MAX = STRETCH;

    /** Where the kernel is told from where to send, and says how far it came; one a thread. */
    private static final ThreadLocal<MemorySegment> OFFSET = ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG));
    private static final AtomicBoolean ASKED = new AtomicBoolean();
    private static volatile @Nullable MemoryFile shared;

    private final FileChannel channel;
    private final int descriptor;
    private Stretch last = new Stretch(0, MemorySegment.NULL, STRETCH);
    private long end;

    private MemoryFile(FileChannel channel, int descriptor) {
        this.channel = channel;
        this.descriptor = descriptor;
    }

    /**
     * Room for so many bytes in the file of this process; null where that is not worth it, or there is none. To make the file takes the JVM a
     * while, during which no loop has to wait: the first to ask starts it, and whoever asks before it is there gets null.
     */
    static @Nullable Room roomFor(int bytes) {
        if (bytes < WORTH_IT || bytes > ROOM_MAX) return null;
        var file = shared;
        if (file != null) return file.room(bytes);
        if (ASKED.compareAndSet(false, true)) Thread.ofPlatform().daemon().name("catena-memory-file").start(() -> shared = open());
        return null;
    }

    /** Whether the file of this process has been made. */
    static boolean isOpen() {
        return shared != null;
    }

    /** A new one; null where the system has none to give. */
    static @Nullable MemoryFile open() {
        int descriptor = MemoryCalls.create();
        if (descriptor < 0) return null;
        // the JDK has no channel for a descriptor that it did not open; Linux has a name for each
        try {
            var channel = FileChannel.open(Path.of("/proc/self/fd/" + descriptor), StandardOpenOption.READ, StandardOpenOption.WRITE);
            var file = new MemoryFile(channel, descriptor);
            file.send(-1, 0, 1); // to no socket: what the JVM has to link for it is linked here, and not on an event loop
            return file;
        } catch (IOException noNames) {
            MemoryCalls.close(descriptor);
            return null;
        }
    }

    /** Bytes of memory that so many bytes occupy. */
    static long occupied(long bytes) {
        return (bytes + PAGE - 1) / PAGE * PAGE;
    }

    /** To send from. */
    FileChannel channel() {
        return channel;
    }

    @Override
    public long send(int socket, long from, long bytes) {
        var offset = OFFSET.get();
        offset.set(ValueLayout.JAVA_LONG, 0, from);
        return MemoryCalls.send(socket, descriptor, offset, bytes);
    }

    /** Room for so many bytes, which nobody had before; null if the system has none left. */
    synchronized @Nullable Room room(int bytes) {
        long occupied = occupied(bytes);
        if (STRETCH - last.used < occupied && !stretch()) return null;
        long at = last.used;
        last.used += occupied;
        last.rooms++;
        return new Room(last, at, bytes);
    }

    private boolean stretch() {
        if (!MemoryCalls.grow(descriptor, end + STRETCH)) return false;
        var memory = MemoryCalls.map(descriptor, end, STRETCH);
        if (memory == null) return false;
        retire(last);
        last = new Stretch(end, memory, 0);
        end += STRETCH;
        return true;
    }

    private synchronized void giveBack(Room room) {
        MemoryCalls.punch(descriptor, room.position(), occupied(room.bytes));
        room.stretch.rooms--;
        if (room.stretch != last) retire(room.stretch);
    }

    /** Nothing more comes into it; its addresses are given up with its last room. */
    private static void retire(Stretch stretch) {
        if (stretch.rooms == 0 && stretch.memory.address() != 0) MemoryCalls.unmap(stretch.memory);
    }

    /** A part of the file that is mapped at a stretch. Under the file's monitor. */
    private static final class Stretch {
        final long start;
        final MemorySegment memory;
        long used;
        int rooms;

        Stretch(long start, MemorySegment memory, long used) {
            this.start = start;
            this.memory = memory;
            this.used = used;
        }
    }

    /** Somebody's part of the file. */
    final class Room {
        private final Stretch stretch;
        private final long at;
        private final int bytes;

        private Room(Stretch stretch, long at, int bytes) {
            this.stretch = stretch;
            this.at = at;
            this.bytes = bytes;
        }

        /** Its memory; nobody may touch it after {@link #giveBack}. */
        ByteBuffer memory() {
            return stretch.memory.asSlice(at, bytes).asByteBuffer();
        }

        /** Where it begins in the file. */
        long position() {
            return stretch.start + at;
        }

        MemoryFile file() {
            return MemoryFile.this;
        }

        /** The system gets its memory back. Once. */
        void giveBack() {
            MemoryFile.this.giveBack(this);
        }
    }
}
