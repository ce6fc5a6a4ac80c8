// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.FieldName;
import dev.catena.http.WireBuffer;
import dev.catena.identity.Principal;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

    /** The name, or nothing if it is none: empty, ending in a backslash, badly encoded, or with a control character. */
    static Optional<String> decode(String value) {
        var octets = new ByteArrayOutputStream(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '%') {
                octets.write(c);
            } else {
                if (i + 2 >= value.length()) return Optional.empty();
                int high = Character.digit(value.charAt(i + 1), 16);
                int low = Character.digit(value.charAt(i + 2), 16);
                if (high < 0 || low < 0) return Optional.empty();
                octets.write(high << 4 | low);
                i += 2;
            }
        }
        var name = octets.toString(StandardCharsets.UTF_8);
        boolean usable = !name.isBlank() && !name.endsWith("\\") && name.chars().noneMatch(Character::isISOControl) && name.indexOf('\uFFFD') < 0;
        return usable ? Optional.of(name) : Optional.empty();
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
