// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/** The file system as the store uses it. A test puts a disk beneath it that is full, torn or rotten. */
interface Disk {
    /** An open file. Offsets are given with each call, so any thread may use it. */
    interface File extends AutoCloseable {
        /** Reads at least one byte, or returns -1 behind the end. */
        int read(ByteBuffer into, long at) throws IOException;

        /** Writes some of the remaining bytes; returns how many. */
        int write(ByteBuffer from, long at) throws IOException;

        long size() throws IOException;

        void truncate(long size) throws IOException;

        /** Returns when what was written would survive a loss of power. */
        void force() throws IOException;

        /** For the system call that sends from a file. */
        FileChannel channel();

        @Override
        void close() throws IOException;
    }

    /** Creates a file that must not exist. */
    File create(Path path) throws IOException;

    /** Opens a file to read and write. */
    File open(Path path) throws IOException;

    void delete(Path path) throws IOException;

    /** Gives a file another name in its folder; it stays open. */
    void move(Path from, Path to) throws IOException;

    /** The files and folders in a folder. */
    List<Path> list(Path folder) throws IOException;


    /** As many bytes as there are, up to {@code length}; ready to be read, position 0. */
    static ByteBuffer read(File file, long at, int length) throws IOException {
        var bytes = ByteBuffer.allocate(length);
        readInto(file, bytes, at);
        return bytes.flip();
    }

    /** Fills the buffer as far as the file goes. */
    static void readInto(File file, ByteBuffer into, long at) throws IOException {
        long from = at;
        while (into.hasRemaining()) {
            int count = file.read(into, from);
            if (count < 0) return;
            from += count;
        }
    }

    /** Writes all remaining bytes. */
    static void writeAll(File file, ByteBuffer from, long at) throws IOException {
        long to = at;
        while (from.hasRemaining()) {
            int count = file.write(from, to);
            if (count <= 0) throw new IOException("the disk takes no more");
            to += count;
        }
    }
}
