// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** CRC-32C over what is stored (RFC 9260 appendix A); bodies block by block, so that a part can be checked without the whole. */
final class Checksum {
    /** Bytes of a body that have a checksum of their own. */
    static final int BLOCK = 64 << 10;

    private Checksum() {}

    /** Of the bytes between two offsets; the buffer stays as it is. */
    static int of(ByteBuffer bytes, int from, int toExclusive) {
        var crc = new CRC32C();
        crc.update(bytes.duplicate().limit(toExclusive).position(from));
        return (int) crc.getValue();
    }

    static int blocks(long bodyBytes) {
        return Math.toIntExact((bodyBytes + BLOCK - 1) / BLOCK);
    }

    /** Checksums of the blocks of a body that comes in pieces, from one thread; others may ask for those of whole blocks. */
    static final class Blocks {
        private final CRC32C crc = new CRC32C();
        private int inBlock;
        private int[] sums = new int[1];
        private volatile int count;

        /** Reads the remaining bytes of the buffer. */
        void update(ByteBuffer bytes) {
            int limit = bytes.limit();
            while (bytes.position() < limit) {
                int part = Math.min(BLOCK - inBlock, limit - bytes.position());
                crc.update(bytes.limit(bytes.position() + part));
                inBlock += part;
                if (inBlock == BLOCK) endBlock();
            }
            bytes.limit(limit);
        }

        private synchronized void endBlock() {
            if (count == sums.length) sums = Arrays.copyOf(sums, count * 2);
            sums[count] = (int) crc.getValue();
            count = count + 1;
            crc.reset();
            inBlock = 0;
        }

        /** Blocks that are whole. Any thread. */
        int whole() {
            return count;
        }

        /** The sums of some whole blocks, as they are written. Any thread. */
        synchronized ByteBuffer between(int first, int blocks) {
            var some = ByteBuffer.allocate(4 * blocks);
            for (int i = first; i < first + blocks; i++) some.putInt(sums[i]);
            return some.flip();
        }

        /** Writes all sums, with that of a last block that is not whole. Nothing more comes. */
        void writeTo(ByteBuffer out) {
            for (int i = 0; i < count; i++) out.putInt(sums[i]);
            if (inBlock > 0) out.putInt((int) crc.getValue());
        }
    }
}
