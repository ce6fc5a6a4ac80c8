// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) as UTF-8, without blanks, in the order it is told. The caller closes what it opened.
 *
 * <p>Whatever the text holds, the result is valid and safe to show on a terminal: quotes, backslashes and control
 * characters (C0, DEL, C1) are escaped, half a surrogate pair becomes U+FFFD. A byte of a request target is the character
 * of its number.
 */
public final class Json {
    private final ByteText out;
    private boolean comma;

    public Json() {
        this(new ByteText());
    }

    Json(ByteText out) {
        this.out = out;
    }

    public byte[] toBytes() {
        return out.toBytes();
    }

    public Json object() {
        return open('{');
    }

    public Json object(String name) {
        return name(name).open('{');
    }

    public Json endObject() {
        return close('}');
    }

    public Json array(String name) {
        return name(name).open('[');
    }

    public Json endArray() {
        return close(']');
    }

    /** The name of the value that is written next; ASCII that needs no escape. */
    public Json name(String name) {
        separate();
        out.octet('"').latin(name).octet('"').octet(':');
        comma = false;
        return this;
    }

    public Json put(String name, long value) {
        name(name).out.number(value);
        return written();
    }

    public Json put(String name, boolean value) {
        name(name).out.latin(value ? "true" : "false");
        return written();
    }

    public Json put(String name, String value) {
        return name(name).text(value);
    }

    /** The text, or {@code null} where there is none. */
    public Json putWord(String name, @Nullable String value) {
        return value == null || value.isEmpty() ? putNull(name) : put(name, value);
    }

    public Json putNull(String name) {
        name(name).out.latin("null");
        return written();
    }

    public Json put(String name, List<String> values) {
        array(name);
        values.forEach(this::text);
        return endArray();
    }

    /** Nanoseconds as milliseconds with three decimals; {@code null} for a negative number. */
    public Json putMillis(String name, long nanos) {
        if (nanos < 0) return putNull(name);
        name(name).out.millis(nanos);
        return written();
    }

    /** A text as an element of an array. */
    public Json text(String value) {
        separate();
        out.octet('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x80) ascii(c);
            else i += beyondAscii(value, i);
        }
        out.octet('"');
        return written();
    }

    private void ascii(char c) {
        switch (c) {
            case '"', '\\' -> out.octet('\\').octet(c);
            case '\n' -> out.octet('\\').octet('n');
            case '\r' -> out.octet('\\').octet('r');
            case '\t' -> out.octet('\\').octet('t');
            default -> {
                if (c < 0x20 || c == 0x7f) escape(c);
                else out.octet(c);
            }
        }
    }

    /** Writes the code point that begins at an index; how many characters it has beyond one. */
    private int beyondAscii(String value, int index) {
        int point = value.codePointAt(index);
        if (point < 0xa0) {
            escape(point);
        } else if (point < 0x800) {
            out.octet(0xc0 | point >> 6).octet(0x80 | point & 63);
        } else if (point < 0x10000) {
            int whole = Character.isSurrogate((char) point) ? 0xfffd : point;
            out.octet(0xe0 | whole >> 12).octet(0x80 | whole >> 6 & 63).octet(0x80 | whole & 63);
        } else {
            out.octet(0xf0 | point >> 18).octet(0x80 | point >> 12 & 63).octet(0x80 | point >> 6 & 63).octet(0x80 | point & 63);
            return 1;
        }
        return 0;
    }

    private void escape(int c) {
        out.latin("\\u00").hex(c);
    }

    private Json open(char bracket) {
        separate();
        out.octet(bracket);
        comma = false;
        return this;
    }

    private Json close(char bracket) {
        out.octet(bracket);
        return written();
    }

    private Json written() {
        comma = true;
        return this;
    }

    private void separate() {
        if (comma) out.octet(',');
        comma = false;
    }
}
