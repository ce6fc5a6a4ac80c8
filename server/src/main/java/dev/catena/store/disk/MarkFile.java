// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Marks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Marks} of a folder: a file of small records, appended to and now and then written anew. A record that is not as it was written makes all of it
 * unknown: nobody can say what it was. Its one user is the folder's writer.
 *
 * <p>Header: magic (8), floor (8), CRC-32C (4), 0 (4). Record: slot (4), number (8), CRC-32C (4). A record that is cut off at the end was never confirmed to anybody.
 */
final class MarkFile {
    static final String NAME = "marks";
    private static final String UNFINISHED = "marks.new";
    private static final long MAGIC = 0x4361_7465_6E61_4D31L;
    private static final int HEADER = 24;
    private static final int RECORD = 16;

    /** More records than that, and it is written anew. */
    private static final int RECORDS_MAX = 2 * Marks.SLOTS;

    private final Path folder;
    private final Path path;
    private final Path unfinished;
    private final Disk disk;
    private final AtomicLong held;
    private Disk.@Nullable File file;
    private long end;
    private long floor;
    private final long[] bySlot = new long[Marks.SLOTS];

    /** @param held where its bytes are accounted for */
    MarkFile(Path folder, Disk disk, AtomicLong held) {
        this.folder = folder;
        this.path = folder.resolve(NAME);
        this.unfinished = folder.resolve(UNFINISHED);
        this.disk = disk;
        this.held = held;
    }

    /** What it has; empty if it is not there, or damaged. */
    Optional<Marks> read() throws IOException {
        if (!disk.list(folder).contains(path)) return Optional.empty();
        try (var there = disk.open(path)) {
            long size = there.size();
            if (size > HEADER + (long) RECORD * (RECORDS_MAX + 1)) return Optional.empty();
            return read(Disk.read(there, 0, (int) size));
        }
    }

    private Optional<Marks> read(ByteBuffer bytes) {
        if (bytes.remaining() < HEADER || bytes.getLong(0) != MAGIC || bytes.getInt(16) != Checksum.of(bytes, 0, 16)) return Optional.empty();
        for (int at = HEADER; at + RECORD <= bytes.limit(); at += RECORD) {
            int slot = bytes.getInt(at);
            if (bytes.getInt(at + 12) != Checksum.of(bytes, at, at + 12) || slot < 0 || slot >= Marks.SLOTS) return Optional.empty();
            bySlot[slot] = Math.max(bySlot[slot], bytes.getLong(at + 4));
        }
        floor = bytes.getLong(8);
        return Optional.of(now());
    }

    private Marks now() {
        return Marks.of(floor, bySlot.clone());
    }

    /** From now on it has these, too. */
    void merge(Marks others) throws IOException {
        if (file != null && now().covers(others)) return;
        floor = Math.max(floor, others.floor());
        for (int slot = 0; slot < Marks.SLOTS; slot++) bySlot[slot] = Math.max(bySlot[slot], others.get(slot));
        rewrite();
    }

    /** Keeps a number for a slot. */
    void add(int slot, long value) throws IOException {
        if (file != null && value <= bySlot[slot]) return;
        bySlot[slot] = Math.max(bySlot[slot], value);
        if (file == null || end >= HEADER + (long) RECORD * RECORDS_MAX) {
            rewrite();
            return;
        }
        try {
            Disk.writeAll(file, record(slot), end);
        } catch (IOException failure) {
            bySlot[slot] = Math.max(1, Math.min(bySlot[slot], value - 1)); // so that another attempt is one
            throw failure;
        }
        end += RECORD;
        held.addAndGet(RECORD);
    }

    private ByteBuffer record(int slot) {
        var record = ByteBuffer.allocate(RECORD).putInt(slot).putLong(bySlot[slot]);
        return record.putInt(Checksum.of(record, 0, 12)).flip();
    }

    private void rewrite() throws IOException {
        close();
        if (disk.list(folder).contains(unfinished)) disk.delete(unfinished);
        var bytes = ByteBuffer.allocate(HEADER + RECORD * (int) Arrays.stream(bySlot).filter(value -> value != 0).count());
        bytes.putLong(MAGIC).putLong(floor);
        bytes.putInt(Checksum.of(bytes, 0, 16)).putInt(0);
        for (int slot = 0; slot < Marks.SLOTS; slot++) if (bySlot[slot] != 0) bytes.put(record(slot));
        var written = disk.create(unfinished);
        try {
            Disk.writeAll(written, bytes.flip(), 0);
            written.force();
            disk.move(unfinished, path);
        } catch (IOException failure) {
            written.close();
            throw failure;
        }
        file = written;
        end = bytes.limit();
        held.addAndGet(end);
    }

    /** What it says must not be believed any more: whoever reads the folder next knows nothing. */
    void forget() throws IOException {
        close();
        if (disk.list(folder).contains(path)) disk.delete(path);
    }

    /** Makes it survive a loss of power. */
    void force() throws IOException {
        if (file != null) file.force();
    }

    void close() throws IOException {
        if (file == null) return;
        held.addAndGet(-end);
        var closing = file;
        file = null;
        closing.close();
    }
}
