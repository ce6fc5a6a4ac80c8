// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import dev.catena.testkit.WireText;
import java.nio.charset.StandardCharsets;

/** Scans heads that are written as text, and says in a line what was found. */
final class Heads {
    static final String HOST = "Host: a.test\n";

    private Heads() {}

    static HeadScanner scanner() {
        return new HeadScanner(HeadLimits.INITIAL);
    }

    static Scanned<RequestHead> request(byte[] bytes) {
        return scanner().request(bytes, 0, bytes.length);
    }

    /** The text is one that {@link WireText} reads. */
    static Scanned<RequestHead> request(String text) {
        return request(WireText.bytes(text));
    }

    static Scanned<ResponseHead> response(byte[] bytes) {
        return scanner().response(bytes, 0, bytes.length);
    }

    static Scanned<ResponseHead> response(String text) {
        return response(WireText.bytes(text));
    }

    /** {@code complete}, {@code incomplete}, or the kind of fault. */
    static String outcome(Scanned<?> scanned) {
        return switch (scanned) {
            case Scanned.Complete<?> _ -> "complete";
            case Scanned.Incomplete<?> _ -> "incomplete";
            case Scanned.Malformed<?>(var fault) -> fault.kind().name();
        };
    }

    static <H> H complete(Scanned<H> scanned) {
        return switch (scanned) {
            case Scanned.Complete<H>(var head, _) -> head;
            case Scanned.Incomplete<H> _ -> throw new AssertionError("incomplete");
            case Scanned.Malformed<H>(var fault) -> throw new AssertionError(fault.toString());
        };
    }

    /** {@code text} with the octet {@code b} in place of its {@code @}. */
    static byte[] with(String text, int b) {
        return text.replace("\n", "\r\n").replace('@', (char) b).getBytes(StandardCharsets.ISO_8859_1);
    }

    static boolean isTokenByte(int b) {
        return "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".indexOf(b) >= 0;
    }

    /** field-vchar, SP and HTAB of RFC 9110 §5.5. */
    static boolean isValueByte(int b) {
        return b == '\t' || b >= ' ' && b != 0x7f;
    }
}
