// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * A body of any length that nobody has to hold: its bytes follow from a seed, its checksum is taken as they pass.
 *
 * @param seed bodies of one seed are equal up to the shorter one's end
 * @param length in bytes
 */
public record BigBody(long seed, long length) {
    private static final int SLICE = 64 * 1024;

    /** The body from its beginning. */
    public InputStream stream() {
        return new Seeded(seed, length);
    }

    /** The whole body; for those that fit. */
    public byte[] bytes() {
        try (var stream = stream()) {
            return stream.readNBytes(Math.toIntExact(length));
        } catch (IOException e) {
            throw new AssertionError("a seeded stream has no input to fail", e);
        }
    }

    public void writeTo(OutputStream out) throws IOException {
        try (var stream = stream()) {
            var slice = new byte[SLICE];
            for (int n = stream.read(slice); n > 0; n = stream.read(slice)) {
                out.write(slice, 0, n);
            }
        }
    }

    /** What {@link Checksum#value()} is after exactly this body. */
    public String checksum() {
        var checksum = new Checksum();
        try (checksum) {
            writeTo(checksum);
        } catch (IOException e) {
            throw new AssertionError("a checksum takes every byte", e);
        }
        return checksum.value();
    }

    /** A sink that forgets the bytes and keeps their number and CRC-32C. One writer. */
    public static final class Checksum extends OutputStream {
        private final CRC32C crc = new CRC32C();
        private volatile long count;

        @Override
        public void write(int b) {
            crc.update(b);
            count = count + 1;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
            count = count + length;
        }

        /** Bytes so far; may be read from any thread. */
        public long count() {
            return count;
        }

        /** Length and sum, such as {@code 1073741824:9a71bb4c}: two bodies with the same value are equal for a test. */
        public String value() {
            return "%d:%08x".formatted(count, crc.getValue());
        }
    }

    /** SplitMix64, eight bytes a step (Steele, Lea and Flood, OOPSLA 2014). */
    private static final class Seeded extends InputStream {
        private long state;
        private long left;
        private long word;
        private int wordBytes;

        Seeded(long seed, long length) {
            state = seed;
            left = length;
        }

        @Override
        public int read() {
            if (left == 0) {
                return -1;
            }
            left--;
            return next();
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (left == 0 && length > 0) {
                return -1;
            }
            int n = (int) Math.min(length, left);
            for (int at = offset; at < offset + n; at++) {
                target[at] = (byte) next();
            }
            left -= n;
            return n;
        }

        private int next() {
            if (wordBytes == 0) {
                state += 0x9E3779B97F4A7C15L;
                long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
                z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
                word = z ^ (z >>> 31);
                wordBytes = Long.BYTES;
            }
            int b = (int) word & 0xFF;
            word >>>= 8;
            wordBytes--;
            return b;
        }
    }
}
