// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a scalar into a value, within its bounds. What cannot be read is reported and null. */
final class ScalarReader {

    private ScalarReader() {}

    static @Nullable Object value(Form form, @Nullable Setting bounds, Node node, String path, Faults faults) {
        if (form.isSecret()) {
            concealUnlessReference(node, faults);
        }
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NOTHING) {
            wrongForm(node, path, form.expected(), "", faults);
            return null;
        }
        try {
            var value = form.parse().apply(scalar.text());
            if (!form.kinds().contains(scalar.kind())) {
                error(scalar.origin(), path, taken(scalar), form.expected(), quotes(form, scalar), faults);
                return null;
            }
            return inBounds(form, value, bounds, scalar, path, faults) ? value : null;
        } catch (IllegalArgumentException unreadable) {
            error(scalar.origin(), path, String.valueOf(unreadable.getMessage()), form.expected(), "", faults);
            return null;
        }
    }

    private static void concealUnlessReference(Node node, Faults faults) {
        if (!(node instanceof Node.Scalar scalar && Secret.isReference(scalar.text()))) {
            faults.conceal(node.origin());
        }
    }

    private static String taken(Node.Scalar scalar) {
        return "YAML takes %s for %s".formatted(scalar.text(), switch (scalar.kind()) {
            case TEXT -> "a text, because of its quotes";
            case WHOLE, NUMBER -> "a number";
            case FLAG -> "a truth value";
            case NOTHING -> "nothing";
        });
    }

    private static String quotes(Form form, Node.Scalar scalar) {
        return scalar.quoted() ? "remove the quotes" : "write it in quotes: '%s'".formatted(Fault.clipped(scalar.text()));
    }

    private static boolean inBounds(Form form, Object value, @Nullable Setting bounds, Node.Scalar scalar, String path, Faults faults) {
        if (bounds == null) {
            return true;
        }
        var low = !bounds.min().isEmpty() && compare(form, value, bounds.min()) < 0;
        var high = !bounds.max().isEmpty() && compare(form, value, bounds.max()) > 0;
        if (low || high) {
            var happened = low ? "%s is less than %s" : "%s is more than %s";
            error(scalar.origin(), path, happened.formatted(scalar.text(), low ? bounds.min() : bounds.max()), range(bounds), "", faults);
        }
        return !low && !high;
    }

    /** The bounds in words: {@code 10 to 1000}, {@code at least 10}; empty when there are none. */
    static String range(Setting bounds) {
        if (bounds.min().isEmpty()) {
            return bounds.max().isEmpty() ? "" : "at most " + bounds.max();
        }
        return bounds.max().isEmpty() ? "at least " + bounds.min() : bounds.min() + " to " + bounds.max();
    }

    @SuppressWarnings("unchecked")
    private static int compare(Form form, Object value, String bound) {
        return ((Comparable<Object>) value).compareTo(form.parse().apply(bound));
    }

    static @Nullable Object choice(Shape.Choice choice, Node node, String path, Faults faults) {
        var expected = oneOf(List.copyOf(choice.words().keySet()));
        if (!(node instanceof Node.Scalar scalar) || scalar.kind() == Node.Kind.NOTHING) {
            wrongForm(node, path, expected, "", faults);
            return null;
        }
        var value = choice.words().get(scalar.text());
        if (value == null) {
            error(scalar.origin(), path, "'%s' is not known here".formatted(scalar.text()), expected,
                Spelling.didYouMean(scalar.text(), choice.words().keySet()), faults);
        }
        return value;
    }

    private static String oneOf(List<String> words) {
        var quoted = new ArrayList<>(words.stream().map("'%s'"::formatted).toList());
        return quoted.size() == 1
            ? quoted.getFirst()
            : String.join(", ", quoted.subList(0, quoted.size() - 1)) + " or " + quoted.getLast();
    }

    static void wrongForm(Node node, String path, String expected, String remedy, Faults faults) {
        var happened = switch (node) {
            case Node.Scalar scalar when scalar.kind() == Node.Kind.NOTHING -> "no value";
            case Node.Scalar scalar -> "found %s '%s'".formatted(scalar.kind().called, scalar.text());
            case Node.Sequence _ -> "found a list";
            case Node.Mapping _ -> "found keys and values";
        };
        error(node.origin(), path, happened, expected, remedy, faults);
    }

    private static void error(Origin origin, String path, String happened, String expected, String remedy, Faults faults) {
        faults.add(new Fault(Fault.Severity.ERROR, origin, path, happened, expected, remedy));
    }
}
