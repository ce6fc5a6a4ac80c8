// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;

/** Byte sequences that every HTTP/1 message needs. */
final class Wire {
    static final byte[] CRLF = bytes("\r\n");
    static final byte[] COLON = bytes(": ");
    static final byte[] HTTP_1_1 = bytes("HTTP/1.1 ");
    static final byte[] REQUEST_LINE_END = bytes(" HTTP/1.1\r\n");

    private Wire() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
