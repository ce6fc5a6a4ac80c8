// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.HeadCodec;
import dev.catena.store.Spool;
import dev.catena.store.StoredHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes a large response into a segment of its own while it passes. The body goes to its place behind the room for header, key and head; these are written when all
 * has come, and only then does the file get a segment's name. What a kill leaves of it is removed by the next start.
 */
final class DiskSpool implements Spool {
    private final Volume volume;
    private final Shared shared;
    private final String key;
    private final StoredHead head;
    private final long announced;
    private final long bodyMax;
    private final BooleanSupplier isWanted;
    private final Consumer<DiskSpool> whenStored;

    /** The event loop's. */
    private long taken;
    private volatile boolean open = true;

    /** The writer thread's. */
    private final Checksum.Blocks sums = new Checksum.Blocks();
    private final byte[] keyBytes;
    private final byte[] headBytes;
    private @Nullable Segment segment;
    private @Nullable Segment finished;
    private long written;

    /**
     * @param announced length of the body, or -1
     * @param bodyMax longer bodies are given up
     * @param isWanted whether it was not purged since it was asked for
     * @param whenStored run on the writer's thread once the response is in its segment
     */
    DiskSpool(Volume volume, Shared shared, String key, StoredHead head, long announced, long bodyMax, BooleanSupplier isWanted,
        Consumer<DiskSpool> whenStored) {
        this.volume = volume;
        this.shared = shared;
        this.key = key;
        this.head = head;
        this.announced = announced;
        this.bodyMax = bodyMax;
        this.isWanted = isWanted;
        this.whenStored = whenStored;
        this.keyBytes = Segment.utf8(key);
        this.headBytes = HeadCodec.toBytes(head);
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

    @Override
    public boolean commit() {
        if (!open) return false;
        // in this order: a purge that is not seen here has a higher sequence, and its tombstone comes behind
        long sequence = shared.sequences().getAsLong();
        if (announced >= 0 && taken != announced || !isWanted.getAsBoolean()) {
            giveUp();
            return false;
        }
        volume.commit(this, sequence);
        return true;
    }

    @Override
    public void abandon() {
        if (open) giveUp();
    }

    // ---- on the writer's thread ----

    /** Writes a chunk, and releases it. */
    void append(Log log, ByteBuf chunk) throws IOException {
        try {
            if (!open) return;
            if (segment == null) segment = log.beginSpool();
            if (segment == null || !log.grow(segment, end(written + chunk.readableBytes()))) {
                open = false;
                drop(log);
                return;
            }
            long at = bodyAt() + written;
            for (var part : chunk.nioBuffers()) {
                sums.update(part.duplicate());
                long length = part.remaining();
                Disk.writeAll(segment.file(), part, at);
                at += length;
                written += length;
            }
        } catch (IOException failure) {
            open = false;
            drop(log);
            throw failure;
        } finally {
            chunk.release();
        }
    }

    private long bodyAt() {
        return Segment.HEADER + RecordHeader.BYTES + keyBytes.length + headBytes.length;
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
        if (segment == null || !open) {
            drop(log);
            return Location.NOWHERE;
        }
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

    String key() {
        return key;
    }

    StoredHead head() {
        return head;
    }

    long keyHash() {
        return KeyHash.of(key);
    }

    short variant() {
        return KeyHash.of(head.variant());
    }
}
