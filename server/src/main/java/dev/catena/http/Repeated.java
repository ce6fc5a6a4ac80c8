// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Texts of fields that have few different values: the same text is nearly always the same object, and costs none. Any thread. */
final class Repeated {
    private static final int PLACES = 128;
    private static final int LENGTH_MAX = 128;
    /** What one thread writes another may not see, and then makes the same text once more. */
    private static final @Nullable String[] TEXTS = new String[PLACES];

    private Repeated() {}

    /** A part of an array as ISO 8859-1. */
    static String text(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length == 0) return "";
        if (length > LENGTH_MAX) return made(bytes, from, length);
        int place = (length * 31 + bytes[from + length / 2] * 7 + bytes[to - 1]) & PLACES - 1;
        var known = TEXTS[place];
        if (known != null && isAt(known, bytes, from, to)) return known;
        var text = made(bytes, from, length);
        TEXTS[place] = text;
        return text;
    }

    static boolean isAt(String text, byte[] bytes, int from, int to) {
        int length = text.length();
        if (to - from != length) return false;
        for (int i = 0; i < length; i++) if ((bytes[from + i] & 0xff) != text.charAt(i)) return false;
        return true;
    }

    private static String made(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
