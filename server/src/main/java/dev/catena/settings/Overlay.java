// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lays {@linkplain Setting#shared shared} settings over those of a file: where both say something, the shared ones count, as a whole. Lists
 * whose elements have names, and keys of a machine's own beside shared ones, are laid over each other by name: upstreams keep their
 * credentials. What may not be shared is a fault.
 */
final class Overlay {
    private final Faults faults;

    private Overlay(Faults faults) {
        this.faults = faults;
    }

    /** The file's settings with the shared ones over them. */
    static Node apply(SharedText shared, Shape.Group shape, Node written, Faults faults) {
        var above = YamlText.parse(shared.name(), shared.text(), faults);
        return switch (above) {
            case null -> written;
            case Node.Scalar scalar when scalar.kind() == Node.Kind.NOTHING -> written;
            case Node.Mapping mapping -> new Overlay(faults).group(shape, mapping, written, "");
            case Node.Scalar _, Node.Sequence _ -> {
                faults.add(new Fault(Fault.Severity.ERROR, above.origin(), "", "not keys and values", "shared settings such as policy: []", ""));
                yield written;
            }
        };
    }

    private Node group(Shape.Group shape, Node.Mapping above, Node below, String path) {
        if (!(below instanceof Node.Mapping mapping)) return group(shape, above, Node.Mapping.of(List.of(), above.origin()), path);
        var result = mapping;
        for (var entry : above.entries()) {
            var name = entry.key().text();
            var full = Paths.key(path, name);
            var key = shape.key(name);
            if (key.isEmpty() || key.get().setting().shared()) result = result.with(entry); // an unknown one is the reader's to report
            else result = result.with(new Node.Entry(entry.key(), within(key.get(), entry.value(), mapping.get(name), full, entry.key().origin())));
        }
        return result;
    }

    /** Of a key that is not shared itself, what is below it may be. */
    private Node within(Shape.Key key, Node above, @Nullable Node written, String path, Origin origin) {
        var below = written == null ? Node.Mapping.of(List.of(), above.origin()) : written;
        return switch (key.shape()) {
            case Shape.Group group when above instanceof Node.Mapping mapping && hasShared(group) -> group(group, mapping, below, path);
            case Shape.Many(Shape.Group element) when above instanceof Node.Sequence sequence && hasShared(element) -> byName(element, sequence, written, path);
            default -> {
                faults.add(new Fault(Fault.Severity.ERROR, origin, path, "is each machine's own and cannot be shared", "", "leave it to the settings file of each member"));
                yield written == null ? above : written;
            }
        };
    }

    private static boolean hasShared(Shape.Group group) {
        return group.keys().stream().anyMatch(key -> key.setting().shared());
    }

    /** In the order of the shared list; what only the file has comes after. */
    private Node byName(Shape.Group element, Node.Sequence above, @Nullable Node written, String path) {
        var file = written instanceof Node.Sequence sequence ? sequence.elements() : List.<Node>of();
        var all = new ArrayList<Node>();
        for (int i = 0; i < above.elements().size(); i++) {
            var one = above.elements().get(i);
            var own = file.stream().filter(each -> !name(each).isEmpty() && name(each).equals(name(one))).findFirst().orElse(null);
            all.add(one instanceof Node.Mapping mapping ? group(element, mapping, own == null ? Node.Mapping.of(List.of(), one.origin()) : own, Paths.element(path, i)) : one);
        }
        file.stream().filter(each -> above.elements().stream().noneMatch(one -> name(one).equals(name(each)))).forEach(all::add);
        return Node.Sequence.of(all, above.origin());
    }

    private static String name(Node element) {
        return element instanceof Node.Mapping mapping && mapping.get("name") instanceof Node.Scalar name ? name.text() : "";
    }
}
