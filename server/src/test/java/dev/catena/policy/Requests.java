// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import dev.catena.http.Scanned;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Requests as clients write them. */
final class Requests {
    private Requests() {}

    /** A request of that method and target, then field lines; {@code Host} is added when none is given. */
    static RequestHead of(String methodAndTarget, String... fields) {
        boolean hasHost = Arrays.stream(fields).anyMatch(field -> field.startsWith("Host:"));
        var lines = String.join("\r\n", fields);
        return read(methodAndTarget + " HTTP/1.1\r\n" + (hasHost ? "" : "Host: " + authority(methodAndTarget) + "\r\n") + lines + (lines.isEmpty() ? "" : "\r\n") + "\r\n");
    }

    static RequestHead read(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return switch (new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length)) {
            case Scanned.Complete<RequestHead>(var head, _) -> head;
            case Scanned.Incomplete<RequestHead> _ -> throw new AssertionError("incomplete: " + text);
            case Scanned.Malformed<RequestHead>(var fault) -> throw new AssertionError(fault + ": " + text);
        };
    }

    private static String authority(String methodAndTarget) {
        var target = methodAndTarget.substring(methodAndTarget.indexOf(' ') + 1);
        int scheme = target.indexOf("://");
        var rest = scheme < 0 ? target : target.substring(scheme + 3);
        return rest.startsWith("/") || rest.startsWith("*") ? "" : rest.split("[/?]", 2)[0];
    }
}
