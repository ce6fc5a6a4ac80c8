// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON as strictly as RFC 8259 defines it, so that what the product writes is read here as it will be elsewhere.
 *
 * <p>Objects become maps, arrays lists, numbers {@code Long} or {@code Double}, {@code null} the value {@link #NULL}. A name that comes
 * twice is a fault.
 */
public final class Json {
    /** What {@code null} is read as. */
    public static final Object NULL = new Object() {
        @Override
        public String toString() {
            return "null";
        }
    };

    private static final int DEPTH_MAX = 100;

    private final String text;
    private int at;
    private int depth;

    private Json(String text) {
        this.text = text;
    }

    /** Any value; an {@link IllegalArgumentException} says where the text is no JSON. */
    public static Object parse(String text) {
        var json = new Json(text);
        var value = json.value();
        json.skipSpace();
        if (json.at < text.length()) {
            throw json.fault("the end");
        }
        return value;
    }

    /** A text that is an object. */
    public static Map<String, Object> object(String text) {
        if (parse(text) instanceof Map<?, ?> map) {
            var object = new LinkedHashMap<String, Object>();
            map.forEach((name, value) -> object.put((String) name, value));
            return object;
        }
        throw new IllegalArgumentException("this is JSON, but no object: " + text);
    }

    private Object value() {
        skipSpace();
        if (++depth > DEPTH_MAX) {
            throw fault("less depth");
        }
        Object value = switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
        depth--;
        return value;
    }

    private Map<String, Object> object() {
        var object = new LinkedHashMap<String, Object>();
        take('{');
        for (boolean first = true; !ends('}', first); first = false) {
            skipSpace();
            var name = string();
            skipSpace();
            take(':');
            if (object.put(name, value()) != null) {
                throw fault("another name than " + name);
            }
        }
        return object;
    }

    private List<Object> array() {
        var array = new ArrayList<Object>();
        take('[');
        for (boolean first = true; !ends(']', first); first = false) {
            array.add(value());
        }
        return array;
    }

    /** Takes the bracket that closes, or the comma before the next member. */
    private boolean ends(char close, boolean first) {
        skipSpace();
        if (peek() == close) {
            at++;
            return true;
        }
        if (!first) {
            take(',');
        }
        return false;
    }

    private String string() {
        var string = new StringBuilder();
        take('"');
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') {
                throw fault("an escape instead of a control character");
            }
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                var digits = text.substring(at, Math.min(at + 4, text.length()));
                if (!digits.matches("[0-9A-Fa-f]{4}")) {
                    throw fault("four hexadecimal digits");
                }
                at += 4;
                yield (char) Integer.parseInt(digits, 16);
            }
            default -> throw fault("a known escape");
        };
    }

    private Object number() {
        int from = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        var number = text.substring(from, at);
        if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            throw fault("a value");
        }
        if (number.matches("-?[0-9]{1,18}")) {
            return Long.valueOf(number);
        }
        return Double.valueOf(number);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw fault("a value");
        }
        at += word.length();
        return value;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        if (at == text.length()) {
            throw fault("more");
        }
        return text.charAt(at++);
    }

    private void take(char expected) {
        if (peek() != expected) {
            throw fault("'" + expected + "'");
        }
        at++;
    }

    private IllegalArgumentException fault(String expected) {
        return new IllegalArgumentException("no JSON: expected %s at character %d of: %s".formatted(expected, at + 1, text));
    }
}
