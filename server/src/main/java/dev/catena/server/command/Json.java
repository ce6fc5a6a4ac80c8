// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Prints maps, collections, strings, numbers, booleans and null as JSON (RFC 8259) on one line. */
final class Json {
    private Json() {}

    static String print(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                var members = new StringJoiner(",", "{", "}");
                map.forEach((key, member) -> members.add(quoted(String.valueOf(key)) + ":" + print(member)));
                yield members.toString();
            }
            case Collection<?> list -> {
                var elements = new StringJoiner(",", "[", "]");
                list.forEach(element -> elements.add(print(element)));
                yield elements.toString();
            }
            case Number number -> number.toString();
            case Boolean truth -> truth.toString();
            default -> quoted(value.toString());
        };
    }

    private static String quoted(String text) {
        var json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> json.append(c < ' ' ? "\\u%04x".formatted(c) : (char) c);
            }
        });
        return json.append('"').toString();
    }
}
