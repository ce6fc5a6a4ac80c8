// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes in which a head is put together before it is sent. Reused by its owner; not thread-safe. */
public final class WireBuffer {
    private byte[] bytes;
    private int length;

    public WireBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Forgets what was written. */
    public WireBuffer clear() {
        length = 0;
        return this;
    }

    public WireBuffer put(byte[] source) {
        return put(source, 0, source.length);
    }

    public WireBuffer put(byte[] source, int from, int to) {
        ensure(to - from);
        System.arraycopy(source, from, bytes, length, to - from);
        length += to - from;
        return this;
    }

    /** Writes text as ISO 8859-1, the charset of heads. */
    @SuppressWarnings("deprecation") // the one method that copies Latin-1 characters without an array in between
    public WireBuffer put(String text) {
        int count = text.length();
        ensure(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** Writes a non-negative number in decimal. */
    public WireBuffer put(long number) {
        if (number < 0) throw new IllegalArgumentException("negative: " + number);
        ensure(20);
        int digits = 1;
        for (long n = number; n >= 10; n /= 10) digits++;
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--, rest /= 10) bytes[i] = (byte) ('0' + rest % 10);
        length += digits;
        return this;
    }

    public WireBuffer crlf() {
        return put(Wire.CRLF);
    }

    private void ensure(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }

    public int length() {
        return length;
    }

    /** The array behind it; valid up to {@link #length} until the next write. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
