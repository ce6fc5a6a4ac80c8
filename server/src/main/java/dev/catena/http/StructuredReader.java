// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads structured fields as RFC 9651 §4.2 says: to the letter, and the whole field or nothing of it. Parameters are checked and left out.
 */
public final class StructuredReader {
    /** Members beyond which a field is as good as malformed; the RFC asks for 1024. */
    private static final int MEMBERS_MAX = 1024;

    /** The value cannot be read. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private final String text;
    private int at;

    private StructuredReader(String text) {
        this.text = text;
    }

    /** A dictionary over all lines of the field, of a key that repeats the last value; empty if there is none, or it is malformed. */
    public static Optional<Map<String, StructuredValue>> dictionary(Headers headers, FieldName name) {
        if (!headers.contains(name)) return Optional.empty();
        try {
            return Optional.of(new StructuredReader(headers.combined(name).orElse("")).dictionary());
        } catch (Malformed _) {
            return Optional.empty();
        }
    }

    /** A list over all lines of the field; empty if there is none, or it is malformed. */
    public static Optional<List<StructuredValue>> list(Headers headers, FieldName name) {
        if (!headers.contains(name)) return Optional.empty();
        try {
            return Optional.of(new StructuredReader(headers.combined(name).orElse("")).list());
        } catch (Malformed _) {
            return Optional.empty();
        }
    }

    private Map<String, StructuredValue> dictionary() throws Malformed {
        var members = new LinkedHashMap<String, StructuredValue>();
        skipSpaces();
        while (!atEnd()) {
            var key = key();
            StructuredValue value = new StructuredValue.Flag(true);
            if (accept('=')) value = itemOrInner();
            else parameters();
            members.remove(key); // the last of a key counts, and stands where it came
            members.put(key, value);
            if (members.size() > MEMBERS_MAX) throw new Malformed();
            nextMember();
        }
        return members;
    }

    private List<StructuredValue> list() throws Malformed {
        var members = new ArrayList<StructuredValue>();
        skipSpaces();
        while (!atEnd()) {
            members.add(itemOrInner());
            if (members.size() > MEMBERS_MAX) throw new Malformed();
            nextMember();
        }
        return members;
    }

    /** To the begin of the next member, or to the end. */
    private void nextMember() throws Malformed {
        skipBlanks();
        if (atEnd()) return;
        expect(',');
        skipBlanks();
        if (atEnd()) throw new Malformed(); // a comma has something after it
    }

    private StructuredValue itemOrInner() throws Malformed {
        if (!accept('(')) return item();
        var values = new ArrayList<StructuredValue>();
        while (true) {
            skipSpaces();
            if (accept(')')) {
                parameters();
                return new StructuredValue.Inner(List.copyOf(values));
            }
            values.add(item());
            if (values.size() > MEMBERS_MAX || peek() != ' ' && peek() != ')') throw new Malformed();
        }
    }

    private StructuredValue item() throws Malformed {
        var value = bareItem();
        parameters();
        return value;
    }

    private void parameters() throws Malformed {
        while (accept(';')) {
            skipSpaces();
            key();
            if (accept('=')) bareItem();
        }
    }

    private StructuredValue bareItem() throws Malformed {
        char first = peek();
        return switch (first) {
            case '"' -> new StructuredValue.Text(string());
            case ':' -> new StructuredValue.Bytes(bytes());
            case '?' -> new StructuredValue.Flag(flag());
            case '@' -> moment();
            case '%' -> new StructuredValue.Display(display());
            default -> {
                if (first == '-' || Ascii.isDigit(first)) yield number();
                if (first == '*' || isAlpha(first)) yield new StructuredValue.Token(token());
                throw new Malformed();
            }
        };
    }

    private StructuredValue number() throws Malformed {
        boolean negative = accept('-');
        int from = at;
        while (Ascii.isDigit(peek())) at++;
        int digits = at - from;
        if (digits == 0) throw new Malformed();
        if (!accept('.')) {
            if (digits > 15) throw new Malformed();
            long value = Long.parseLong(text, from, at, 10);
            return new StructuredValue.Whole(negative ? -value : value);
        }
        int fraction = at;
        while (Ascii.isDigit(peek())) at++;
        if (digits > 12 || at == fraction || at - fraction > 3) throw new Malformed();
        double value = Double.parseDouble(text.substring(from, at));
        return new StructuredValue.Decimal(negative ? -value : value);
    }

    private StructuredValue moment() throws Malformed {
        expect('@');
        if (number() instanceof StructuredValue.Whole(var seconds)) return new StructuredValue.Moment(seconds);
        throw new Malformed();
    }

    private String string() throws Malformed {
        expect('"');
        var value = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') return value.toString();
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') throw new Malformed();
            } else if (c < 0x20 || c > 0x7e) {
                throw new Malformed();
            }
            value.append(c);
        }
    }

    private String token() {
        int from = at++;
        while (Ascii.isToken(String.valueOf(peek())) || peek() == ':' || peek() == '/') at++;
        return text.substring(from, at);
    }

    private String bytes() throws Malformed {
        expect(':');
        int from = at;
        while (peek() != ':') {
            char c = next();
            if (!isAlpha(c) && !Ascii.isDigit(c) && c != '+' && c != '/' && c != '=') throw new Malformed();
        }
        return text.substring(from, at++);
    }

    private boolean flag() throws Malformed {
        expect('?');
        return switch (next()) {
            case '1' -> true;
            case '0' -> false;
            default -> throw new Malformed();
        };
    }

    private String display() throws Malformed {
        expect('%');
        expect('"');
        int from = at;
        while (peek() != '"') {
            char c = next();
            if (c < 0x20 || c > 0x7e) throw new Malformed();
            if (c == '%' && !(isLowerHex(next()) && isLowerHex(next()))) throw new Malformed();
        }
        return text.substring(from, at++);
    }

    private String key() throws Malformed {
        int from = at;
        char first = peek();
        if (first != '*' && !isLower(first)) throw new Malformed();
        while (isLower(peek()) || Ascii.isDigit(peek()) || "_-.*".indexOf(peek()) >= 0) at++;
        return text.substring(from, at);
    }

    private void skipSpaces() {
        while (peek() == ' ') at++;
    }

    private void skipBlanks() {
        while (peek() == ' ' || peek() == '\t') at++;
    }

    private boolean atEnd() {
        int end = text.length();
        while (end > at && text.charAt(end - 1) == ' ') end--;
        return at >= end;
    }

    private boolean accept(char wanted) {
        if (peek() != wanted) return false;
        at++;
        return true;
    }

    private void expect(char wanted) throws Malformed {
        if (!accept(wanted)) throw new Malformed();
    }

    private char next() throws Malformed {
        if (at >= text.length()) throw new Malformed();
        return text.charAt(at++);
    }

    /** The next character, or one that is in no field. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : '\n';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isAlpha(char c) {
        return isLower((char) (c | 0x20)) && c < 0x7f;
    }

    private static boolean isLowerHex(char c) {
        return Ascii.isDigit(c) || c >= 'a' && c <= 'f';
    }
}
