// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import dev.catena.base.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Renders a JSON Schema (2020-12) from the declarations, for editors that complete and check YAML. It knows forms, words and
 * bounds of numbers; bounds of times and sizes, and what keys must agree on, only the reader knows.
 */
public final class SettingsSchema {

    private SettingsSchema() {}

    /** The schema of the whole file. */
    public static String json(Class<? extends Record> type, String title) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("title", title);
        schema.putAll(group(Shape.group(type)));
        return Json.indented().tree(schema) + "\n";
    }

    private static Map<String, Object> of(Shape shape, Setting setting) {
        return switch (shape) {
            case Shape.Value(var form) -> value(form, setting);
            case Shape.Choice choice -> schema("enum", List.copyOf(choice.words().keySet()));
            case Shape.Many many -> many(many, of(many.element(), setting));
            case Shape.Named named -> {
                var schema = schema("type", "object");
                schema.put("additionalProperties", of(named.element(), setting));
                yield schema;
            }
            case Shape.Group group -> withWords(group);
        };
    }

    private static Map<String, Object> value(Form form, Setting setting) {
        if (form.kinds().contains(Node.Kind.FLAG)) {
            return schema("type", "boolean");
        }
        var number = form.kinds().contains(Node.Kind.WHOLE);
        if (number && !form.kinds().contains(Node.Kind.TEXT)) {
            var schema = schema("type", "integer");
            putNumber(schema, "minimum", setting.min());
            putNumber(schema, "maximum", setting.max());
            return schema;
        }
        var schema = schema("type", number ? List.of("string", "integer") : "string");
        if (!form.pattern().isEmpty()) {
            schema.put("pattern", form.pattern());
        }
        return schema;
    }

    private static void putNumber(Map<String, Object> schema, String keyword, String bound) {
        if (!bound.isEmpty()) {
            schema.put(keyword, Long.parseLong(bound));
        }
    }

    private static Map<String, Object> many(Shape.Many many, Map<String, Object> element) {
        var list = schema("type", "array");
        list.put("items", element);
        return many.mayStandAlone() ? schema("anyOf", List.of(element, list)) : list;
    }

    private static Map<String, Object> withWords(Shape.Group group) {
        if (group.words().isEmpty()) {
            return group(group);
        }
        var forms = group.words().stream().map(word -> schema("const", word.word()));
        return schema("anyOf", Stream.concat(forms, Stream.of(group(group))).toList());
    }

    /** A mapping, or nothing below the key: then all its settings are the initial ones. */
    private static Map<String, Object> group(Shape.Group group) {
        var required = group.keys().stream().filter(Shape.Key::isRequired).map(Shape.Key::name).toList();
        var schema = schema("type", required.isEmpty() ? List.of("object", "null") : "object");
        schema.put("additionalProperties", false);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        schema.put("properties", group.keys().stream()
            .collect(Collectors.toMap(Shape.Key::name, SettingsSchema::property, (one, _) -> one, LinkedHashMap::new)));
        return schema;
    }

    private static Map<String, Object> property(Shape.Key key) {
        var schema = schema("description", key.setting().doc());
        if (key.initial() != null) {
            schema.put("default", plain(key.initial()));
        }
        schema.putAll(of(key.shape(), key.setting()));
        return schema;
    }

    private static Object plain(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> switch (scalar.kind()) {
                case WHOLE -> Long.parseLong(scalar.text());
                case FLAG -> Boolean.parseBoolean(scalar.text());
                case TEXT, NUMBER, NOTHING -> scalar.text();
            };
            case Node.Sequence sequence -> sequence.elements().stream().map(SettingsSchema::plain).toList();
            case Node.Mapping mapping -> mapping.entries().stream()
                .collect(Collectors.toMap(entry -> entry.key().text(), entry -> plain(entry.value()), (one, _) -> one, LinkedHashMap::new));
        };
    }

    private static Map<String, Object> schema(String keyword, Object value) {
        var schema = new LinkedHashMap<String, Object>();
        schema.put(keyword, value);
        return schema;
    }
}
