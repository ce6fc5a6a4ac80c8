// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The segments of one directory as their one writer sees them: appends records, seals what is full, evicts the oldest.
 *
 * <p>Small records gather in a buffer and go to disk together; the index hears of a record only after it was written. Bytes are accounted before
 * they are written, footers included, so the bound holds at every instant. Replacement is by segments, oldest first; what was used since it was written is appended again
 * (S3-FIFO, Yang and others, 2023, with segments for the queue and the index's two bits for the counter). For that a segment's worth of the bound stays free.
 */
final class Log {
    private static final int BATCH = 1 << 20;
    private static final byte[] NOTHING = {};

    /** Told where a record lies, once it is written. */
    interface Written {
        void at(long location) throws IOException;
    }

    private record Pending(long location, Written written) {}

    private final Path folder;
    private final Disk disk;
    private final DiskIndex index;
    private final Segments segments;
    private final AtomicLong held;
    private final SecureRandom random;
    private final ArrayDeque<Segment> sealed = new ArrayDeque<>();
    private final ConcurrentHashMap<Long, Segment> byNumber = new ConcurrentHashMap<>();
    private final ByteBuffer batch = ByteBuffer.allocateDirect(BATCH);
    private final List<Pending> pending = new ArrayList<>();
    private final RecordReader reader = new RecordReader();
    private final DiskCounts counts;

    private long bound;
    private long nextNumber = 1;
    private @Nullable Segment tail;
    private Footer tailEntries = new Footer();
    /** Where the next record begins in the tail, and where the batch will go. */
    private long tailEnd;
    private long batchAt;
    private boolean evicting;
    private long recordsWritten;
    /** Says of others that they are dead, and may not be on the platter yet. */
    private @Nullable Segment unforced;

    /** @param held bytes of all files, as far as they are accounted for */
    Log(Path folder, Disk disk, Shared shared, AtomicLong held, SecureRandom random, long bound) {
        this.folder = folder;
        this.disk = disk;
        this.index = shared.index();
        this.segments = shared.segments();
        this.counts = shared.counts();
        this.held = held;
        this.random = random;
        this.bound = bound;
    }

    /** Bytes of a segment in a directory of that size. */
    static long segmentBytes(long bound) {
        return Math.clamp(bound / 64 / BATCH * BATCH, BATCH, 64L * BATCH);
    }

    // ---- appending ----

    /**
     * Appends a record; the caller keeps the body.
     *
     * @return false if there is no room for it
     */
    boolean append(RecordHeader header, byte[] key, byte[] head, @Nullable ByteBuf body, Written written) throws IOException {
        long bytes = header.bytes();
        if (!prepareTail(bytes)) return false;
        var segment = Objects.requireNonNull(tail);
        long offset = tailEnd;
        if (bytes <= BATCH) {
            if (batch.remaining() < bytes) flush();
            put(header, segment.nonce, key, head, body);
        } else {
            flush();
            writeLarge(segment, header, key, head, body);
        }
        tailEntries.add(header, offset);
        tailEnd += bytes;
        if (bytes > BATCH) batchAt = tailEnd;
        var record = new Pending(Location.of(segment.slot, offset, bytes, header.kind() == RecordHeader.Kind.HEAD), written);
        if (bytes <= BATCH) pending.add(record);
        else tell(record);
        return true;
    }

    /** Appends that others are dead; false if there is no room. */
    boolean kill(RecordHeader tombstone) throws IOException {
        if (!append(tombstone, NOTHING, NOTHING, null, _ -> {})) return false;
        if (unforced != null && unforced != tail) unforced.file().force();
        unforced = tail;
        return true;
    }

    /** Sees to it that so many bytes may be written to the tail. */
    private boolean prepareTail(long bytes) throws IOException {
        // making room may itself append to the tail, or begin another: so first the room, for the worst case, then the tail
        if (!makeRoom(Segment.onDisk(Segment.HEADER + bytes + Footer.bytes(1)) + Segment.onDisk(1))) return false;
        if (tail != null && tailEnd + bytes + Footer.bytes(tailEntries.count() + 1) > segmentBytes(bound)) seal();
        if (tail == null && !begin()) return false;
        Objects.requireNonNull(tail).account(tailEnd + bytes + Footer.bytes(tailEntries.count() + 1));
        return true;
    }

    private boolean begin() throws IOException {
        var segment = newSegment(nextNumber);
        if (segment == null) return false;
        nextNumber++;
        try {
            segment.create();
        } catch (IOException failure) {
            segments.give(segment.slot);
            deleteQuietly(segment);
            throw failure;
        }
        segments.set(segment);
        byNumber.put(segment.number(), segment);
        tail = segment;
        tailEntries = new Footer();
        tailEnd = Segment.HEADER;
        batchAt = Segment.HEADER;
        return true;
    }

    private @Nullable Segment newSegment(long number) {
        int slot = segments.take();
        return slot < 0 ? null : new Segment(slot, number, random.nextLong(), Segment.path(folder, number), disk, held);
    }

    private void put(RecordHeader header, long nonce, byte[] key, byte[] head, @Nullable ByteBuf body) {
        int start = batch.position();
        header.writeTo(batch, nonce, key, head);
        if (body != null && header.bodyBytes() > 0) {
            int from = batch.position();
            int length = (int) header.bodyBytes();
            body.getBytes(body.readerIndex(), batch.slice(from, length));
            batch.position(from + length);
            var sums = new Checksum.Blocks();
            sums.update(batch.duplicate().limit(from + length).position(from));
            sums.writeTo(batch);
        }
        while ((batch.position() - start) % Location.UNIT != 0) batch.put((byte) 0);
    }

    private void writeLarge(Segment segment, RecordHeader header, byte[] key, byte[] head, @Nullable ByteBuf body) throws IOException {
        var prefix = ByteBuffer.allocate(header.prefixBytes());
        header.writeTo(prefix, segment.nonce, key, head);
        long at = tailEnd;
        try {
            Disk.writeAll(segment.file(), prefix.flip(), at);
            at += header.prefixBytes();
            var sums = new Checksum.Blocks();
            if (body != null) {
                for (var part : body.nioBuffers()) {
                    sums.update(part.duplicate());
                    long length = part.remaining();
                    Disk.writeAll(segment.file(), part.duplicate(), at);
                    at += length;
                }
            }
            int rest = Math.toIntExact(tailEnd + header.bytes() - at);
            var end = ByteBuffer.allocate(rest);
            sums.writeTo(end);
            Disk.writeAll(segment.file(), end.clear(), at);
        } catch (IOException failure) {
            abandonTail();
            throw failure;
        }
    }

    /** Writes what has gathered, and tells where it lies. After a failure the tail is left as it is and a new one is begun; what was not written is lost. */
    void flush() throws IOException {
        if (tail == null || batch.position() == 0) return;
        try {
            Disk.writeAll(tail.file(), batch.flip(), batchAt);
        } catch (IOException failure) {
            abandonTail();
            throw failure;
        }
        batch.clear();
        batchAt = tailEnd;
        var written = List.copyOf(pending);
        pending.clear();
        for (var record : written) tell(record);
    }

    private void tell(Pending record) throws IOException {
        recordsWritten++;
        record.written.at(record.location);
    }

    /** How many records were written so far. */
    long recordsWritten() {
        return recordsWritten;
    }

    /** Ends the tail with its footer. */
    void seal() throws IOException {
        force();
        if (tail == null) return;
        var segment = tail;
        try {
            Disk.writeAll(segment.file(), tailEntries.toBytes(segment.nonce), tailEnd);
        } catch (IOException failure) {
            abandonTail();
            throw failure;
        }
        sealed.add(segment);
        tail = null;
    }

    /**
     * Where the body of a response is.
     *
     * @param segment its number
     * @param record offset of the record that has the body
     * @param bytes of the body
     */
    record BodyPlace(long segment, long record, long bytes) {}

    /** Where the body of the response is that begins there; null if it cannot be read. */
    @Nullable BodyPlace bodyOf(long location) throws IOException {
        var segment = segments.retained(location);
        if (segment == null) return null;
        try {
            if (!(reader.read(segment, Location.offset(location), Location.firstRead(location)) instanceof RecordReader.Found.Prefix(var header, _))) return null;
            return switch (header.kind()) {
                case RESPONSE -> new BodyPlace(segment.number(), Location.offset(location), header.bodyBytes());
                case HEAD -> new BodyPlace(header.upTo(), header.bodyOffset(), header.bodyBytes());
                case KEY_DEAD, VARIANT_DEAD -> null;
            };
        } finally {
            segment.release();
        }
    }

    /** Makes what was said to be dead survive a loss of power. */
    void force() throws IOException {
        flush();
        if (unforced != null) unforced.file().force();
        unforced = null;
    }

    /** Appends no more to the tail: its end is not what it should be. Whoever reads it without a footer finds what is whole. */
    private void abandonTail() {
        batch.clear();
        pending.clear();
        if (tail != null) sealed.add(tail);
        tail = null;
    }

    // ---- large responses ----

    /** A segment for a response that is written while it passes; null if there are too many files. Its number comes with its end. */
    @Nullable Segment beginSpool() throws IOException {
        int slot = segments.take();
        if (slot < 0) return null;
        long nonce = random.nextLong();
        var segment = new Segment(slot, 0, nonce, Segment.unfinished(folder, nonce), disk, held);
        try {
            segment.createEmpty();
        } catch (IOException failure) {
            dropSpool(segment);
            throw failure;
        }
        return segment;
    }

    /** Accounts for so many bytes of its file; false if there is no room for them. */
    boolean grow(Segment segment, long bytes) throws IOException {
        if (bytes > bound / 2 || !makeRoom(Segment.onDisk(bytes) - segment.accounted())) return false;
        segment.account(bytes);
        return true;
    }

    /** It has all its bytes: it stands behind all that was written until now. */
    void endSpool(Segment segment) throws IOException {
        seal();
        long number = nextNumber++;
        segment.finish(number, Segment.path(folder, number));
        segments.set(segment);
        byNumber.put(number, segment);
        sealed.add(segment);
    }

    void dropSpool(Segment segment) {
        segments.give(segment.slot);
        deleteQuietly(segment);
    }

    // ---- space ----

    /** Changes the bound; evicts what does not fit. */
    void resize(long bytes) throws IOException {
        bound = bytes;
        makeRoom(0);
    }

    /** Evicts until so many bytes more fit under the bound. */
    boolean makeRoom(long bytes) throws IOException {
        long reserve = evicting ? 0 : segmentBytes(bound);
        int turns = sealed.size() + 1;
        while (held.get() + bytes > bound - reserve) {
            if (evicting || turns-- < 0 || !evictOldest()) return held.get() + bytes <= bound - reserve;
        }
        return true;
    }

    /** Gives up the oldest segment; false if there is none. */
    boolean evictOldest() throws IOException {
        if (sealed.isEmpty()) seal();
        var oldest = sealed.poll();
        if (oldest == null) return false;
        evicting = true;
        try {
            if (!keepUsed(oldest)) drop(oldest);
        } catch (IOException failure) {
            if (byNumber.containsKey(oldest.number())) sealed.addFirst(oldest);
            throw failure;
        } finally {
            evicting = false;
        }
        return true;
    }

    /** Appends what was used to the tail; true if the segment stays as it is, for another turn. */
    private boolean keepUsed(Segment oldest) throws IOException {
        Footer entries;
        try {
            entries = entries(oldest);
        } catch (IOException _) {
            forget(List.of(oldest));
            return false;
        }
        boolean stays = new Mover(this, index, counts, oldest, reader).keepUsed(entries, segmentBytes(bound) / 2);
        if (stays) sealed.add(oldest);
        flush();
        return stays;
    }

    private void drop(Segment segment) throws IOException {
        if (segment == unforced) unforced = null;
        segment.unlink();
        byNumber.remove(segment.number());
        segments.give(segment.slot);
        segment.tellBodies();
        segment.release();
    }

    private void deleteQuietly(Segment segment) {
        try {
            segment.unlink();
        } catch (IOException _) {
            // it stays accounted for, as it may be there
        }
        segment.release();
    }

    /** Gives up everything. */
    void clear() throws IOException {
        abandonTail();
        forget(sealed);
        for (var segment = sealed.poll(); segment != null; segment = sealed.poll()) drop(segment);
    }

    /** The index is not to find anything in these segments. */
    private void forget(Collection<Segment> all) {
        var slots = new BitSet();
        all.forEach(segment -> slots.set(segment.slot));
        index.removeSegments(slots);
    }

    /** What a segment has; its footer says so, or its records. */
    private static Footer entries(Segment segment) throws IOException {
        var file = segment.file();
        var footer = Footer.read(file, file.size(), segment.nonce);
        return footer.isPresent() ? footer.get() : Scan.of(file, segment.nonce).entries();
    }

    // ---- recovery ----

    /** Takes over a segment that was there before; the latest first. */
    void adopt(Segment segment, long bytes) {
        segment.account(bytes);
        segments.set(segment);
        sealed.addFirst(segment);
        byNumber.put(segment.number(), segment);
        nextNumber = Math.max(nextNumber, segment.number() + 1);
    }

    /** The segment of that number, retained for the caller, or null. */
    @Nullable Segment retained(long number) {
        var segment = byNumber.get(number);
        return segment != null && segment.tryRetain() ? segment : null;
    }

    /** Seals the tail and closes all files. */
    void close() throws IOException {
        try {
            seal();
        } finally {
            abandonTail();
            forget(sealed);
            sealed.forEach(segment -> {
                segments.give(segment.slot);
                segment.tellBodies();
                segment.release();
            });
            sealed.clear();
            byNumber.clear();
        }
    }

    Segments segments() {
        return segments;
    }
}
