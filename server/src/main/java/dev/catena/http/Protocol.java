// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** What a request wants to speak. */
public enum Protocol {
    /** A plain HTTP request. */
    HTTP,
    /** A tunnel. */
    CONNECT,
    /** An upgrade to WebSocket (RFC 6455). */
    WEBSOCKET;

    /** What this request wants. One that names WebSocket without asking for the upgrade (RFC 9110 §7.8) is a plain request. */
    public static Protocol of(RequestHead request) {
        if (request.opensTunnel()) return CONNECT;
        var headers = request.headers();
        boolean upgrades = headers.contains(FieldName.UPGRADE) && request.method() == Method.GET && request.version() == Version.HTTP_1_1
            && headers.listHas(FieldName.UPGRADE, "websocket") && headers.listHas(FieldName.CONNECTION, "upgrade");
        return upgrades ? WEBSOCKET : HTTP;
    }
}
