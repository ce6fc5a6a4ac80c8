// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts values from the command line into what the file says, before it is read: {@code cache.memory=1GiB},
 * {@code listeners[0].address=…}, {@code listeners.clients.address=…}, {@code dns.hosts["a.example"]=…}.
 */
final class Overrides {

    private static final Pattern STEP = Pattern.compile("\\G(?:(?:^|\\.)([^.\\[\\]=\"]+)|\\[([0-9]{1,6})]|\\[\"([^\"]*)\"])");

    private final Origin origin;
    private final List<Step> steps;
    private final Node value;

    /** One name or number of a path. */
    private sealed interface Step {
        record Name(String name) implements Step {}
        record Index(int index) implements Step {}
    }

    /** The path leads nowhere. */
    private static final class Astray extends RuntimeException {
        private final String remedy;

        Astray(String message, String remedy) {
            super(message, null, false, false);
            this.remedy = remedy;
        }
    }

    private Overrides(Origin origin, List<Step> steps, Node value) {
        this.origin = origin;
        this.steps = steps;
        this.value = value;
    }

    /** {@code written} with the value in its place; a path that leads nowhere is a fault, an unknown key is left to the reader. */
    static Node apply(String override, Shape.Group shape, Node written, Faults faults) {
        var equals = override.indexOf('=');
        var path = equals < 0 ? override : override.substring(0, equals);
        var origin = new Origin(Origin.SET, 1, 1, override);
        try {
            var steps = steps(path);
            if (equals < 0 || steps.isEmpty()) {
                throw new Astray("not a setting and its value", "write --set cache.memory=1GiB");
            }
            var value = value(override, equals + 1);
            return new Overrides(origin, steps, value).put(shape, written, 0);
        } catch (Astray astray) {
            faults.add(new Fault(Fault.Severity.ERROR, origin, path, String.valueOf(astray.getMessage()), "", astray.remedy));
            return written;
        }
    }

    private static List<Step> steps(String path) {
        var steps = new ArrayList<Step>();
        var step = STEP.matcher(path);
        var end = 0;
        while (step.find()) {
            steps.add(step.group(2) != null
                ? new Step.Index(Integer.parseInt(step.group(2)))
                : new Step.Name(step.group(1) != null ? step.group(1) : step.group(3)));
            end = step.end();
        }
        if (end < path.length()) {
            throw new Astray("not the path of a setting", "write it like cache.memory, listeners[0].address or dns.hosts[\"a.example\"]");
        }
        return steps;
    }

    /** YAML, as in the file; what is not YAML is meant as it stands ({@code *.corp.example}). */
    private static Node value(String override, int start) {
        var text = override.substring(start);
        var place = new Origin(Origin.SET, 1, override.codePointCount(0, start) + 1, override);
        var parsed = YamlText.parse(Origin.SET, text, new Faults(place));
        return parsed == null ? new Node.Scalar(text, !text.isBlank(), place) : moved(parsed, place);
    }

    private static Node moved(Node node, Origin place) {
        return switch (node) {
            case Node.Scalar(var text, var quoted, _) -> new Node.Scalar(text, quoted, place);
            case Node.Sequence sequence -> Node.Sequence.of(sequence.elements().stream()
                .map(element -> moved(element, place))
                .toList(), place);
            case Node.Mapping mapping -> Node.Mapping.of(mapping.entries().stream()
                .map(entry -> new Node.Entry(new Node.Scalar(entry.key().text(), entry.key().quoted(), place), moved(entry.value(), place)))
                .toList(), place);
        };
    }

    private Node put(@Nullable Shape shape, @Nullable Node node, int depth) {
        if (depth == steps.size()) {
            return value;
        }
        return switch (shape) {
            case Shape.Group group -> inGroup(group, node, depth);
            case Shape.Named named -> inMapping(named.element(), node, depth);
            case Shape.Many many -> inList(many, node, depth);
            // Below an unknown key, or below a single value: the reader says so.
            case Shape.Value _, Shape.Choice _ ->
                throw new Astray("there is nothing below a single value", "end the path before '%s'".formatted(name(depth)));
            case null -> inMapping(null, null, depth);
        };
    }

    private Node inGroup(Shape.Group group, @Nullable Node node, int depth) {
        var key = group.key(name(depth));
        if (key.isEmpty()) {
            return mapping(node).with(entry(name(depth), put(null, null, depth + 1)));
        }
        var below = mapping(node).get(name(depth));
        return mapping(node).with(entry(name(depth), put(key.get().shape(), below == null ? key.get().initial() : below, depth + 1)));
    }

    private Node inMapping(@Nullable Shape element, @Nullable Node node, int depth) {
        return mapping(node).with(entry(name(depth), put(element, mapping(node).get(name(depth)), depth + 1)));
    }

    private Node inList(Shape.Many many, @Nullable Node node, int depth) {
        if (!(node instanceof Node.Sequence sequence)) {
            throw new Astray("there is no list in which to find '%s'".formatted(name(depth)), "set the whole list");
        }
        var index = switch (steps.get(depth)) {
            case Step.Index(var number) -> number;
            case Step.Name(var name) -> named(sequence, name);
        };
        if (index >= sequence.elements().size()) {
            throw new Astray("there is no element %d: the list has %d".formatted(index, sequence.elements().size()),
                "elements are counted from 0");
        }
        return sequence.with(index, put(many.element(), sequence.elements().get(index), depth + 1));
    }

    private static int named(Node.Sequence sequence, String name) {
        var names = sequence.elements().stream().map(Overrides::nameOf).toList();
        var index = names.indexOf(name);
        if (index < 0) {
            var known = names.stream().filter(each -> !each.isEmpty()).toList();
            throw new Astray("nothing there is named '%s'".formatted(name),
                Spelling.nearest(name, known).map("did you mean '%s'?"::formatted).orElse("the names are: " + String.join(", ", known)));
        }
        return index;
    }

    private static String nameOf(Node element) {
        return element instanceof Node.Mapping mapping && mapping.get("name") instanceof Node.Scalar name ? name.text() : "";
    }

    private Node.Mapping mapping(@Nullable Node node) {
        return node instanceof Node.Mapping mapping ? mapping : Node.Mapping.of(List.of(), node == null ? origin : node.origin());
    }

    private Node.Entry entry(String name, Node value) {
        return new Node.Entry(new Node.Scalar(name, false, origin), value);
    }

    private String name(int depth) {
        return switch (steps.get(depth)) {
            case Step.Name(var name) -> name;
            case Step.Index(var index) -> Integer.toString(index);
        };
    }
}
