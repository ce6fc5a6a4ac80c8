// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Text being written as bytes: numbers and ASCII without a string in between. Grows to what was once needed. */
public final class ByteText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[1024];
    private int length;

    /** How many bytes were written. */
    public int length() {
        return length;
    }

    /** Begins anew, in the room there is. */
    public void clear() {
        length = 0;
    }

    /** What was written so far; valid until the next change. */
    public ByteBuffer view() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /** A copy of what was written so far. */
    public byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** The low eight bits. */
    public ByteText octet(int octet) {
        if (length == bytes.length) grow(1);
        bytes[length++] = (byte) octet;
        return this;
    }

    /** Text of which every character is one byte (ISO 8859-1); any other becomes {@code ?}. */
    public ByteText latin(String text) {
        int count = text.length();
        if (bytes.length - length < count) grow(count);
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            bytes[length++] = (byte) (c < 0x100 ? c : '?');
        }
        return this;
    }

    /** Two hexadecimal digits. */
    public ByteText hex(int octet) {
        return octet(HEX[octet >> 4 & 15]).octet(HEX[octet & 15]);
    }

    /** In decimal. */
    public ByteText number(long value) {
        return padded(value, 1, ' ');
    }

    /** A number, filled up on its left to a width. */
    public ByteText padded(long value, int width, char fill) {
        if (bytes.length - length < 20 + width) grow(20 + width);
        long rest = value;
        int digits = 0;
        var start = length;
        do {
            bytes[length++] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
            digits++;
        } while (rest != 0);
        if (value < 0) {
            bytes[length++] = '-';
            digits++;
        }
        for (; digits < width; digits++) bytes[length++] = (byte) fill;
        reverse(start, length - 1);
        return this;
    }

    /** Nanoseconds as milliseconds with three decimals. */
    public ByteText millis(long nanos) {
        long micros = (nanos + 500) / 1000;
        return number(micros / 1000).octet('.').padded(micros % 1000, 3, '0');
    }

    private void reverse(int from, int to) {
        for (int low = from, high = to; low < high; low++, high--) {
            byte swapped = bytes[low];
            bytes[low] = bytes[high];
            bytes[high] = swapped;
        }
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + needed));
    }
}
