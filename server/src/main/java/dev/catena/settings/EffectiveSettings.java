// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prints settings as the YAML that would yield them, every key with the value in force. Secrets are masked; all else is read back
 * to an equal record.
 */
public final class EffectiveSettings {

    /** Text that means itself without quotes, wherever it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_/.]([A-Za-z0-9_/.%+:-]*[A-Za-z0-9_/.%+-])?");

    private EffectiveSettings() {}

    /** The whole file. */
    public static String yaml(Record settings) {
        var text = new StringBuilder();
        block(Shape.group(settings.getClass()), settings, "", text);
        return text.toString();
    }

    private static void block(Shape.Group group, Object record, String indent, StringBuilder text) {
        for (var key : group.keys()) {
            text.append(indent).append(key.name()).append(':');
            below(key.shape(), key.of(record), indent, text);
        }
    }

    /** What follows a key's colon: on the same line where it fits one, else indented below. */
    private static void below(Shape shape, Object value, String indent, StringBuilder text) {
        switch (shape) {
            case Shape.Group group when group.wordFor(value).isEmpty() -> {
                text.append('\n');
                block(group, value, indent + "  ", text);
            }
            case Shape.Many(Shape.Group element) when !((List<?>) value).isEmpty() -> {
                text.append('\n');
                ((List<?>) value).forEach(each -> element(element, each, indent + "  ", text));
            }
            case Shape.Named named when !((Map<?, ?>) value).isEmpty() -> {
                text.append('\n');
                ((Map<?, ?>) value).forEach((name, each) -> {
                    text.append(indent).append("  ").append(scalar((String) name)).append(':');
                    below(named.element(), each, indent + "  ", text);
                });
            }
            default -> text.append(' ').append(inline(shape, value)).append('\n');
        }
    }

    private static void element(Shape.Group group, Object record, String indent, StringBuilder text) {
        var lines = new StringBuilder();
        block(group, record, indent + "  ", lines);
        text.append(indent).append("- ").append(lines.substring(indent.length() + 2));
    }

    /** A value on one line, in YAML's flow style. */
    static String inline(Shape shape, Object value) {
        return switch (shape) {
            case Shape.Value(var form) -> scalar(form, form.print().apply(value));
            case Shape.Choice choice -> choice.word(value);
            case Shape.Many many -> ((List<?>) value).stream()
                .map(each -> inline(many.element(), each))
                .collect(Collectors.joining(", ", "[", "]"));
            case Shape.Named named -> ((Map<?, ?>) value).entrySet().stream()
                .map(entry -> scalar((String) entry.getKey()) + ": " + inline(named.element(), entry.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
            case Shape.Group group -> group.wordFor(value).map(Shape.Short::word).orElseGet(() -> group.keys().stream()
                .map(key -> key.name() + ": " + inline(key.shape(), key.of(value)))
                .collect(Collectors.joining(", ", "{", "}")));
        };
    }

    private static String scalar(Form form, String text) {
        var kind = new Node.Scalar(text, false, Origin.start("")).kind();
        return kind != Node.Kind.TEXT && form.kinds().contains(kind) ? text : scalar(text);
    }

    /** Plain where YAML takes it for itself, else in double quotes. */
    private static String scalar(String text) {
        var plain = PLAIN.matcher(text).matches() && new Node.Scalar(text, false, Origin.start("")).kind() == Node.Kind.TEXT;
        return plain ? text : new Json().text(text).toString();
    }
}
