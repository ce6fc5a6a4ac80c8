// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/**
 * A request up to its body, valid by RFC 9112: its target is parsed, its framing unambiguous.
 *
 * @param rawTarget the target as it came, for logs
 */
public record RequestHead(Method method, String rawTarget, Target target, Version version, Headers headers, BodyLength body) {
    private static final Headers.Known CLOSE_WORDS = Headers.Known.of(FieldName.CONNECTION, FieldName.PROXY_CONNECTION);

    /** CONNECT: bytes both ways after a 2xx. */
    public boolean opensTunnel() {
        return method == Method.CONNECT;
    }

    public boolean hasBody() {
        return !(body instanceof BodyLength.None);
    }

    /**
     * Whether the client wants the connection kept (RFC 9112 §9.3). {@code Proxy-Connection} counts only for HTTP/1.0
     * clients, whose habit it is.
     */
    public boolean keepsAlive() {
        if (!headers.containsAny(CLOSE_WORDS)) return version == Version.HTTP_1_1;
        if (headers.listHas(FieldName.CONNECTION, "close")) return false;
        return version == Version.HTTP_1_1
            || headers.listHas(FieldName.CONNECTION, "keep-alive")
            || headers.listHas(FieldName.PROXY_CONNECTION, "keep-alive");
    }

    /** The same without the lines of those names. */
    public RequestHead without(FieldName... names) {
        return new RequestHead(method, rawTarget, target, version, headers.without(names), body);
    }

    /** The client waits for {@code 100 Continue} before it sends the body (RFC 9110 §10.1.1). */
    public boolean expectsContinue() {
        return version == Version.HTTP_1_1 && hasBody() && headers.listHas(FieldName.EXPECT, "100-continue");
    }
}
