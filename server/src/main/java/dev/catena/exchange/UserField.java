// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.http.WireBuffer;
import dev.catena.identity.Principal;
import java.nio.charset.StandardCharsets;

/**
 * The field by which one proxy names a user to the next ({@code as: user-header}): {@code alice}, {@code CORP\alice}. What is not a
 * visible ASCII character is percent-encoded UTF-8, and so is the percent sign itself.
 */
final class UserField {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private UserField() {}

    /** Nothing is written of somebody who proved nothing. */
    static void write(FieldName field, Principal user, WireBuffer out) {
        if (!user.isAnonymous()) out.put(field.text()).put(": ").put(encode(user.shown())).crlf();
    }

    static String encode(String name) {
        var text = new StringBuilder();
        for (byte octet : name.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' && octet < 0x7f && octet != '%') text.append((char) octet);
            else text.append('%').append(HEX[octet >> 4 & 15]).append(HEX[octet & 15]);
        }
        return text.toString();
    }
}
