// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Names on the wire: UTF-16LE, or else the "OEM character set", a code page that nobody says (MS-NLMP 2.2.2.5). ASCII is the same in all
 * code pages; we read the others' bytes as ISO 8859-1, so that none is lost, and trust no name that holds any.
 */
final class NtlmText {
    /** Longest name of a user, domain or machine, in characters. */
    static final int NAME_LENGTH_MAX = 512;

    private NtlmText() {}

    static byte[] unicode(String text) {
        return text.getBytes(StandardCharsets.UTF_16LE);
    }

    static byte[] encode(String text, int flags) {
        return Flags.has(flags, Flags.UNICODE) ? unicode(text) : text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A name without control characters, which could disturb a log. */
    static String decode(byte[] bytes, int flags) throws MalformedNtlm {
        if (bytes.length > 2 * NAME_LENGTH_MAX) {
            throw new MalformedNtlm("a name in it is longer than %d characters".formatted(NAME_LENGTH_MAX));
        }
        try {
            var charset = Flags.has(flags, Flags.UNICODE) ? StandardCharsets.UTF_16LE : StandardCharsets.ISO_8859_1;
            var name = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            if (name.chars().anyMatch(Character::isISOControl)) {
                throw new MalformedNtlm("a name in it holds a control character");
            }
            return name;
        } catch (CharacterCodingException e) {
            throw new MalformedNtlm("a name in it is not UTF-16");
        }
    }

    static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }

    /** As Windows compares names: each UTF-16 unit by itself, so that {@code ß} stays one letter. */
    static String upperCase(String text) {
        var upper = text.toCharArray();
        for (int i = 0; i < upper.length; i++) {
            upper[i] = Character.toUpperCase(upper[i]);
        }
        return new String(upper);
    }
}
