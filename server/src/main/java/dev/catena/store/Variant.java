// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.FieldName;
import java.util.List;

/**
 * What tells a response from others of the same key: the request fields its {@code Vary} names, and their normalised
 * values in the request it answered (RFC 9111 §4.1). The store only asks whether two are equal.
 *
 * @param values one for each name; empty text when the request had no such field
 */
public record Variant(List<FieldName> names, List<String> values) {
    /** The only response of its key. */
    public static final Variant ANY = new Variant(List.of(), List.of());

    public Variant {
        names = List.copyOf(names);
        values = List.copyOf(values);
        if (names.size() != values.size()) throw new IllegalArgumentException(names + " with " + values);
    }

    /** Bytes held by this object, for accounting. */
    int footprint() {
        int bytes = 0;
        for (var value : values) bytes += value.length() + 64;
        return bytes;
    }
}
