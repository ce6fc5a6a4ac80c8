// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Text being written as bytes: numbers and ASCII without a string in between. Grows to what was once needed. */
public final class ByteText {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** By byte: what JSON takes as it stands. */
    private static final boolean[] PLAIN = new boolean[256];

    static {
        Arrays.fill(PLAIN, 0x20, 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

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

    /** A copy of what was written since there were so many bytes. */
    byte[] toBytes(int from) {
        return Arrays.copyOfRange(bytes, from, length);
    }

    /** Bytes as they are. */
    ByteText octets(byte[] more) {
        if (bytes.length - length < more.length) grow(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
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

    /** Text of which the caller knows that every character is ASCII: copied as a block. */
    @SuppressWarnings("deprecation") // cuts characters to their low eight bits, which is the whole of an ASCII character
    public ByteText ascii(String text) {
        int count = text.length();
        if (bytes.length - length < count) grow(count);
        text.getBytes(0, count, bytes, length);
        length += count;
        return this;
    }

    /** A comma if there is to be one, ASCII text that needs no escape in double quotes, and a colon. */
    @SuppressWarnings("deprecation") // as above
    ByteText member(boolean comma, String name) {
        int count = name.length();
        if (bytes.length - length < count + 4) grow(count + 4);
        var target = bytes;
        int at = length;
        if (comma) target[at++] = ',';
        target[at] = '"';
        name.getBytes(0, count, target, at + 1);
        at += count + 1;
        target[at] = '"';
        target[at + 1] = ':';
        length = at + 2;
        return this;
    }

    /**
     * The longest run of text that JSON takes as it stands: printable ASCII but quotes and backslashes.
     *
     * @return the index of the first character that was not written; the length of the text if all were
     */
    @SuppressWarnings("deprecation") // what the cut changes is looked for in the text itself
    int plain(String text, int from) {
        int count = text.length();
        if (bytes.length - length < count - from) grow(count - from);
        var target = bytes;
        text.getBytes(from, count, target, length);
        int i = from;
        for (int at = length; i < count; i++, at++) {
            if (!PLAIN[target[at] & 0xff] || text.charAt(i) > 0x7e) break;
        }
        length += i - from;
        return i;
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
        int places = Math.max(width, places(value));
        if (bytes.length - length < places) grow(places);
        int end = length + places;
        int at = end;
        long rest = value > 0 ? -value : value; // the negative range is the larger one
        do {
            bytes[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (value < 0) bytes[--at] = '-';
        while (at > length) bytes[--at] = (byte) fill;
        length = end;
        return this;
    }

    private static int places(long value) {
        long rest = value > 0 ? -value : value;
        int places = value < 0 ? 2 : 1;
        for (; rest <= -10; rest /= 10) places++;
        return places;
    }

    /** Nanoseconds as milliseconds with three decimals. */
    public ByteText millis(long nanos) {
        long micros = (nanos + 500) / 1000;
        return number(micros / 1000).octet('.').padded(micros % 1000, 3, '0');
    }

    private void grow(int needed) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + needed));
    }
}
