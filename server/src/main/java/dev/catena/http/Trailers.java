// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** Which fields of a trailer section travel on: not those that frame, route or authorise a message, or say how to store it (RFC 9110 §6.5.1). */
public final class Trailers {
    private static final Headers.Known NEVER = Headers.Known.of(
        FieldName.TRANSFER_ENCODING, FieldName.CONTENT_LENGTH, FieldName.HOST, FieldName.CONNECTION, FieldName.TE,
        FieldName.TRAILER, FieldName.CACHE_CONTROL, FieldName.EXPIRES, FieldName.VARY, FieldName.AGE, FieldName.DATE,
        FieldName.CONTENT_ENCODING, FieldName.CONTENT_TYPE, FieldName.CONTENT_RANGE, FieldName.SET_COOKIE,
        FieldName.LOCATION, FieldName.PROXY_AUTHENTICATE, FieldName.WWW_AUTHENTICATE, FieldName.UPGRADE,
        FieldName.AUTHORIZATION, FieldName.PROXY_AUTHORIZATION, FieldName.PROXY_AUTHENTICATION_INFO, FieldName.PROXY_CONNECTION,
        FieldName.KEEP_ALIVE, FieldName.COOKIE, FieldName.EXPECT, FieldName.MAX_FORWARDS, FieldName.RANGE, FieldName.IF_MATCH,
        FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE, FieldName.IF_UNMODIFIED_SINCE, FieldName.IF_RANGE);

    private Trailers() {}

    /** Those of these trailers that may follow a body to the next hop. */
    public static Headers forwardable(Headers trailers) {
        if (!trailers.containsAny(NEVER)) return trailers;
        var kept = Headers.builder();
        for (int line = 0; line < trailers.size(); line++) if (!trailers.isAny(line, NEVER)) kept.addLine(trailers, line);
        return kept.build();
    }
}
