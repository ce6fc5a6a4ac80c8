// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.jgroups.Address;
import org.jgroups.protocols.raft.FileBasedLog;
import org.jgroups.protocols.raft.Log;
import org.jgroups.protocols.raft.LogEntries;

/**
 * The library's log on disk, where it promises more: an entry that could not be written is not acknowledged, nor anything after it; a vote is
 * on disk before it is given; a snapshot is there as a whole or not at all; and an entry that a crash left in pieces is none.
 */
final class RaftLog extends FileBasedLog {
    private static final String SNAPSHOT = "snapshot.raft";
    private static final String METADATA = "metadata.raft";

    private final Path folder;
    private volatile String failure = "";

    /** @throws IOException if the folder cannot be used, or what is in it cannot be read */
    RaftLog(Path folder) throws IOException {
        this.folder = folder;
        try {
            super.init(folder.toString(), Map.of());
            useFsync(true);
            dropTornEntries();
        } catch (Exception unusable) {
            throw new IOException("%s cannot be used: %s".formatted(folder, unusable.getMessage()), unusable);
        }
    }

    /** Only what was never acknowledged can be torn: the last entries, not yet committed. */
    private void dropTornEntries() {
        for (long index = Math.max(1, commitIndex() + 1); index <= lastAppended(); index++) {
            var entry = get(index);
            if (entry != null && (entry.internal() || entry.command() == null || Proposal.isWhole(entry.command(), entry.offset(), entry.length()))) continue;
            deleteAllEntriesStartingFrom(index);
            return;
        }
    }

    @Override
    public void init(String name, Map<String, String> arguments) {
        // done by the constructor
    }

    /** Why nothing can be written any more, or empty. */
    String failure() {
        return failure;
    }

    @Override
    public long append(long index, LogEntries entries) {
        sound();
        long last;
        try {
            last = super.append(index, entries);
        } catch (RuntimeException failed) {
            throw broken(failed.toString());
        }
        if (last < index + entries.size() - 1) throw broken("the disk takes no more: see the service log");
        return last;
    }

    @Override
    public Log currentTerm(long term) {
        sound();
        return super.currentTerm(term);
    }

    @Override
    public Log votedFor(Address member) {
        sound();
        super.votedFor(member);
        try (var file = FileChannel.open(folder.resolve(METADATA), StandardOpenOption.WRITE)) {
            file.force(true);
        } catch (IOException failed) {
            throw broken(failed.toString());
        }
        return this;
    }

    @Override
    public void setSnapshot(ByteBuffer snapshot) {
        var fresh = folder.resolve(SNAPSHOT + ".new");
        try (var file = FileChannel.open(fresh, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (var rest = snapshot.duplicate(); rest.hasRemaining();) file.write(rest);
            file.force(true);
            Files.move(fresh, folder.resolve(SNAPSHOT), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw broken(failed.toString());
        }
    }

    @Override
    @SuppressWarnings("NullAway") // the library expects null where there is none
    public ByteBuffer getSnapshot() {
        var file = folder.resolve(SNAPSHOT);
        try {
            return Files.exists(file) ? ByteBuffer.wrap(Files.readAllBytes(file)) : null;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private void sound() {
        if (!failure.isEmpty()) throw new IllegalStateException(failure);
    }

    private IllegalStateException broken(String why) {
        failure = "the log in %s cannot be written: %s".formatted(folder, why);
        return new IllegalStateException(failure);
    }

    /** Bytes on disk. */
    long bytes() {
        long sum = 0;
        var files = folder.toFile().listFiles();
        if (files != null) for (File file : files) sum += file.length();
        return sum;
    }
}
