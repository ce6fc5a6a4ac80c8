// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** Classes of octets in the grammar of RFC 9110 §5.6 and RFC 3986 §2, as table look-ups. */
public final class Ascii {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte HOST = 8;
    private static final byte[] CLASSES = new byte[256];

    static {
        mark("!#$%&'*+-.^_`|~", TOKEN);
        mark("-._~!$&'()*+,;=", HOST);
        for (int c = 0x21; c <= 0xff; c++) if (c != 0x7f) CLASSES[c] |= VALUE;
        CLASSES[' '] |= VALUE;
        CLASSES['\t'] |= VALUE;
        for (int c = 0x21; c < 0x7f; c++) if (c != '#') CLASSES[c] |= TARGET;
        for (int c = 0; c < 128; c++) if (Character.isLetterOrDigit(c)) CLASSES[c] |= TOKEN | HOST;
    }

    private Ascii() {}

    private static void mark(String chars, byte kind) {
        for (int i = 0; i < chars.length(); i++) CLASSES[chars.charAt(i)] |= kind;
    }

    /** {@code tchar} of RFC 9110 §5.6.2. */
    static boolean isTokenByte(byte b) {
        return (CLASSES[b & 0xff] & TOKEN) != 0;
    }

    /** What may stand in a field value: visible octets, {@code obs-text}, blank and tab (RFC 9110 §5.5). */
    static boolean isValueByte(byte b) {
        return (CLASSES[b & 0xff] & VALUE) != 0;
    }

    /** Visible ASCII without {@code #}: what may stand in a request target. */
    static boolean isTargetByte(byte b) {
        return (CLASSES[b & 0xff] & TARGET) != 0;
    }

    /** {@code unreserved / sub-delims} of RFC 3986: a registered name without percent-encoding. */
    static boolean isHostChar(char c) {
        return c < 128 && (CLASSES[c] & HOST) != 0;
    }

    /** Whether all of it is a non-empty token. */
    public static boolean isToken(CharSequence text) {
        if (text.isEmpty()) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 127 || (CLASSES[c] & TOKEN) == 0) return false;
        }
        return true;
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** The value of a hexadecimal digit, or -1. */
    static int hex(byte b) {
        if (b >= '0' && b <= '9') return b - '0';
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }
}
