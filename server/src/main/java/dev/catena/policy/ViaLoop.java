// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;

/** Finds ourselves in {@code Via} (RFC 9110 §7.6.3): whoever is named there has had the request before. */
final class ViaLoop {
    private ViaLoop() {}

    /**
     * Whether one member's {@code received-by} is that pseudonym. Every comma separates, also one inside a comment or a
     * quote: a stray parenthesis before our own entry must not hide it, and nobody else writes our name.
     */
    static boolean names(Headers headers, String pseudonym) {
        for (int line = headers.indexOf(FieldName.VIA, 0); line >= 0; line = headers.indexOf(FieldName.VIA, line + 1)) {
            for (var member : headers.value(line).split(",")) if (receivedBy(member).equals(pseudonym)) return true;
        }
        return false;
    }

    /** The second word of {@code received-protocol RWS received-by [ RWS comment ]}, or nothing. */
    private static String receivedBy(String member) {
        var words = member.strip().split("[ \t]+", 3);
        return words.length < 2 ? "" : words[1];
    }
}
