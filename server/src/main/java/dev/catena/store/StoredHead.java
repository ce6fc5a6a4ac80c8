// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Headers;
import dev.catena.http.WireBuffer;

/**
 * The head of a stored response.
 *
 * @param fields end-to-end fields as stored, {@code Date} always among them, without {@code Age} and {@code Content-Length}
 * @param wireFields the same in wire form, each line with its CRLF; nobody changes this array
 */
public record StoredHead(int status, String reason, Headers fields, byte[] wireFields, Variant variant, Terms terms) {
    private static final int OBJECTS = 128;

    /** A head with its wire form. */
    public static StoredHead of(int status, String reason, Headers fields, Variant variant, Terms terms) {
        var wire = new WireBuffer(fields.footprint());
        fields.writeTo(wire);
        return new StoredHead(status, reason, fields, wire.toByteArray(), variant, terms);
    }

    /** Bytes held by this object, for accounting. */
    int footprint() {
        return OBJECTS + reason.length() + fields.footprint() + wireFields.length + variant.footprint();
    }
}
