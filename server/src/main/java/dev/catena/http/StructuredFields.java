// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** Prints the pieces of RFC 9651 that {@code Cache-Status} and {@code Proxy-Status} are made of. */
public final class StructuredFields {
    private StructuredFields() {}

    /** A string in quotes; what is not visible ASCII becomes {@code ?} (RFC 9651 §4.1.6). */
    public static String string(String text) {
        var out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') out.append('\\');
            out.append(c < 0x20 || c > 0x7e ? '?' : c);
        }
        return out.append('"').toString();
    }

    /** A token where the text is one, else a string (RFC 9651 §3.3.4). */
    public static String tokenOrString(String text) {
        boolean starts = !text.isEmpty() && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '*');
        return starts && Ascii.isToken(text.replace(":", "").replace("/", "")) ? text : string(text);
    }
}
