// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One file of records, or of a single large one. Whoever reads it holds a reference: a segment that is evicted is unlinked at once, and its bytes count until the last
 * reader has closed it, as the file system counts them.
 *
 * <pre>
 *  0  8  "CATENA" 0 1
 *  8  8  number of the segment; later segments have higher ones
 * 16  8  nonce: a random number that begins each of its records
 * 24  4  CRC-32C of the first 24 bytes
 * 28  4  0
 * 32  32 the same again: without its header a segment is lost, and what it says to be dead comes back
 * </pre>
 */
final class Segment {
    static final int HEADER = 64;
    static final String SUFFIX = ".seg";
    /** A large response that has not come to its end. */
    static final String UNFINISHED = ".part";
    private static final long MAGIC = 0x4341_5445_4e41_0001L;
    private static final int CHECKED = 24;
    private static final int COPY = 32;
    /** Files occupy whole blocks. */
    private static final int BLOCK = 4096;

    final int slot;
    private volatile long number;
    final long nonce;
    private volatile Path path;
    private final Disk disk;
    private final AtomicLong ledger;
    private final AtomicInteger references = new AtomicInteger(1);
    private final Set<DiskBody> bodies = ConcurrentHashMap.newKeySet();
    private Disk.@Nullable File file;
    private boolean unlinked;

    /** What it is accounted with. Changed by the writer alone. */
    private long accounted;

    Segment(int slot, long number, long nonce, Path path, Disk disk, AtomicLong ledger) {
        this.slot = slot;
        this.number = number;
        this.nonce = nonce;
        this.path = path;
        this.disk = disk;
        this.ledger = ledger;
    }

    static Path path(Path folder, long number) {
        return folder.resolve("%016x".formatted(number) + SUFFIX);
    }

    /** Where a segment is written that gets its number at its end. */
    static Path unfinished(Path folder, long nonce) {
        return folder.resolve("%016x".formatted(nonce) + UNFINISHED);
    }

    /** The number in a file's name, or -1 if it is no segment. */
    static long numberOf(Path path) {
        var name = path.getFileName().toString();
        if (!name.matches("[0-9a-f]{16}\\.seg")) return -1;
        return Long.parseUnsignedLong(name, 0, 16, 16);
    }

    /** Makes the file, with its header. */
    void create() throws IOException {
        createEmpty();
        writeHeader(number);
    }

    /** Makes the file; it is no segment yet. */
    void createEmpty() throws IOException {
        var created = disk.create(path);
        synchronized (this) {
            file = created;
        }
    }

    /** Makes a segment of the file, under its name. */
    void finish(long itsNumber, Path name) throws IOException {
        writeHeader(itsNumber);
        disk.move(path, name);
        number = itsNumber;
        path = name;
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    private void writeHeader(long number) throws IOException {
        var header = ByteBuffer.allocate(HEADER);
        for (int copy = 0; copy < HEADER; copy += COPY) {
            header.position(copy).putLong(MAGIC).putLong(number).putLong(nonce);
            header.putInt(Checksum.of(header, copy, copy + CHECKED));
        }
        Disk.writeAll(file(), header.clear(), 0);
    }

    /** The nonce of a file; empty if it is no segment of that number, or of another version. */
    static Optional<Long> nonce(Disk.File file, long number) throws IOException {
        var header = Disk.read(file, 0, HEADER);
        for (int copy = 0; copy + COPY <= header.remaining(); copy += COPY) {
            boolean whole = header.getLong(copy) == MAGIC && header.getLong(copy + 8) == number
                && header.getInt(copy + CHECKED) == Checksum.of(header, copy, copy + CHECKED);
            if (whole) return Optional.of(header.getLong(copy + 16));
        }
        return Optional.empty();
    }

    /** The open file. Only while a reference is held. */
    synchronized Disk.File file() throws IOException {
        if (file == null) file = disk.open(path);
        return file;
    }

    /** Takes a reference, unless the segment is gone. */
    boolean tryRetain() {
        for (int now = references.get(); now > 0; ) {
            int seen = references.compareAndExchange(now, now + 1);
            if (seen == now) return true;
            now = seen;
        }
        return false;
    }

    void release() {
        int left = references.decrementAndGet();
        if (left < 0) throw new IllegalStateException("released once too often: " + path);
        if (left > 0) return;
        close();
        synchronized (this) {
            if (unlinked) ledger.addAndGet(-accounted);
        }
    }

    /** A body that is read from here has a reference of its own. */
    void add(DiskBody body) {
        bodies.add(body);
    }

    void remove(DiskBody body) {
        bodies.remove(body);
    }

    /** The tier above has nothing of it any more, so that its bytes come free. After {@link #unlink}. */
    void tellBodies() {
        bodies.forEach(DiskBody::evicted);
    }

    synchronized boolean isUnlinked() {
        return unlinked;
    }

    /** Closes the file; it is opened again when it is needed. */
    private synchronized void close() {
        if (file == null) return;
        try {
            file.close();
        } catch (IOException _) {
            // it was only read, or what could not be written has been reported
        }
        file = null;
    }

    /** Accounts for so many bytes of file from now on. The writer's. */
    void account(long bytes) {
        long blocks = onDisk(bytes);
        ledger.addAndGet(blocks - accounted);
        accounted = blocks;
    }

    long accounted() {
        return accounted;
    }

    /** Bytes a file of that length occupies. */
    static long onDisk(long bytes) {
        return (bytes + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Unlinks the file; its bytes come free when nobody reads it any more. */
    void unlink() throws IOException {
        disk.delete(path);
        synchronized (this) {
            unlinked = true;
        }
    }

    /** Reads the fixed part of a record and what goes with it, as much as fits, from its beginning. */
    void read(ByteBuffer into, long offset) throws IOException {
        Disk.readInto(file(), into, offset);
    }

    static byte[] utf8(String key) {
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
