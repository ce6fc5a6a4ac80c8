// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A directory of the store: locked against other processes, marked with the version of what lies in it.
 *
 * <p>{@code catena-cache} says the version; {@code lock} is locked as long as a process uses the folder; {@code segments} has the files.
 */
final class Folder implements AutoCloseable {
    static final String MARK = "catena-cache";
    static final String VERSION = "catena disk cache, format 1\n";
    private static final String SEGMENTS = "segments";

    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final Optional<Path> setAside;

    private Folder(Path path, FileChannel lockFile, FileLock lock, Optional<Path> setAside) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
        this.setAside = setAside;
    }

    /**
     * Makes the folder if need be, and locks it.
     *
     * @throws IOException with a sentence for the administrator, if it cannot be used
     */
    static Folder open(Path path) throws IOException {
        Files.createDirectories(path);
        var lockFile = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = lock(path, lockFile);
            return new Folder(path, lockFile, lock, prepare(path));
        } catch (IOException failure) {
            lockFile.close();
            throw failure;
        }
    }

    private static FileLock lock(Path path, FileChannel lockFile) throws IOException {
        try {
            var lock = lockFile.tryLock();
            if (lock != null) return lock;
        } catch (OverlappingFileLockException _) {
            // this process has it: two settings name one folder, or it was not closed
        }
        throw new IOException(path + " is used by another Catena; give each process a folder of its own");
    }

    /** Sees to it that the folder has segments of this version only. */
    private static Optional<Path> prepare(Path path) throws IOException {
        var mark = path.resolve(MARK);
        var segments = path.resolve(SEGMENTS);
        boolean marked = Files.exists(mark);
        if (!marked && Files.exists(segments)) {
            throw new IOException(segments + " is there, but " + mark + " is not: if it is no other program's, remove it; else choose another folder");
        }
        var found = marked ? Files.readString(mark, StandardCharsets.ISO_8859_1) : "";
        Optional<Path> aside = Optional.empty();
        if (marked && Files.exists(segments) && !found.equals(VERSION)) {
            aside = Optional.of(unusedName(path));
            Files.move(segments, aside.get());
        }
        if (!found.equals(VERSION)) Files.writeString(mark, VERSION);
        Files.createDirectories(segments);
        return aside;
    }

    private static Path unusedName(Path path) {
        for (int i = 1; ; i++) {
            var name = path.resolve("set-aside-" + i);
            if (!Files.exists(name)) return name;
        }
    }

    Path path() {
        return path;
    }

    Path segments() {
        return path.resolve(SEGMENTS);
    }

    /** Where segments of another version were moved to. */
    Optional<Path> setAside() {
        return setAside;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        lockFile.close();
    }
}
