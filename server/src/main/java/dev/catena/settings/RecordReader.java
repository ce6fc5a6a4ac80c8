// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns nodes into values of a shape. What cannot be read is reported and null. */
final class RecordReader {

    private final Faults faults;

    RecordReader(Faults faults) {
        this.faults = faults;
    }

    /** The root. */
    @Nullable Object read(Shape.Group shape, Node node) {
        faults.wrote("", node.origin());
        return group(shape, node, "");
    }

    private @Nullable Object value(Shape shape, @Nullable Setting bounds, Node node, String path) {
        faults.wrote(path, node.origin());
        return switch (shape) {
            case Shape.Value(var form) -> ScalarReader.value(form, bounds, node, path, faults);
            case Shape.Choice choice -> ScalarReader.choice(choice, node, path, faults);
            case Shape.Many many -> many(many, bounds, node, path);
            case Shape.Named named -> named(named, bounds, node, path);
            case Shape.Group group -> group(group, node, path);
        };
    }

    private @Nullable Object many(Shape.Many shape, @Nullable Setting bounds, Node node, String path) {
        return switch (node) {
            case Node.Sequence sequence -> elements(shape, bounds, sequence, path);
            case Node.Scalar scalar when shape.mayStandAlone() && scalar.kind() != Node.Kind.NOTHING -> {
                var single = value(shape.element(), bounds, scalar, path);
                yield single == null ? null : List.of(single);
            }
            case Node.Scalar _, Node.Mapping _ ->
                wrongForm(node, path, "a list", "write [] for none, or remove the key for its initial value");
        };
    }

    private @Nullable Object elements(Shape.Many shape, @Nullable Setting bounds, Node.Sequence sequence, String path) {
        var values = new ArrayList<Object>();
        for (var i = 0; i < sequence.elements().size(); i++) {
            var value = value(shape.element(), bounds, sequence.elements().get(i), Paths.element(path, i));
            if (value != null) {
                values.add(value);
            }
        }
        return values.size() == sequence.elements().size() ? values : null;
    }

    private @Nullable Object named(Shape.Named shape, @Nullable Setting bounds, Node node, String path) {
        if (!(node instanceof Node.Mapping mapping)) {
            return wrongForm(node, path, "keys and values", "write {} for none");
        }
        var values = new LinkedHashMap<String, Object>();
        for (var entry : once(mapping, path)) {
            var value = value(shape.element(), bounds, entry.value(), Paths.key(path, entry.key().text()));
            if (value == null) {
                return null;
            }
            values.put(entry.key().text(), value);
        }
        return values;
    }

    private @Nullable Object group(Shape.Group shape, Node node, String path) {
        return switch (node) {
            case Node.Mapping mapping -> record(shape, mapping, path);
            // Nothing but comments below a key: all its settings are the initial ones.
            case Node.Scalar scalar when scalar.kind() == Node.Kind.NOTHING ->
                record(shape, Node.Mapping.of(List.of(), scalar.origin()), path);
            case Node.Scalar scalar -> word(shape, scalar, path);
            case Node.Sequence _ -> wrongForm(node, path, groupExpected(shape), "");
        };
    }

    private @Nullable Object word(Shape.Group shape, Node.Scalar scalar, String path) {
        for (var word : shape.words()) {
            if (word.word().equals(scalar.text())) {
                return word.value();
            }
        }
        var words = shape.words().stream().map(Shape.Short::word).toList();
        error(scalar.origin(), path, "found '%s'".formatted(scalar.text()), groupExpected(shape),
            Spelling.didYouMean(scalar.text(), words));
        return null;
    }

    private static String groupExpected(Shape.Group shape) {
        var keys = "keys and values (%s)".formatted(String.join(", ", shape.keyNames()));
        return shape.words().isEmpty() ? keys : "'%s' or %s".formatted(shape.words().getFirst().word(), keys);
    }

    private @Nullable Object record(Shape.Group shape, Node.Mapping mapping, String path) {
        var written = new HashMap<String, Node>();
        for (var entry : once(mapping, path)) {
            if (shape.key(entry.key().text()).isPresent()) {
                written.put(entry.key().text(), entry.value());
            } else {
                unknown(shape, entry.key(), path);
            }
        }
        var values = shape.keys().stream().map(key -> component(key, written.get(key.name()), mapping, path)).toArray();
        return Stream.of(values).anyMatch(value -> value == null) ? null : checked(build(shape, values, mapping, path), path);
    }

    /** The entries; of those with the same key the first, the others are faults. */
    private List<Node.Entry> once(Node.Mapping mapping, String path) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        for (var entry : mapping.entries()) {
            var first = entries.putIfAbsent(entry.key().text(), entry);
            if (first != null) {
                error(entry.key().origin(), Paths.key(path, entry.key().text()),
                    "written twice, first in line %d".formatted(first.key().origin().line()), "", "keep one of the two");
            }
        }
        return List.copyOf(entries.values());
    }

    private void unknown(Shape.Group shape, Node.Scalar key, String path) {
        var full = Paths.key(path, key.text());
        var meant = Spelling.nearest(key.text(), shape.keyNames());
        var remedy = meant.map("did you mean '%s'?"::formatted).orElse("the keys here are " + String.join(", ", shape.keyNames()));
        error(key.origin(), full, "unknown key", "", remedy);
        if (meant.flatMap(shape::key).filter(known -> known.shape() instanceof Shape.Value(var form) && form.isSecret()).isPresent()) {
            faults.conceal(key.origin());
        }
    }

    private @Nullable Object component(Shape.Key key, @Nullable Node node, Node.Mapping around, String path) {
        var full = Paths.key(path, key.name());
        if (node != null) {
            var value = value(key.shape(), key.setting(), node, full);
            return value != null ? value : initial(key, full);
        }
        if (key.isRequired()) {
            error(around.origin(), path, "'%s' is missing".formatted(key.name()), "", key.setting().doc());
        }
        return initial(key, full);
    }

    /** What stands for a key that is not written or not readable, if anything does; faults of it are programming errors. */
    private static @Nullable Object initial(Shape.Key key, String path) {
        if (key.initial() == null) {
            return null;
        }
        var own = new Faults(Origin.start("initial"));
        var value = new RecordReader(own).value(key.shape(), key.setting(), key.initial(), path);
        if (value == null || own.all().stream().anyMatch(Fault::isError)) {
            throw new IllegalStateException("the initial value of %s: %s".formatted(path, own.all()));
        }
        return value;
    }

    private @Nullable Object build(Shape.Group shape, Object[] values, Node.Mapping mapping, String path) {
        try {
            var types = Arrays.stream(shape.type().getRecordComponents()).map(component -> component.getType()).toArray(Class<?>[]::new);
            return shape.type().getConstructor(types).newInstance(values);
        } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException reason) {
                error(mapping.origin(), path, String.valueOf(reason.getMessage()), "", "");
                return null;
            }
            throw new IllegalStateException("building " + shape.type(), refused);
        } catch (ReflectiveOperationException closed) {
            throw new IllegalStateException("%s and its constructor must be public".formatted(shape.type()), closed);
        }
    }

    private @Nullable Object checked(@Nullable Object record, String path) {
        if (record instanceof Checked checked) {
            checked.check(faults.within(path));
        }
        return record;
    }

    private @Nullable Object wrongForm(Node node, String path, String expected, String remedy) {
        ScalarReader.wrongForm(node, path, expected, remedy, faults);
        return null;
    }

    private void error(Origin origin, String path, String happened, String expected, String remedy) {
        faults.add(new Fault(Fault.Severity.ERROR, origin, path, happened, expected, remedy));
    }
}
