// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.List;
import java.util.Map;

/** Prints maps, lists, texts, numbers and truth values as JSON, two blanks a level. */
final class Json {

    private Json() {}

    static String print(Object value) {
        var text = new StringBuilder();
        print(value, "\n", text);
        return text.toString();
    }

    private static void print(Object value, String newline, StringBuilder text) {
        switch (value) {
            case Map<?, ?> map when map.isEmpty() -> text.append("{}");
            case Map<?, ?> map -> {
                var before = "{";
                for (var entry : map.entrySet()) {
                    text.append(before).append(newline).append("  ");
                    quote(entry.getKey().toString(), text);
                    text.append(": ");
                    print(entry.getValue(), newline + "  ", text);
                    before = ",";
                }
                text.append(newline).append('}');
            }
            case List<?> list -> {
                text.append('[');
                for (var i = 0; i < list.size(); i++) {
                    text.append(i == 0 ? "" : ", ");
                    print(list.get(i), newline, text);
                }
                text.append(']');
            }
            case String string -> quote(string, text);
            default -> text.append(value);
        }
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        string.chars().forEach(c -> {
            switch (c) {
                case '"', '\\' -> text.append('\\').append((char) c);
                case '\n' -> text.append("\\n");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f || c >= 0x80 && c < 0xa0 || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                        text.append("\\u%04x".formatted(c));
                    } else {
                        text.append((char) c);
                    }
                }
            }
        });
        text.append('"');
    }
}
