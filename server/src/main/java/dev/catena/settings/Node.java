// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What was written, before it means anything: YAML reduced to its three forms, each with its place. */
sealed interface Node {

    Origin origin();

    /** How many nodes this one and those below it are. */
    int size();

    /** A single value. */
    record Scalar(String text, boolean quoted, Origin origin) implements Node {

        private static final Pattern NOTHING = Pattern.compile("|~|null|Null|NULL");
        private static final Pattern FLAG = Pattern.compile("true|True|TRUE|false|False|FALSE");
        private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
        private static final Pattern NUMBER =
            Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");

        /** What YAML 1.2 takes it for (core schema, section 10.3). */
        Kind kind() {
            if (quoted) {
                return Kind.TEXT;
            }
            if (NOTHING.matcher(text).matches()) {
                return Kind.NOTHING;
            }
            if (FLAG.matcher(text).matches()) {
                return Kind.FLAG;
            }
            if (WHOLE.matcher(text).matches()) {
                return Kind.WHOLE;
            }
            return NUMBER.matcher(text).matches() ? Kind.NUMBER : Kind.TEXT;
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** What a scalar is, and how a message calls it. */
    enum Kind {
        TEXT("the text"), WHOLE("the number"), NUMBER("the number"), FLAG("the truth value"), NOTHING("nothing");

        final String called;

        Kind(String called) {
            this.called = called;
        }
    }

    /** Values in order. */
    record Sequence(List<Node> elements, Origin origin, int size) implements Node {

        static Sequence of(List<Node> elements, Origin origin) {
            return new Sequence(List.copyOf(elements), origin, 1 + elements.stream().mapToInt(Node::size).sum());
        }

        Sequence with(int index, Node element) {
            var changed = new ArrayList<>(elements);
            changed.set(index, element);
            return of(changed, origin);
        }
    }

    /** Values by key; a key may still stand there twice. */
    record Mapping(List<Entry> entries, Origin origin, int size) implements Node {

        static Mapping of(List<Entry> entries, Origin origin) {
            return new Mapping(List.copyOf(entries), origin, 1 + entries.stream().mapToInt(entry -> 1 + entry.value.size()).sum());
        }

        @Nullable Node get(String key) {
            return entries.stream().filter(entry -> entry.key.text.equals(key)).findFirst().map(Entry::value).orElse(null);
        }

        Mapping with(Entry added) {
            var changed = new ArrayList<Entry>(entries);
            for (var i = 0; i < changed.size(); i++) {
                if (changed.get(i).key.text.equals(added.key.text)) {
                    changed.set(i, added);
                    return of(changed, origin);
                }
            }
            changed.add(added);
            return of(changed, origin);
        }
    }

    /** A key and its value. */
    record Entry(Scalar key, Node value) {}
}
