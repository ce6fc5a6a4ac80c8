// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.FieldName;
import java.util.List;

/**
 * What tells a response from others of the same key: the request fields its {@code Vary} names, and their normalised
 * values in the request it answered (RFC 9111 §4.1). The store only asks whether two are equal.
 *
 * @param values one for each name; empty text when the request had no such field
 * @param reading the field of the response that its terms were read from, where readers may differ in that (RFC 9213); else empty
 */
public record Variant(List<FieldName> names, List<String> values, String reading) {
    /** The only response of its key. */
    public static final Variant ANY = new Variant(List.of(), List.of());

    /** Of a response whose terms everybody reads alike. */
    public Variant(List<FieldName> names, List<String> values) {
        this(names, values, "");
    }

    public Variant {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.size() != values.size()) throw new IllegalArgumentException(names + " with " + values);
    }

    /** The same for those who read that field. */
    public Variant readBy(String field) {
        return field.equals(reading) ? this : new Variant(names, values, field);
    }

    /** Whether it is the only response of its key. */
    public boolean isAny() {
        return names.isEmpty() && reading.isEmpty();
    }

    /** Bytes held by this object, for accounting. */
    int footprint() {
        int bytes = reading.length();
        for (var value : values) bytes += value.length() + 64;
        return bytes;
    }
}
