// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The field lines of one message in the order they came: immutable, compact, safe to share.
 *
 * <p>One array of bytes, one of marks into it; a string is made only when somebody asks for one. Known names answer
 * {@link #contains} from a bit set, so a question about an absent field costs nothing.
 */
public final class Headers {
    /** No fields at all. */
    public static final Headers EMPTY = new Headers(new byte[0], new int[0], 0, 0);

    /** Ints per line: start and end of the name, start and end of the value, number of the known name or -1. */
    static final int STRIDE = 5;

    private final byte[] bytes;
    private final int[] marks;
    private final int size;
    private final long known;

    /** Takes the arrays over; nobody may change them afterwards. */
    Headers(byte[] bytes, int[] marks, int size, long known) {
        this.bytes = bytes;
        this.marks = marks;
        this.size = size;
        this.known = known;
    }

    /** Fields from name, value, name, value…; for tests and generated answers. */
    public static Headers of(String... namesAndValues) {
        var builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) builder.add(namesAndValues[i], namesAndValues[i + 1]);
        return builder.build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with all of these lines. */
    public Builder toBuilder() {
        var builder = builder();
        for (int i = 0; i < size; i++) builder.addLine(this, i);
        return builder;
    }

    /** These lines without those of the given names. */
    public Headers without(FieldName... names) {
        var builder = builder();
        lines:
        for (int i = 0; i < size; i++) {
            for (var name : names) if (is(i, name)) continue lines;
            builder.addLine(this, i);
        }
        return builder.build();
    }

    /** Number of field lines. */
    public int size() {
        return size;
    }

    public String name(int line) {
        return text(marks[line * STRIDE], marks[line * STRIDE + 1]);
    }

    /** The value of a line without the white space around it. */
    public String value(int line) {
        return text(marks[line * STRIDE + 2], marks[line * STRIDE + 3]);
    }

    /** Whether the value of that line is this text, case and all. */
    public boolean hasValue(int line, String text) {
        return Repeated.isAt(text, bytes, marks[line * STRIDE + 2], marks[line * STRIDE + 3]);
    }

    /** Whether that line has that name. */
    public boolean is(int line, FieldName name) {
        int id = marks[line * STRIDE + 4];
        return name.id() >= 0 || id >= 0
            ? id == name.id()
            : name.matches(bytes, marks[line * STRIDE], marks[line * STRIDE + 1]);
    }

    public boolean contains(FieldName name) {
        if (name.id() >= 0) return (known & name.bit()) != 0;
        return indexOf(name, 0) >= 0;
    }

    /** Whether any of these known names is present. */
    public boolean containsAny(Known names) {
        return (known & names.bits) != 0;
    }

    /** The line of that name at or after {@code from}, or -1. */
    public int indexOf(FieldName name, int from) {
        if (name.id() >= 0 && (known & name.bit()) == 0) return -1;
        for (int i = from; i < size; i++) if (is(i, name)) return i;
        return -1;
    }

    /** The value of the first line of that name. */
    public Optional<String> first(FieldName name) {
        int line = indexOf(name, 0);
        return line < 0 ? Optional.empty() : Optional.of(value(line));
    }

    /** The values of all lines of that name, in order. */
    public List<String> all(FieldName name) {
        int line = indexOf(name, 0);
        if (line < 0) return List.of();
        var values = new ArrayList<String>(2);
        for (; line >= 0; line = indexOf(name, line + 1)) values.add(value(line));
        return values;
    }

    /** All lines of that name joined by commas (RFC 9110 §5.3). */
    public Optional<String> combined(FieldName name) {
        var values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    /**
     * The non-empty members of a comma-separated list over all its lines (RFC 9110 §5.6.1). Commas inside quoted
     * strings do not separate.
     */
    public List<String> list(FieldName name) {
        if (!contains(name)) return List.of();
        var members = new ArrayList<String>();
        for (int line = indexOf(name, 0); line >= 0; line = indexOf(name, line + 1)) {
            int to = marks[line * STRIDE + 3];
            for (int from = marks[line * STRIDE + 2], end; from <= to; from = end + 1) {
                end = memberEnd(from, to);
                var member = text(from, end).strip();
                if (!member.isEmpty()) members.add(member);
            }
        }
        return members;
    }

    /** Where the member of a list ends that begins there: at a comma outside quoted strings, or with the value. */
    private int memberEnd(int from, int to) {
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (quoted && c == '\\' && i + 1 < to) i++;
            else if (c == '"') quoted = !quoted;
            else if (c == ',' && !quoted) return i;
        }
        return to;
    }

    /** The value of the first line of that name, of which there are few different ones; empty if there is no such line. */
    public String repeated(FieldName name) {
        int line = indexOf(name, 0);
        return line < 0 ? "" : Repeated.text(bytes, marks[line * STRIDE + 2], marks[line * STRIDE + 3]);
    }

    /** Whether all that is said under that name is this text, in any case. */
    boolean isOnly(FieldName name, String text) {
        int line = indexOf(name, 0);
        if (line < 0 || indexOf(name, line + 1) >= 0) return false;
        int from = marks[line * STRIDE + 2];
        if (marks[line * STRIDE + 3] - from != text.length()) return false;
        for (int i = 0; i < text.length(); i++) if (Ascii.lower(bytes[from + i]) != text.charAt(i)) return false;
        return true;
    }

    /** Whether the list has that token, in any case. */
    public boolean listHas(FieldName name, String token) {
        for (int line = indexOf(name, 0); line >= 0; line = indexOf(name, line + 1)) {
            int to = marks[line * STRIDE + 3];
            for (int from = marks[line * STRIDE + 2], end; from <= to; from = end + 1) {
                end = memberEnd(from, to);
                if (isToken(from, end, token)) return true;
            }
        }
        return false;
    }

    /** Between white space (RFC 9110 §5.6.3). */
    private boolean isToken(int from, int to, String token) {
        int start = from;
        int end = to;
        while (start < end && isSpace(bytes[start])) start++;
        while (start < end && isSpace(bytes[end - 1])) end--;
        if (end - start != token.length()) return false;
        for (int i = 0; i < token.length(); i++) if (Ascii.lower(bytes[start + i]) != Ascii.lower((byte) token.charAt(i))) return false;
        return true;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Writes {@code name: value CRLF} of one line. */
    public void writeLine(int line, WireBuffer out) {
        int at = line * STRIDE;
        out.put(bytes, marks[at], marks[at + 1]).put(Wire.COLON).put(bytes, marks[at + 2], marks[at + 3]).put(Wire.CRLF);
    }

    /** Writes all lines, each with its CRLF, without the empty line. */
    public void writeTo(WireBuffer out) {
        for (int i = 0; i < size; i++) writeLine(i, out);
    }

    /** Bytes held by this object, for accounting. */
    public int footprint() {
        return bytes.length + marks.length * Integer.BYTES + 64;
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Headers headers && toString().equals(headers.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        var text = new StringBuilder();
        for (int i = 0; i < size; i++) text.append(name(i)).append(": ").append(value(i)).append('\n');
        return text.toString();
    }

    /** A set of known names, asked for together. */
    public static final class Known {
        private final long bits;

        private Known(long bits) {
            this.bits = bits;
        }

        /** Fails if one of them is not a known name. */
        public static Known of(FieldName... names) {
            long bits = 0;
            for (var name : names) {
                if (name.id() < 0) throw new IllegalArgumentException(name + " is not a known name");
                bits |= name.bit();
            }
            return new Known(bits);
        }

        boolean has(int id) {
            return id >= 0 && (bits & 1L << id) != 0;
        }
    }

    /** Whether the name of that line is one of the set. */
    public boolean isAny(int line, Known names) {
        return names.has(marks[line * STRIDE + 4]);
    }

    /** Collects lines. Values are checked: a control character in one is a programming error. */
    public static final class Builder {
        private byte[] bytes = new byte[512];
        private int length;
        private int[] marks = new int[STRIDE * 8];
        private int size;
        private long known;

        private Builder() {}

        public Builder add(String name, String value) {
            return add(FieldName.of(name), value);
        }

        public Builder add(FieldName name, String value) {
            byte[] wire = value.strip().getBytes(StandardCharsets.ISO_8859_1);
            for (byte b : wire) {
                if (!Ascii.isValueByte(b)) throw new IllegalArgumentException("control character in " + name);
            }
            return append(name.wire(), 0, name.wire().length, name.id(), wire, 0, wire.length);
        }

        /** Replaces all lines of that name by one, at the end. */
        public Builder set(FieldName name, String value) {
            return remove(name).add(name, value);
        }

        public Builder remove(FieldName name) {
            var kept = build().without(name);
            length = 0;
            size = 0;
            known = 0;
            for (int i = 0; i < kept.size; i++) addLine(kept, i);
            return this;
        }

        /** Copies one line of another message. */
        public Builder addLine(Headers from, int line) {
            int at = line * STRIDE;
            int[] m = from.marks;
            return append(from.bytes, m[at], m[at + 1], m[at + 4], from.bytes, m[at + 2], m[at + 3]);
        }

        private Builder append(byte[] name, int nameFrom, int nameTo, int id, byte[] value, int valueFrom, int valueTo) {
            if (marks.length < (size + 1) * STRIDE) marks = Arrays.copyOf(marks, marks.length * 2);
            int at = size++ * STRIDE;
            marks[at] = length;
            write(name, nameFrom, nameTo);
            marks[at + 1] = length;
            marks[at + 2] = length;
            write(value, valueFrom, valueTo);
            marks[at + 3] = length;
            marks[at + 4] = id;
            if (id >= 0) known |= 1L << id;
            return this;
        }

        private void write(byte[] source, int from, int to) {
            int more = to - from;
            if (bytes.length - length < more) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
            System.arraycopy(source, from, bytes, length, more);
            length += more;
        }

        public Headers build() {
            return new Headers(Arrays.copyOf(bytes, length), Arrays.copyOf(marks, size * STRIDE), size, known);
        }
    }
}
