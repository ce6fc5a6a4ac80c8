// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the declarations of a record say about the text of the file: the one description that reader, manual, schema, comparison and
 * printing work from. Made by reflection, once; a declaration that makes no sense is an {@link IllegalStateException}.
 */
sealed interface Shape {

    /** One scalar. */
    record Value(Form form) implements Shape {}

    /** One word of an enum, in lower-case kebab. */
    record Choice(Map<String, Object> words) implements Shape {

        String word(Object constant) {
            return kebab((Enum<?>) constant);
        }
    }

    /** Any number of the same. Where the elements are single words, one of them needs no brackets. */
    record Many(Shape element) implements Shape {

        boolean mayStandAlone() {
            return element instanceof Value || element instanceof Choice;
        }
    }

    /** The same, by names the file chooses. */
    record Named(Shape element) implements Shape {}

    /** A record: its keys, and words that stand for a whole record. */
    record Group(Class<?> type, List<Key> keys, List<Short> words) implements Shape {

        Optional<Key> key(String name) {
            return keys.stream().filter(key -> key.name.equals(name)).findFirst();
        }

        List<String> keyNames() {
            return keys.stream().map(Key::name).toList();
        }

        /** The word that stands for exactly this record. */
        Optional<Short> wordFor(Object value) {
            return words.stream().filter(word -> word.value.equals(value)).findFirst();
        }

        /** What tells one element of a list from another, if these records have a name. */
        Optional<Key> nameKey() {
            return key("name").filter(key -> key.shape instanceof Value value && value.form.type() == String.class);
        }

        /** What one of them is called: {@code RuleSettings} is a rule. */
        String noun() {
            return type.getSimpleName().replaceFirst("Settings$", "").toLowerCase(Locale.ROOT);
        }
    }

    /** A word and the record it stands for. */
    record Short(String word, String doc, Object value) {}

    /**
     * A component of a record.
     *
     * @param initial what stands for it where it is not written; null when it has to be
     */
    record Key(String name, Shape shape, Setting setting, RecordComponent component, @Nullable Node initial) {

        boolean isRequired() {
            return initial == null;
        }

        Object of(Object record) {
            try {
                return component.getAccessor().invoke(record);
            } catch (IllegalAccessException | InvocationTargetException failure) {
                throw new IllegalStateException("reading %s of %s".formatted(name, record.getClass().getName()), failure);
            }
        }
    }

    /** The shape of a type: a record with {@link Setting}s, or what may stand in one. */
    static Shape of(Type type) {
        return switch (type) {
            case ParameterizedType list when list.getRawType() == List.class -> new Many(of(list.getActualTypeArguments()[0]));
            case ParameterizedType map when map.getRawType() == Map.class && map.getActualTypeArguments()[0] == String.class ->
                new Named(of(map.getActualTypeArguments()[1]));
            case Class<?> words when words.isEnum() -> new Choice(words(words));
            case Class<?> group when group.isRecord() && !group.isAnnotationPresent(Scalar.class) && !isKnown(group) -> group(group);
            case Class<?> value -> new Value(Form.of(value));
            default -> throw new IllegalStateException("%s is not a type of a setting".formatted(type));
        };
    }

    private static boolean isKnown(Class<?> type) {
        return type.getRecordComponents().length > 0
            && Stream.of(type.getRecordComponents()).noneMatch(component -> component.isAnnotationPresent(Setting.class));
    }

    /** What was made once is kept as long as its class. */
    ClassValue<Group> GROUPS = new ClassValue<>() {
        @Override
        protected Group computeValue(Class<?> type) {
            return describe(type);
        }
    };

    /** The shape of a settings record. */
    static Group group(Class<?> type) {
        return GROUPS.get(type);
    }

    private static Group describe(Class<?> type) {
        var keys = Stream.of(type.getRecordComponents()).map(Shape::key).toList();
        return new Group(type, keys, shorts(type));
    }

    private static Key key(RecordComponent component) {
        var setting = component.getAnnotation(Setting.class);
        if (setting == null) {
            throw new IllegalStateException("%s lacks @Setting".formatted(component));
        }
        var name = setting.key().isEmpty() ? kebab(component.getName()) : setting.key();
        return new Key(name, of(component.getGenericType()), setting, component, initial(name, setting));
    }

    private static @Nullable Node initial(String name, Setting setting) {
        if (setting.initial().equals(Setting.REQUIRED)) {
            return null;
        }
        var simple = simple(setting.initial());
        if (simple.isPresent()) return simple.get();
        var faults = new Faults(Origin.start("initial"));
        var node = YamlText.parse("initial", setting.initial(), faults);
        if (node == null) {
            throw new IllegalStateException("the initial value of %s: %s".formatted(name, faults.all()));
        }
        return node;
    }

    /** What needs no parser, as nearly all initial values: a start has some hundreds of them. */
    private static Optional<Node> simple(String text) {
        var at = Origin.start("initial");
        if (text.equals("[]")) return Optional.of(Node.Sequence.of(List.of(), at));
        if (text.equals("{}")) return Optional.of(Node.Mapping.of(List.of(), at));
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c < 128 && Character.isLetterOrDigit(c) || i > 0 && (c == '-' || c == '.' || c == '/');
            if (!plain) return Optional.empty();
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(new Node.Scalar(text, false, at));
    }

    private static List<Short> shorts(Class<?> type) {
        var shorts = new ArrayList<Short>();
        for (var method : type.getMethods()) {
            var word = Modifier.isStatic(method.getModifiers()) ? method.getAnnotation(Word.class) : null;
            if (word != null) {
                try {
                    shorts.add(new Short(word.value(), word.doc(), method.invoke(null)));
                } catch (IllegalAccessException | InvocationTargetException failure) {
                    throw new IllegalStateException("asking %s what '%s' means".formatted(method, word.value()), failure);
                }
            }
        }
        shorts.sort(Comparator.comparing(Short::word));
        return List.copyOf(shorts);
    }

    private static Map<String, Object> words(Class<?> type) {
        var words = new LinkedHashMap<String, Object>();
        Arrays.stream(type.getEnumConstants()).forEach(constant -> words.put(kebab((Enum<?>) constant), constant));
        return words;
    }

    private static String kebab(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String kebab(String camel) {
        var kebab = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (i > 0 && Character.isUpperCase(c) && !Character.isUpperCase(camel.charAt(i - 1))) kebab.append('-');
            kebab.append(Character.toLowerCase(c));
        }
        return kebab.toString();
    }
}
