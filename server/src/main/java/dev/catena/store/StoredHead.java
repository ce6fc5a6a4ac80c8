// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.WireBuffer;

/**
 * The head of a stored response.
 *
 * @param fields end-to-end fields as stored, {@code Date} always among them, without {@code Age} and {@code Content-Length}
 * @param wireFields the same in wire form, each line with its CRLF; nobody changes this array
 * @param contentType as in the fields; empty if it does not say
 */
public record StoredHead(int status, String reason, Headers fields, byte[] wireFields, Variant variant, Terms terms, String contentType) {
    private static final int OBJECTS = 128;

    StoredHead(int status, String reason, Headers fields, byte[] wireFields, Variant variant, Terms terms) {
        this(status, reason, fields, wireFields, variant, terms, fields.repeated(FieldName.CONTENT_TYPE));
    }

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
