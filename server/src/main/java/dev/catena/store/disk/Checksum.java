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

    /** Checksums of the blocks of a body that comes in pieces. */
    static final class Blocks {
        private final CRC32C crc = new CRC32C();
        private int inBlock;
        private int[] sums = new int[1];
        private int count;

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

        private void endBlock() {
            if (count == sums.length) sums = Arrays.copyOf(sums, count * 2);
            sums[count++] = (int) crc.getValue();
            crc.reset();
            inBlock = 0;
        }

        /** Ends the last block and writes all sums. */
        void writeTo(ByteBuffer out) {
            if (inBlock > 0) endBlock();
            for (int i = 0; i < count; i++) out.putInt(sums[i]);
        }
    }
}
