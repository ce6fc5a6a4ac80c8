// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What has been written so far of a body that is still being written: whole blocks, whose checksums are in memory. Holds the file, whatever becomes of it. Written
 * by one thread, read by any.
 */
final class SpooledBytes implements Windows {
    private final Segment segment;
    private final long offset;
    private final Checksum.Blocks sums;
    private final AtomicInteger references = new AtomicInteger(1);

    /** @param offset of the body in the file */
    SpooledBytes(Segment segment, long offset, Checksum.Blocks sums) {
        if (!segment.tryRetain()) throw new IllegalStateException("the file is gone already");
        this.segment = segment;
        this.offset = offset;
        this.sums = sums;
    }

    /** Bytes from the beginning that can be read. */
    long readable() {
        return (long) sums.whole() * Checksum.BLOCK;
    }

    @Override
    public Segment segment() {
        return segment;
    }

    @Override
    public long inFile(long at) {
        return offset + at;
    }

    /** Each window is sent once or twice, by those who are behind. */
    @Override
    public boolean isTrusted(long at) {
        return false;
    }

    @Override
    public boolean verify(long at, ByteBuffer into) {
        long start = at / WINDOW * WINDOW;
        int bytes = (int) Math.min(WINDOW, readable() - start);
        try {
            into.clear().limit(bytes);
            segment.read(into, inFile(start));
            into.flip();
        } catch (IOException _) {
            return false;
        }
        var expected = sums.between((int) (start / Checksum.BLOCK), bytes / Checksum.BLOCK);
        return into.limit() == bytes && RecordHeader.isWholeBody(into, 0, bytes, expected);
    }

    /** Takes one more reference, unless the last is gone. */
    boolean tryRetain() {
        for (int now = references.get(); now > 0; ) {
            int seen = references.compareAndExchange(now, now + 1);
            if (seen == now) return true;
            now = seen;
        }
        return false;
    }

    @Override
    public void retain() {
        if (!tryRetain()) throw new IllegalStateException("the bytes are gone already");
    }

    @Override
    public void release() {
        int left = references.decrementAndGet();
        if (left < 0) throw new IllegalStateException("released once too often");
        if (left == 0) segment.release();
    }
}
