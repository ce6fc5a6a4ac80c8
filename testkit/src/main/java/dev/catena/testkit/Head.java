// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.util.List;
import java.util.stream.Collectors;

/** The start line and the field lines of a message, in the order they came. */
public record Head(String startLine, List<Field> fields) {
    public Head {
        fields = List.copyOf(fields);
    }

    /** Every line's value of that name, in order. */
    public List<String> values(String name) {
        return fields.stream().filter(field -> field.isNamed(name)).map(Field::value).toList();
    }

    /** All values of that name as one list (RFC 9110 §5.3), or an empty text when there is none. */
    public String field(String name) {
        return String.join(", ", values(name));
    }

    public boolean has(String name) {
        return fields.stream().anyMatch(field -> field.isNamed(name));
    }

    /** Whether a comma-separated field names {@code member}, in any case. */
    boolean lists(String name, String member) {
        return List.of(field(name).split("\\s*,\\s*")).stream().anyMatch(member::equalsIgnoreCase);
    }

    @Override
    public String toString() {
        return startLine + "\n" + fields.stream().map(field -> field + "\n").collect(Collectors.joining());
    }
}
