// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log file that survives its rotation, in the three ways logrotate has.
 *
 * <ul>
 *   <li>renamed, with or without a new file in its place: once a second the file at the path is compared with the open one by
 *       device and inode, and if it is another one, or none, the path is opened anew;
 *   <li>copied and truncated: the file is open for appending, so the next line begins where the file then ends;
 *   <li>renamed and signalled: {@link #reopen()}.
 * </ul>
 *
 * <p>A line is never split over two files, and each file begins with the preamble.
 */
final class LogFile implements LogSink {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int OPEN_TRIES = 5;
    /** A platform without file keys cannot tell files apart; there only a missing file is noticed. */
    private static final Object SOME_FILE = "some file";

    private final Path path;
    private final Supplier<String> preamble;
    private final LongSupplier nanoClock;
    private @Nullable FileChannel channel;
    /** Device and inode of the file that is, or was last, open. */
    private @Nullable Object opened;
    private long checkedNanos;
    private boolean preambleDue = true;
    private volatile boolean reopenAsked;

    /** @param preamble whole lines for the beginning of each file, asked for when one begins */
    LogFile(Path path, Supplier<String> preamble, LongSupplier nanoClock) {
        this.path = path;
        this.preamble = preamble;
        this.nanoClock = nanoClock;
    }

    @Override
    public void write(ByteBuffer lines) throws IOException {
        try {
            var open = current();
            if (preambleDue || open.size() == 0) begin(open, lines);
            while (lines.hasRemaining()) open.write(lines);
        } catch (IOException failed) {
            close();
            throw failed;
        }
    }

    /** Begins a file: one that was opened, whatever others wrote to it before, or was emptied meanwhile. */
    private void begin(FileChannel open, ByteBuffer lines) throws IOException {
        preambleDue = true;
        backToLineStart(lines);
        var first = ByteBuffer.wrap(preamble.get().getBytes(StandardCharsets.UTF_8));
        while (first.hasRemaining()) open.write(first);
        preambleDue = false;
    }

    @Override
    public void tend() throws IOException {
        current();
    }

    @Override
    public void reopen() {
        reopenAsked = true;
    }

    @Override
    public void close() {
        if (channel == null) return;
        try {
            channel.close();
        } catch (IOException nothingLeftToDo) {
            // what was written is with the system, and the next open says what is wrong
        }
        channel = null;
    }

    private FileChannel current() throws IOException {
        if (reopenAsked || rotated()) {
            reopenAsked = false;
            close();
        }
        return channel != null ? channel : open();
    }

    private boolean rotated() throws IOException {
        long now = nanoClock.getAsLong();
        if (channel == null || now - checkedNanos < CHECK_NANOS) return false;
        checkedNanos = now;
        return !keyOf(path).equals(opened);
    }

    /** Java cannot ask an open file for its inode, so the path is asked before and after until both agree. */
    private FileChannel open() throws IOException {
        var before = opened;
        for (int tries = 0; ; tries++) {
            var found = FileChannel.open(path, Set.of(CREATE, WRITE, APPEND), readableByGroup());
            var key = keyOf(path);
            if (key.equals(opened) || tries == OPEN_TRIES) {
                channel = found;
                checkedNanos = nanoClock.getAsLong();
                if (!key.equals(before)) preambleDue = true;
                return found;
            }
            opened = key;
            found.close();
        }
    }

    /** After half a line was written to what the file was before, the new one gets all of it. */
    private static void backToLineStart(ByteBuffer lines) {
        int start = lines.position();
        while (start > 0 && lines.get(start - 1) != '\n') start--;
        lines.position(start);
    }

    private static Object keyOf(Path path) throws IOException {
        try {
            var key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
            return key == null ? SOME_FILE : key;
        } catch (NoSuchFileException missing) {
            return "no file";
        }
    }

    /** Who visited what is not for everybody: mode 0640, less what the umask takes. */
    private FileAttribute<?>[] readableByGroup() {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
            ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))}
            : new FileAttribute<?>[0];
    }
}
