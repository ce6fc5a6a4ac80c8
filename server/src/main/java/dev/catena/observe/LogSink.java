// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where the lines of an access log go. Used by one thread. */
sealed interface LogSink permits LogFile, LogSink.Stream {

    /**
     * Writes whole lines. When it fails, the buffer's position tells what was not written; the next call goes on there.
     */
    void write(ByteBuffer lines) throws IOException;

    /** Follows a rotation that happened while there was nothing to write. */
    void tend() throws IOException;

    /** Opens the file anew before the next line. */
    void reopen();

    void close();

    static LogSink of(String to) {
        return switch (to) {
            case "stdout" -> new Stream(new FileOutputStream(FileDescriptor.out));
            case "stderr" -> new Stream(new FileOutputStream(FileDescriptor.err));
            default -> new LogFile(Path.of(to), System::nanoTime);
        };
    }

    /** Standard output or error: nothing to rotate, and never closed, as others write to it, too. */
    record Stream(OutputStream out) implements LogSink {
        @Override
        public void write(ByteBuffer lines) throws IOException {
            out.write(lines.array(), lines.arrayOffset() + lines.position(), lines.remaining());
            lines.position(lines.limit());
            out.flush();
        }

        @Override
        public void tend() {}

        @Override
        public void reopen() {}

        @Override
        public void close() {}
    }
}
