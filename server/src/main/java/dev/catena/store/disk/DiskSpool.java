// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.store.HeadCodec;
import dev.catena.store.MemoryStore;
import dev.catena.store.Spool;
import dev.catena.store.StoredHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Writes a large response into a segment of its own while it passes. The body goes to its place behind the room for header, key and head; these are written when all
 * has come, and only then does the file get a segment's name. What a kill leaves of it is removed by the next start.
 */
final class DiskSpool implements Spool {
    private final Volume volume;
    private final Shared shared;
    private final long announced;
    private final long bodyMax;
    private final Predicate<MemoryStore.Place> isWanted;
    private final Consumer<DiskSpool> whenStored;

    /** The event loop's. */
    private long taken;
    private volatile boolean open = true;

    /** The writer thread's. */
    private final Checksum.Blocks sums = new Checksum.Blocks();
    /** Bytes between the record's header and the body: key and head, and room for a longer head. */
    private final int prefix;
    private volatile Identity identity;
    private @Nullable Segment segment;
    private @Nullable Segment finished;
    /** What can be read back; made once there is a file. */
    private volatile @Nullable SpooledBytes bytes;
    private volatile Runnable whenReadable = () -> {};
    private final DiskReads reads;
    private boolean reading = true;
    private long written;

    /** A part needs so much more than the whole, for its range in two places. */
    private static final int PART_ROOM = 256;

    /** What it is stored as; settled when it is committed. */
    private record Identity(MemoryStore.Place place, StoredHead head) {}

    /**
     * @param announced length of the body, or -1
     * @param bodyMax longer bodies are given up
     * @param isWanted whether it was not purged since it was asked for
     * @param whenStored run on the writer's thread once the response is in its segment
     */
    DiskSpool(Volume volume, Shared shared, MemoryStore.Place place, StoredHead head, long announced, long bodyMax, Predicate<MemoryStore.Place> isWanted,
        DiskReads reads, Consumer<DiskSpool> whenStored) {
        this.volume = volume;
        this.shared = shared;
        this.announced = announced;
        this.bodyMax = bodyMax;
        this.isWanted = isWanted;
        this.reads = reads;
        this.whenStored = whenStored;
        this.identity = new Identity(place, head);
        this.prefix = Segment.utf8(place.key()).length + HeadCodec.toBytes(head).length + PART_ROOM;
    }

    // ---- on the event loop ----

    @Override
    public void write(ByteBuf chunk) {
        if (!open || !chunk.isReadable()) return;
        taken += chunk.readableBytes();
        if (taken > bodyMax) {
            giveUp();
            return;
        }
        var copy = chunk.alloc().directBuffer(chunk.readableBytes());
        copy.writeBytes(chunk, chunk.readerIndex(), chunk.readableBytes());
        if (volume.spool(this, copy)) return;
        shared.counts().refused.increment();
        giveUp();
    }

    private void giveUp() {
        open = false;
        volume.end(this);
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** A chunk was not written: there would be a hole. Any thread. */
    void partLost() {
        open = false;
    }

    // ---- reading back; any thread ----

    @Override
    public boolean isBehind() {
        return volume.isBehind();
    }

    @Override
    public long readable() {
        var some = bytes;
        return some == null ? 0 : some.readable();
    }

    @Override
    public @Nullable BodySource read(long from, long toExclusive, LoopContext reader) {
        var some = bytes;
        return some == null || !some.tryRetain() ? null : new DiskSource(some, from, toExclusive, reader.loop(), reads);
    }

    @Override
    public void whenReadable(Runnable progress) {
        whenReadable = progress;
    }

    @Override
    public void endReading() {
        SpooledBytes some;
        synchronized (this) {
            reading = false;
            some = bytes;
        }
        if (some != null) some.release();
    }

    // ---- the end ----

    @Override
    public boolean commit() {
        return commit(announced < 0 || taken == announced);
    }

    @Override
    public boolean commitPart(MemoryStore.Place place, StoredHead part) {
        identity = new Identity(place, part);
        return commit(taken > 0);
    }

    private boolean commit(boolean isRight) {
        // in this order: a purge that is not seen here has a higher sequence, and its tombstone comes behind
        long sequence = shared.sequences().getAsLong();
        if (!open || !isRight || !isWanted.test(identity.place())) {
            giveUp();
            return false;
        }
        volume.commit(this, sequence);
        return true;
    }

    @Override
    public void abandon() {
        giveUp();
    }

    // ---- on the writer's thread ----

    /** Writes a chunk, and releases it. */
    void append(Log log, ByteBuf chunk) throws IOException {
        try {
            if (!open) {
                drop(log);
                return;
            }
            if (segment == null) begin(log);
            if (segment == null || !log.grow(segment, end(written + chunk.readableBytes()))) {
                open = false;
                drop(log);
                return;
            }
            long at = bodyAt() + written;
            for (var part : chunk.nioBuffers()) {
                long length = part.remaining();
                Disk.writeAll(segment.file(), part.duplicate(), at);
                sums.update(part); // only now: a block with a sum is read by those who are behind
                at += length;
                written += length;
            }
            whenReadable.run();
        } catch (IOException failure) {
            open = false;
            drop(log);
            throw failure;
        } finally {
            chunk.release();
        }
    }

    private void begin(Log log) throws IOException {
        segment = log.beginSpool();
        if (segment == null) return;
        var some = new SpooledBytes(segment, bodyAt(), sums);
        boolean wanted;
        synchronized (this) {
            wanted = reading;
            if (wanted) bytes = some;
        }
        if (!wanted) some.release();
    }

    private long bodyAt() {
        return Segment.HEADER + RecordHeader.BYTES + prefix;
    }

    /** The length of the file with a body of so many bytes. */
    private long end(long bodyBytes) {
        return RecordHeader.aligned(bodyAt() + bodyBytes + 4L * Checksum.blocks(bodyBytes)) + Footer.bytes(1);
    }

    /** Nothing more comes, and what has come is not wanted. */
    void drop(Log log) {
        if (segment != null) log.dropSpool(segment);
        segment = null;
    }

    /** All has come: makes a segment of it. Returns where the record lies, or nowhere. */
    long finish(Log log, long sequence) throws IOException {
        byte[] keyBytes = Segment.utf8(key());
        byte[] headBytes = HeadCodec.toBytes(head());
        if (segment == null || !open || keyBytes.length + headBytes.length > prefix) {
            drop(log);
            return Location.NOWHERE;
        }
        headBytes = Arrays.copyOf(headBytes, prefix - keyBytes.length); // zeros behind a head do not count
        var own = segment;
        segment = null;
        var header = RecordHeader.response(keyHash(), variant(), sequence, keyBytes.length, headBytes.length, written);
        var rest = ByteBuffer.allocate(Math.toIntExact(Segment.HEADER + header.bytes() - bodyAt() - written));
        sums.writeTo(rest);
        var footer = new Footer();
        footer.add(header, Segment.HEADER);
        var prefix = ByteBuffer.allocate(header.prefixBytes());
        header.writeTo(prefix, own.nonce, keyBytes, headBytes);
        try {
            Disk.writeAll(own.file(), rest.clear(), bodyAt() + written);
            Disk.writeAll(own.file(), footer.toBytes(own.nonce), Segment.HEADER + header.bytes());
            Disk.writeAll(own.file(), prefix.flip(), Segment.HEADER);
            log.endSpool(own);
        } catch (IOException failure) {
            log.dropSpool(own);
            throw failure;
        }
        finished = own;
        return Location.of(own.slot, Segment.HEADER, header.bytes(), false);
    }

    /** Tells that the response can be found. */
    void stored() {
        whenStored.accept(this);
    }

    /** The body, in the segment that was made. */
    DiskBody body(DiskReads reads) {
        var own = Objects.requireNonNull(finished);
        if (!own.tryRetain()) throw new IllegalStateException("dropped while it was being stored");
        return new DiskBody(own, bodyAt(), written, reads);
    }

    MemoryStore.Place place() {
        return identity.place();
    }

    String key() {
        return identity.place().key();
    }

    StoredHead head() {
        return identity.head();
    }

    long keyHash() {
        return KeyHash.of(key());
    }

    short variant() {
        return KeyHash.of(head().variant());
    }
}
