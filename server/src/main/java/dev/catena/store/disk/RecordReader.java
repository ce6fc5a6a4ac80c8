// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads records from segments and believes only what has the right checksums. Owner: one thread. */
final class RecordReader {
    /** Enough for what {@link Location#firstRead} promises. */
    private final ByteBuffer first = ByteBuffer.allocateDirect(Location.FIRST_READ_MAX + 512);

    private @Nullable ByteBuffer window;

    /** Room for a window of a body. */
    ByteBuffer window() {
        if (window == null) window = ByteBuffer.allocateDirect(DiskBody.WINDOW);
        return window;
    }

    /** What was found where a record should begin. */
    sealed interface Found {
        /**
         * Header, key and head are as they were written; the body is not checked.
         *
         * @param bytes from the header on, as many as were read at once
         */
        record Prefix(RecordHeader header, ByteBuffer bytes) implements Found {
            String key() {
                return new String(part(RecordHeader.BYTES, header.keyBytes()), StandardCharsets.UTF_8);
            }

            byte[] keyBytes() {
                return part(RecordHeader.BYTES, header.keyBytes());
            }

            byte[] head() {
                return part(RecordHeader.BYTES + header.keyBytes(), header.headBytes());
            }

            /** Whether the whole body and its sums were read as well. */
            boolean hasBody() {
                return header.bytes() <= bytes.limit();
            }

            /** The body, if it was read and is as it was written. */
            Optional<ByteBuffer> body() {
                int from = header.prefixBytes();
                int length = Math.toIntExact(header.bodyBytes());
                var sums = bytes.duplicate().position(from + length);
                return RecordHeader.isWholeBody(bytes, from, length, sums) ? Optional.of(bytes.slice(from, length)) : Optional.empty();
            }

            private byte[] part(int from, int length) {
                var part = new byte[length];
                bytes.get(from, part);
                return part;
            }
        }

        /** No record begins there, or it is damaged. */
        record Damaged() implements Found {}
    }

    private static final Found DAMAGED = new Found.Damaged();

    /** Reads the beginning of a record, or all of it: the buffer is this reader's, good until the next call. */
    Found read(Segment segment, long offset, int bytes) throws IOException {
        first.clear().limit(Math.clamp(bytes, RecordHeader.BYTES, first.capacity()));
        segment.read(first, offset);
        first.flip();
        if (first.limit() < RecordHeader.BYTES) return DAMAGED;
        var header = RecordHeader.read(first, 0, segment.nonce);
        if (header.isEmpty()) return DAMAGED;
        int prefix = header.get().prefixBytes();
        var all = prefix <= first.limit() ? first : larger(segment, offset, prefix);
        return all.limit() >= prefix && header.get().isWhole(all, 0) ? new Found.Prefix(header.get(), all) : DAMAGED;
    }

    private static ByteBuffer larger(Segment segment, long offset, int bytes) throws IOException {
        var all = ByteBuffer.allocate(bytes);
        segment.read(all, offset);
        return all.flip();
    }

    /** Reads a whole record into memory of its own. */
    static Found readWhole(Segment segment, long offset, long bytes) throws IOException {
        var all = larger(segment, offset, Math.toIntExact(bytes));
        if (all.limit() < bytes) return DAMAGED;
        var header = RecordHeader.read(all, 0, segment.nonce);
        boolean whole = header.isPresent() && header.get().bytes() == bytes && header.get().isWhole(all, 0);
        return whole ? new Found.Prefix(header.get(), all) : DAMAGED;
    }
}
