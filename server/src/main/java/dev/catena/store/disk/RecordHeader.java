// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How a record begins. Behind it come the key (UTF-8), the head ({@link dev.catena.store.HeadCodec}), the body, and a CRC-32C for each block of the body; then
 * zeros up to a multiple of {@link Location#UNIT}.
 *
 * <pre>
 *  0  8  the segment's own random number: no body can contain what passes for a record of its segment
 *  8  4  CRC-32C of bytes 12 to 63, key and head
 * 12  1  kind
 * 13  1  0
 * 14  2  variant
 * 16  8  hash of the key
 * 24  8  sequence: what is written later has a higher one
 * 32  4  bytes of the key
 * 36  4  bytes of the head
 * 40  8  bytes of the body
 * 48  8  HEAD: number of the segment with the body; of the dead: up to which sequence
 * 56  4  HEAD: offset there, in units
 * 60  4  0
 * </pre>
 *
 * @param upTo of a tombstone; of a head the number of the segment that has the body
 * @param bodyOffset of a head: where the record with the body begins in that segment
 */
record RecordHeader(
    Kind kind, short variant, long keyHash, long sequence, int keyBytes, int headBytes, long bodyBytes, long upTo, long bodyOffset) {

    enum Kind {
        /** Head and body. */
        RESPONSE,
        /** Another head for a body that lies in an earlier record. */
        HEAD,
        /** All records of the key up to a sequence are dead. */
        KEY_DEAD,
        /** All records of the key and variant up to a sequence are dead. */
        VARIANT_DEAD
    }

    static final int BYTES = 64;
    static final int KEY_MAX = 1 << 20;
    static final int HEAD_MAX = 4 << 20;
    private static final int CHECKED_FROM = 12;
    private static final Kind[] KINDS = Kind.values();

    static RecordHeader response(long keyHash, short variant, long sequence, int keyBytes, int headBytes, long bodyBytes) {
        return new RecordHeader(Kind.RESPONSE, variant, keyHash, sequence, keyBytes, headBytes, bodyBytes, 0, 0);
    }

    /** A later head for a body of so many bytes, which lies in another record. */
    static RecordHeader head(long keyHash, short variant, long sequence, int keyBytes, int headBytes, long bodyBytes, long segment, long offset) {
        return new RecordHeader(Kind.HEAD, variant, keyHash, sequence, keyBytes, headBytes, bodyBytes, segment, offset);
    }

    static RecordHeader keyDead(long keyHash, long sequence, long upTo) {
        return new RecordHeader(Kind.KEY_DEAD, (short) 0, keyHash, sequence, 0, 0, 0, upTo, 0);
    }

    static RecordHeader variantDead(long keyHash, short variant, long sequence, long upTo) {
        return new RecordHeader(Kind.VARIANT_DEAD, variant, keyHash, sequence, 0, 0, 0, upTo, 0);
    }

    /** Whether it only says that others are dead. */
    boolean isTombstone() {
        return kind == Kind.KEY_DEAD || kind == Kind.VARIANT_DEAD;
    }

    /** Bytes of header, key and head. */
    int prefixBytes() {
        return BYTES + keyBytes + headBytes;
    }

    /** Bytes of all of the record. */
    long bytes() {
        long own = kind == Kind.RESPONSE ? bodyBytes + 4L * Checksum.blocks(bodyBytes) : 0;
        return aligned(prefixBytes() + own);
    }

    static long aligned(long bytes) {
        return (bytes + Location.UNIT - 1) / Location.UNIT * Location.UNIT;
    }

    /** Writes header, key and head. */
    void writeTo(ByteBuffer out, long nonce, byte[] key, byte[] head) {
        int at = out.position();
        out.putLong(nonce).putInt(0).put((byte) kind.ordinal()).put((byte) 0).putShort(variant).putLong(keyHash).putLong(sequence);
        out.putInt(keyBytes).putInt(headBytes).putLong(bodyBytes).putLong(upTo).putInt((int) (bodyOffset / Location.UNIT)).putInt(0);
        out.put(key).put(head);
        out.putInt(at + 8, Checksum.of(out, at + CHECKED_FROM, out.position()));
    }

    /**
     * Reads the fixed part; key and head are not checked yet.
     *
     * @param bytes with at least {@link #BYTES} from {@code at}
     */
    static Optional<RecordHeader> read(ByteBuffer bytes, int at, long nonce) {
        if (bytes.getLong(at) != nonce) return Optional.empty();
        int kind = bytes.get(at + 12);
        int key = bytes.getInt(at + 32);
        int head = bytes.getInt(at + 36);
        long body = bytes.getLong(at + 40);
        if (kind < 0 || kind >= KINDS.length || key < 0 || key > KEY_MAX || head < 0 || head > HEAD_MAX || body < 0
            || body > (long) Checksum.BLOCK * Integer.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new RecordHeader(KINDS[kind], bytes.getShort(at + 14), bytes.getLong(at + 16), bytes.getLong(at + 24), key, head, body,
            bytes.getLong(at + 48), (bytes.getInt(at + 56) & 0xFFFF_FFFFL) * Location.UNIT));
    }

    /** Whether header, key and head are as they were written; {@code bytes} has all of them from {@code at}. */
    boolean isWhole(ByteBuffer bytes, int at) {
        return bytes.getInt(at + 8) == Checksum.of(bytes, at + CHECKED_FROM, at + prefixBytes());
    }

    /** Whether a body is as it was written: compares each block with the sums, which are at the buffer's position. */
    static boolean isWholeBody(ByteBuffer bytes, int from, int length, ByteBuffer sums) {
        var crc = new CRC32C();
        for (int at = 0; at < length; at += Checksum.BLOCK) {
            crc.reset();
            crc.update(bytes.duplicate().limit(from + Math.min(length, at + Checksum.BLOCK)).position(from + at));
            if ((int) crc.getValue() != sums.getInt()) return false;
        }
        return true;
    }
}
