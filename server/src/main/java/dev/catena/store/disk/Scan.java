// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a segment that has no footer, because its writer was killed or the footer is damaged: every record whose checksums are right counts, the rest is
 * skipped.
 */
final class Scan {
    private static final int WINDOW = 1 << 20;

    private final Disk.File file;
    private final long size;
    private final long nonce;
    private final ByteBuffer window = ByteBuffer.allocateDirect(WINDOW);
    private long windowAt;

    private Scan(Disk.File file, long size, long nonce) {
        this.file = file;
        this.size = size;
        this.nonce = nonce;
        window.limit(0);
    }

    /**
     * What a segment has.
     *
     * @param entries of the whole records, in their order
     * @param end where the last of them ends
     */
    record Found(Footer entries, long end) {}

    static Found of(Disk.File file, long nonce) throws IOException {
        return new Scan(file, Math.min(file.size(), Location.OFFSET_MAX), nonce).found();
    }

    private Found found() throws IOException {
        var entries = new Footer();
        long end = Segment.HEADER;
        long at = Segment.HEADER;
        while (at + RecordHeader.BYTES <= size) {
            var header = headerAt(at);
            if (header == null) {
                at += Location.UNIT;
                continue;
            }
            if (isWholeBody(header, at)) {
                entries.add(header, at);
                end = at + header.bytes();
            }
            at += header.bytes();
        }
        return new Found(entries, end);
    }

    /** The record that begins there, its key and head checked; or null. */
    private @Nullable RecordHeader headerAt(long at) throws IOException {
        if (!fill(at, RecordHeader.BYTES)) return null;
        var header = RecordHeader.read(window, (int) (at - windowAt), nonce);
        if (header.isEmpty() || at + header.get().prefixBytes() > size) return null;
        int prefix = header.get().prefixBytes();
        if (prefix <= WINDOW) {
            return fill(at, prefix) && header.get().isWhole(window, (int) (at - windowAt)) ? header.get() : null;
        }
        var bytes = Disk.read(file, at, prefix);
        return bytes.remaining() == prefix && header.get().isWhole(bytes, 0) ? header.get() : null;
    }

    private boolean isWholeBody(RecordHeader header, long at) throws IOException {
        if (header.kind() != RecordHeader.Kind.RESPONSE) return at + header.bytes() <= file.size();
        if (at + header.bytes() > file.size()) return false;
        long body = at + header.prefixBytes();
        var sums = Disk.read(file, body + header.bodyBytes(), 4 * Checksum.blocks(header.bodyBytes()));
        for (long from = 0; from < header.bodyBytes(); from += Checksum.BLOCK) {
            int length = (int) Math.min(Checksum.BLOCK, header.bodyBytes() - from);
            if (!fill(body + from, length) || !RecordHeader.isWholeBody(window, (int) (body + from - windowAt), length, sums)) return false;
        }
        return true;
    }

    /** Makes the window have so many bytes from there; false if the file has not. */
    private boolean fill(long at, int length) throws IOException {
        if (at >= windowAt && at + length <= windowAt + window.limit()) return true;
        window.clear();
        Disk.readInto(file, window, at);
        window.flip();
        windowAt = at;
        return window.limit() >= length;
    }
}
