// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * A response up to its body, valid by RFC 9112.
 *
 * @param declared what its fields say of the body; {@link #bodyFor} knows the exceptions
 */
public record ResponseHead(int status, String reason, Version version, Headers headers, BodyLength declared) {
    /** A head made by us. */
    public static ResponseHead of(int status, Headers headers) {
        return new ResponseHead(status, Reasons.of(status), Version.HTTP_1_1, headers, BodyLength.NONE);
    }

    public boolean isInterim() {
        return status < 200;
    }

    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** The body this response has as an answer to that method (RFC 9112 §6.3, rules 1 and 2). */
    public BodyLength bodyFor(Method method) {
        if (method == Method.HEAD || status < 200 || status == 204 || status == 304) return BodyLength.NONE;
        if (method == Method.CONNECT && succeeded()) return BodyLength.NONE;
        return declared;
    }

    /** Whether the peer keeps the connection after the body. */
    public boolean keepsAlive() {
        if (!headers.contains(FieldName.CONNECTION)) return version == Version.HTTP_1_1;
        if (headers.listHas(FieldName.CONNECTION, "close")) return false;
        return version == Version.HTTP_1_1 || headers.listHas(FieldName.CONNECTION, "keep-alive");
    }

    public ResponseHead withHeaders(Headers other) {
        return new ResponseHead(status, reason, version, other, declared);
    }
}
