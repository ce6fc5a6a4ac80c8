// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.ByteArrayOutputStream;
import java.util.HexFormat;

/**
 * Bytes written as readable text.
 *
 * <p>A line break becomes CR LF, and every other character the byte of its ISO 8859-1 code. What a text block cannot say is
 * written with a doubled backslash in Java source: {@code \\n} a bare LF, {@code \\r} a bare CR, {@code \\0} a NUL, {@code \\t} a tab,
 * {@code \\xHH} any byte, {@code \\\\} a backslash.
 */
public final class WireText {
    private static final int SHOWN_MAX = 4096;

    private WireText() {}

    /** The bytes that {@code text} stands for. */
    public static byte[] bytes(String text) {
        var bytes = new ByteArrayOutputStream(text.length() + 16);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\n') {
                bytes.write('\r');
                bytes.write('\n');
            } else if (c == '\\') {
                at = escape(text, at + 1, bytes);
            } else if (c <= 0xFF) {
                bytes.write(c);
            } else {
                throw new IllegalArgumentException("U+%04X is not one byte; write its bytes as \\xHH".formatted((int) c));
            }
        }
        return bytes.toByteArray();
    }

    /** Bytes as a person can read them: printable ASCII and line ends as they are, the rest as escapes; at most 4096 bytes. */
    public static String show(byte[] bytes) {
        var text = new StringBuilder();
        int shown = Math.min(bytes.length, SHOWN_MAX);
        for (int at = 0; at < shown; at++) {
            int b = bytes[at] & 0xFF;
            if (b == '\r' && at + 1 < bytes.length && bytes[at + 1] == '\n') {
                text.append('\n');
                at++;
            } else {
                text.append(shown(b));
            }
        }
        return shown < bytes.length ? text + "… and " + (bytes.length - shown) + " bytes more" : text.toString();
    }

    private static String shown(int b) {
        return switch (b) {
            case '\n' -> "\\n\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            case 0 -> "\\0";
            default -> b >= ' ' && b < 0x7F ? String.valueOf((char) b) : "\\x%02X".formatted(b);
        };
    }

    /** Writes the escape whose letter stands at {@code at}, and returns where it ends. */
    private static int escape(String text, int at, ByteArrayOutputStream bytes) {
        switch (at < text.length() ? text.charAt(at) : ' ') {
            case 'n' -> bytes.write('\n');
            case 'r' -> bytes.write('\r');
            case 't' -> bytes.write('\t');
            case '0' -> bytes.write(0);
            case '\\' -> bytes.write('\\');
            case 'x' -> {
                bytes.write(HexFormat.fromHexDigits(text, at + 1, at + 3));
                return at + 2;
            }
            default -> throw new IllegalArgumentException("a backslash starts one of \\n \\r \\t \\0 \\xHH \\\\");
        }
        return at;
    }
}
