// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Shows a console's JSON to a person: a line a value, what belongs together indented. */
final class Answered {
    private Answered() {}

    /** The JSON as maps, lists and scalars; empty if it is something else. YAML 1.2 reads all of JSON. */
    static Optional<Object> parse(String json) {
        try {
            return Optional.ofNullable(new Load(LoadSettings.builder().build()).loadFromString(json))
                .filter(value -> value instanceof Map || value instanceof Collection);
        } catch (YamlEngineException notJson) {
            return Optional.empty();
        }
    }

    static String inWords(Object value) {
        var text = new StringBuilder();
        append(text, value, "");
        return text.toString();
    }

    private static void append(StringBuilder text, @Nullable Object value, String indent) {
        switch (value) {
            case Map<?, ?> map -> {
                var width = map.entrySet().stream().filter(member -> isScalar(member.getValue()))
                    .mapToInt(member -> String.valueOf(member.getKey()).length()).max().orElse(0);
                map.forEach((key, member) -> appendMember(text, String.valueOf(key), member, indent, width));
            }
            case Collection<?> list -> list.forEach(element -> {
                if (isScalar(element)) {
                    text.append(indent).append(element).append('\n');
                } else {
                    var first = text.length();
                    append(text, element, indent + "  ");
                    text.replace(first, Math.min(text.length(), first + indent.length() + 2), indent + "- ");
                }
            });
            case null, default -> text.append(indent).append(value).append('\n');
        }
    }

    private static void appendMember(StringBuilder text, String key, @Nullable Object member, String indent, int width) {
        text.append(indent).append(key);
        if (isScalar(member)) {
            text.append(" ".repeat(width - key.length() + 2)).append(member == null ? "-" : member).append('\n');
        } else {
            text.append('\n');
            append(text, member, indent + "  ");
        }
    }

    private static boolean isScalar(@Nullable Object value) {
        return !(value instanceof Map) && !(value instanceof Collection);
    }
}
