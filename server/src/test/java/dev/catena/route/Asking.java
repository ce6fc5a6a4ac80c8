// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import dev.catena.http.Scanned;
import dev.catena.identity.Groups;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Requests as routes see them. */
final class Asking {
    private Asking() {}

    /** {@code GET http://www.example/} of a client in 10.1.2.0/24. */
    static Asked of(String methodAndTarget) {
        return of(methodAndTarget, "10.1.2.3");
    }

    static Asked of(String methodAndTarget, String client, String... groups) {
        return of(methodAndTarget, client, Groups.of(List.of(groups)));
    }

    static Asked of(String methodAndTarget, String client, Groups groups) {
        return new Asked(read(methodAndTarget + " HTTP/1.1\r\nHost: " + authority(methodAndTarget) + "\r\n\r\n"), InetAddress.ofLiteral(client), groups);
    }

    private static String authority(String methodAndTarget) {
        return methodAndTarget.replaceFirst("^\\S+ (http://)?", "").replaceFirst("/.*", "");
    }

    static RequestHead read(String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return switch (new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length)) {
            case Scanned.Complete<RequestHead>(var head, _) -> head;
            case Scanned.Incomplete<RequestHead> _ -> throw new AssertionError("incomplete: " + text);
            case Scanned.Malformed<RequestHead>(var fault) -> throw new AssertionError(fault + ": " + text);
        };
    }
}
