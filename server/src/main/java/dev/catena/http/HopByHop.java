// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Fields that end at this hop (RFC 9110 §7.6.1): the known ones, and those that {@code Connection} names. A nomination
 * of a framing field or of {@code Host} is ignored: dropping those would change what the message is.
 */
public final class HopByHop {
    private static final Headers.Known ALWAYS = Headers.Known.of(
        FieldName.CONNECTION, FieldName.PROXY_CONNECTION, FieldName.KEEP_ALIVE, FieldName.TE, FieldName.TRAILER,
        FieldName.TRANSFER_ENCODING, FieldName.UPGRADE, FieldName.PROXY_AUTHORIZATION, FieldName.PROXY_AUTHENTICATE,
        FieldName.PROXY_AUTHENTICATION_INFO, FieldName.CONTENT_LENGTH);
    private static final List<String> NEVER_NOMINATED = List.of(
        "host", "content-length", "transfer-encoding", "via", "cache-control", "content-type", "content-encoding",
        "content-range", "date", "age");

    private HopByHop() {}

    /**
     * Writes the lines that travel on. {@code Content-Length} is not among them: the writer of a message states its
     * framing itself.
     */
    public static void writeEndToEnd(Headers headers, Headers.Known alsoDropped, WireBuffer out) {
        var nominated = nominated(headers);
        for (int line = 0; line < headers.size(); line++) {
            if (!drops(headers, line, nominated) && !headers.isAny(line, alsoDropped)) headers.writeLine(line, out);
        }
    }

    /** The lines that travel on, without {@code Content-Length}. */
    public static Headers endToEnd(Headers headers) {
        var nominated = nominated(headers);
        var kept = Headers.builder();
        for (int line = 0; line < headers.size(); line++) {
            if (!drops(headers, line, nominated)) kept.addLine(headers, line);
        }
        return kept.build();
    }

    private static Set<String> nominated(Headers headers) {
        Set<String> nominated = Set.of();
        if (!headers.contains(FieldName.CONNECTION) || headers.isOnly(FieldName.CONNECTION, "keep-alive")) return nominated;
        for (var name : headers.list(FieldName.CONNECTION)) {
            if (name.equalsIgnoreCase("keep-alive") || name.equalsIgnoreCase("close")) continue; // all there is, as a rule
            var lower = name.toLowerCase(Locale.ROOT);
            if (NEVER_NOMINATED.contains(lower)) continue;
            if (nominated.isEmpty()) nominated = new HashSet<>();
            nominated.add(lower);
        }
        return nominated;
    }

    private static boolean drops(Headers headers, int line, Set<String> nominated) {
        if (headers.isAny(line, ALWAYS)) return true;
        return !nominated.isEmpty() && nominated.contains(headers.name(line).toLowerCase(Locale.ROOT));
    }
}
