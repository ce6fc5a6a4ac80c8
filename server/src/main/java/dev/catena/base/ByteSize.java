// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A number of bytes, written with its unit: {@code 64KiB}, {@code 1GiB}, {@code 0B}; units are powers of 1024.
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    /** No bytes at all. */
    public static final ByteSize ZERO = new ByteSize(0);

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,18})([A-Za-z]*)");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException("a size cannot be negative: " + bytes);
        }
    }

    /** {@code kib} times 1024 bytes. */
    public static ByteSize ofKiB(long kib) {
        return new ByteSize(Math.multiplyExact(kib, 1L << 10));
    }

    /** {@code mib} times 1024² bytes. */
    public static ByteSize ofMiB(long mib) {
        return new ByteSize(Math.multiplyExact(mib, 1L << 20));
    }

    /**
     * Reads a whole number and its unit.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static ByteSize parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("'%s' is not a size".formatted(text));
        }
        var number = Long.parseLong(written.group(1));
        var unit = written.group(2);
        if (unit.isEmpty()) {
            throw new IllegalArgumentException(number == 0 ? "0 has no unit: write 0B"
                : "%d has no unit: write %dB, %dKiB or %dMiB".formatted(number, number, number, number));
        }
        for (var power = 0; power < UNITS.length; power++) {
            if (UNITS[power].equals(unit)) {
                return times(number, power, text);
            }
        }
        throw new IllegalArgumentException("'%s' is not a unit of size%s".formatted(unit, nearestUnit(unit)));
    }

    private static ByteSize times(long number, int power, String text) {
        var factor = 1L << (10 * power);
        if (number > Long.MAX_VALUE / factor) {
            throw new IllegalArgumentException("%s is larger than can be counted".formatted(text));
        }
        return new ByteSize(number * factor);
    }

    /** {@code KB}, {@code kib} and {@code k} all mean {@code KiB}. */
    private static String nearestUnit(String unit) {
        var first = unit.substring(0, 1).toUpperCase(Locale.ROOT);
        for (var known : UNITS) {
            if (known.startsWith(first)) {
                return "; did you mean '%s'?".formatted(known);
            }
        }
        return "";
    }

    /** Whether this is no bytes at all. */
    public boolean isZero() {
        return bytes == 0;
    }

    /**
     * The bytes as an {@code int}, for arrays and buffers.
     *
     * @throws ArithmeticException when there are more than {@link Integer#MAX_VALUE}
     */
    public int intBytes() {
        return Math.toIntExact(bytes);
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** The shortest exact spelling, which {@link #parse} reads back: {@code 1GiB}, {@code 1500B}. */
    @Override
    public String toString() {
        var power = 0;
        var number = bytes;
        while (number != 0 && number % 1024 == 0 && power < UNITS.length - 1) {
            number /= 1024;
            power++;
        }
        return number + UNITS[power];
    }
}
