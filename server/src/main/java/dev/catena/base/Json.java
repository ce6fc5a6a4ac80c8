// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON (RFC 8259) as UTF-8, in the order it is told. The caller closes what it opened. The only printer of JSON there
 * is: an access log's line costs no string of its own, so whatever is less frequent can afford it too.
 *
 * <p>Whatever the text holds, the result is valid, safe to show on a terminal, and means the same as a double-quoted text in
 * YAML: quotes, backslashes, control characters (C0, DEL, C1), U+2028, U+2029 and U+FEFF are escaped, half a surrogate pair
 * becomes U+FFFD. A byte of a request target is the character of its number.
 */
public final class Json {
    private final ByteText out;
    private final boolean indented;
    /** Open objects. */
    private int depth;
    private boolean comma;

    /** Without blanks and line ends. */
    public Json() {
        this(new ByteText());
    }

    /** Without blanks and line ends, behind what is already there. */
    public Json(ByteText out) {
        this(out, false);
    }

    private Json(ByteText out, boolean indented) {
        this.out = out;
        this.indented = indented;
    }

    /** For people: a member a line, two blanks a level. */
    public static Json indented() {
        return new Json(new ByteText(), true);
    }

    /** What was written so far. */
    public byte[] toBytes() {
        return out.toBytes();
    }

    /** What was written so far. */
    @Override
    public String toString() {
        return new String(out.toBytes(), StandardCharsets.UTF_8);
    }

    public Json object() {
        open('{');
        depth++;
        return this;
    }

    public Json object(String name) {
        return name(name).object();
    }

    public Json endObject() {
        depth--;
        if (comma && indented) newLine();
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
        if (indented) {
            beforeName();
            out.octet('"').ascii(name).octet('"');
            return afterName();
        }
        out.member(comma, name);
        comma = false;
        return this;
    }

    public Json put(String name, long value) {
        name(name).out.number(value);
        return written();
    }

    public Json put(String name, boolean value) {
        name(name).out.ascii(value ? "true" : "false");
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
        name(name).out.ascii("null");
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

    /**
     * An instant as RFC 3339 writes it.
     *
     * @param upToSecond date and time up to the decimal point and with it: ASCII that needs no escape
     */
    public Json putInstant(String name, String upToSecond, int millis) {
        name(name).out.octet('"').ascii(upToSecond).padded(millis, 3, '0').octet('Z').octet('"');
        return written();
    }

    /** Where the members that come now begin, for {@link #since}; -1 where they depend on their place, as they are indented. */
    public int mark() {
        return indented ? -1 : out.length();
    }

    /** What was written since then: at least one whole member, and not the first of its object. */
    public byte[] since(int mark) {
        return out.toBytes(mark);
    }

    /** The same members again. */
    public Json again(byte[] members) {
        out.octets(members);
        return written();
    }

    /** A text as an element of an array, or as the whole. */
    public Json text(String value) {
        separate();
        quoted(value);
        return written();
    }

    /** A tree of maps, collections, numbers, truth values and null; anything else is the text it prints. */
    public Json tree(@Nullable Object value) {
        return switch (value) {
            case null -> bare("null");
            case Map<?, ?> map -> {
                object();
                map.forEach(this::member);
                yield endObject();
            }
            case Collection<?> elements -> {
                open('[');
                elements.forEach(this::tree);
                yield endArray();
            }
            case Number number -> bare(number.toString());
            case Boolean truth -> bare(truth.toString());
            default -> text(value.toString());
        };
    }

    private void member(Object name, @Nullable Object value) {
        beforeName();
        quoted(name.toString());
        afterName().tree(value);
    }

    private Json bare(String word) {
        separate();
        out.latin(word);
        return written();
    }

    private void quoted(String value) {
        out.octet('"');
        for (int i = out.plain(value, 0); i < value.length(); i = out.plain(value, i)) i = special(value, i);
        out.octet('"');
    }

    /** Writes the character at an index, which cannot stand as it is; the index of the next. */
    private int special(String value, int index) {
        char c = value.charAt(index);
        switch (c) {
            case '"', '\\' -> out.octet('\\').octet(c);
            case '\n' -> out.octet('\\').octet('n');
            case '\r' -> out.octet('\\').octet('r');
            case '\t' -> out.octet('\\').octet('t');
            default -> {
                if (c >= 0x80) return index + 1 + beyondAscii(value, index);
                escape(c);
            }
        }
        return index + 1;
    }

    /** Writes the code point that begins at an index; how many characters it has beyond one. */
    private int beyondAscii(String value, int index) {
        int point = value.codePointAt(index);
        if (point < 0xa0 || point == 0x2028 || point == 0x2029 || point == 0xfeff) {
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
        out.ascii("\\u").hex(c >> 8).hex(c);
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
        if (comma && indented) out.octet(' ');
        comma = false;
    }

    private void beforeName() {
        if (comma) out.octet(',');
        if (indented) newLine();
    }

    private Json afterName() {
        out.octet(':');
        if (indented) out.octet(' ');
        comma = false;
        return this;
    }

    private void newLine() {
        out.octet('\n');
        for (int i = 0; i < depth; i++) out.ascii("  ");
    }
}
