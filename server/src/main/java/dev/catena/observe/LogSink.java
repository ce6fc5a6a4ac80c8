// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;

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

    /** @param preamble whole lines for the beginning, asked for when there is one */
    static LogSink of(String to, Supplier<String> preamble) {
        return switch (to) {
            case "stdout" -> new Stream(new FileOutputStream(FileDescriptor.out), preamble);
            case "stderr" -> new Stream(new FileOutputStream(FileDescriptor.err), preamble);
            default -> new LogFile(Path.of(to), preamble, System::nanoTime);
        };
    }

    /** Standard output or error: nothing to rotate, and never closed, as others write to it, too. */
    final class Stream implements LogSink {
        private final OutputStream out;
        private final Supplier<String> preamble;
        private boolean begun;

        Stream(OutputStream out, Supplier<String> preamble) {
            this.out = out;
            this.preamble = preamble;
        }

        @Override
        public void write(ByteBuffer lines) throws IOException {
            if (!begun) out.write(preamble.get().getBytes(StandardCharsets.UTF_8));
            begun = true;
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
