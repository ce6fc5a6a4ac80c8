// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.store.StoredBody;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * A body in a segment, which it holds open. Read in windows: a window's checksums are verified by a thread that may wait for the disk, before any byte of it is
 * sent; for a while afterwards the kernel sends it by itself, out of its page cache.
 */
final class DiskBody implements StoredBody, Windows {
    /** Seconds for which a window counts as verified, and as in the page cache. */
    private static final int TRUSTED = 30;

    /** A word for each window, at the most; later ones are verified each time. */
    private static final int WINDOWS_MAX = 1 << 14;

    private final Segment segment;
    private final long offset;
    private final long length;
    private final DiskReads reads;
    private final AtomicInteger references = new AtomicInteger(1);
    /** When each window was verified last, in seconds of {@link System#nanoTime}, plus one; 0 for never. */
    private final AtomicIntegerArray verified;
    private volatile Holder holder = Holder.NOBODY;
    private volatile Runnable whenRead = () -> {};

    /** Who has the body in the tier above. Any thread. */
    interface Holder {
        Holder NOBODY = new Holder() {
            @Override
            public void damaged() {}

            @Override
            public void evicted() {}
        };

        /** A part of it is not as it was written, or cannot be read. */
        void damaged();

        /** It is no longer on disk, but for those who are reading it. */
        void evicted();
    }

    /** Takes over the reference to the segment. The sums lie behind the body. */
    DiskBody(Segment segment, long offset, long length, DiskReads reads) {
        this.segment = segment;
        this.offset = offset;
        this.length = length;
        this.reads = reads;
        this.verified = new AtomicIntegerArray((int) Math.min(WINDOWS_MAX, (length + WINDOW - 1) / WINDOW));
        segment.add(this);
    }

    /** It is told of what happens to the body from now on; of an eviction also if that was before. */
    void heldBy(Holder other) {
        holder = other;
        if (segment.isUnlinked()) other.evicted();
    }

    /** Run whenever somebody reads it from its beginning. */
    void whenRead(Runnable run) {
        whenRead = run;
    }

    void evicted() {
        holder.evicted();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long memoryBytes() {
        return 128 + 4L * verified.length();
    }

    @Override
    public @Nullable ByteBuf takeNow(long from, long toExclusive) {
        return null;
    }

    @Override
    public BodySource read(long from, long toExclusive, LoopContext reader) {
        long end = Math.min(toExclusive, length);
        if (from < 0 || from > end) throw new IndexOutOfBoundsException("%d to %d of %d".formatted(from, toExclusive, length));
        retain();
        if (from == 0) whenRead.run();
        return new DiskSource(this, from, end, reader.loop(), reads);
    }

    @Override
    public Segment segment() {
        return segment;
    }

    @Override
    public long inFile(long at) {
        return offset + at;
    }

    @Override
    public boolean isTrusted(long at) {
        int window = (int) Math.min(Integer.MAX_VALUE, at / WINDOW);
        int seconds = window < verified.length() ? verified.get(window) : 0;
        return seconds != 0 && now() - seconds < TRUSTED;
    }

    private static int now() {
        return (int) (System.nanoTime() / 1_000_000_000) + 1;
    }

    @Override
    public boolean verify(long at, ByteBuffer into) {
        long start = at / WINDOW * WINDOW;
        int bytes = (int) Math.min(WINDOW, length - start);
        try {
            into.clear().limit(bytes);
            segment.read(into, inFile(start));
            into.flip();
            var sums = ByteBuffer.allocate(4 * Checksum.blocks(bytes));
            segment.read(sums, inFile(length) + 4 * (start / Checksum.BLOCK));
            if (into.limit() == bytes && !sums.hasRemaining() && RecordHeader.isWholeBody(into, 0, bytes, sums.flip())) {
                if (start / WINDOW < verified.length()) verified.set((int) (start / WINDOW), now());
                return true;
            }
        } catch (IOException _) {
            // as bad as damaged
        }
        holder.damaged();
        return false;
    }

    @Override
    public void retain() {
        if (references.getAndIncrement() <= 0) throw new IllegalStateException("the body is gone already");
    }

    @Override
    public void release() {
        int left = references.decrementAndGet();
        if (left < 0) throw new IllegalStateException("released once too often");
        if (left > 0) return;
        segment.remove(this);
        segment.release();
    }

    @Override
    public boolean isInUse() {
        return false; // its memory comes free with the response, whoever still reads the file
    }
}
