// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.http.BodyLength;
import dev.catena.http.WireBuffer;

/** The head of an answer as an HTTP/1 client reads it: status line, fields, and the one framing of its body (RFC 9112 §6). */
final class AnswerHead {
    private AnswerHead() {}

    /**
     * Writes all but {@code Connection} and the empty line.
     *
     * @param length of the body as far as it is known
     * @param bodiless no body follows, whatever the length says
     * @param knowsChunks the client speaks HTTP/1.1
     * @return the framing that was chosen
     */
    static BodyLength write(int status, String reason, WireBuffer fields, BodyLength length, boolean bodiless, boolean knowsChunks, WireBuffer out) {
        statusLine(status, reason, out);
        out.put(fields.array(), 0, fields.length());
        var framing = framing(length, bodiless, knowsChunks);
        switch (framing) {
            case BodyLength.None() -> {
                if (!bodiless) out.put("Content-Length: 0\r\n");
                else if (length instanceof BodyLength.Exactly(long bytes) && status != 204 && status != 304) out.put("Content-Length: ").put(bytes).crlf();
            }
            case BodyLength.Exactly(long bytes) -> out.put("Content-Length: ").put(bytes).crlf();
            case BodyLength.Chunked() -> out.put("Transfer-Encoding: chunked\r\n");
            case BodyLength.UntilClose() -> { }
        }
        return framing;
    }

    static void statusLine(int status, String reason, WireBuffer out) {
        out.put("HTTP/1.1 ").put(status).put(" ").put(reason).crlf();
    }

    /** How this client learns the end of a body: by chunks if its length is unknown, by the close if it knows no chunks. */
    private static BodyLength framing(BodyLength length, boolean bodiless, boolean knowsChunks) {
        if (bodiless) return BodyLength.NONE;
        return switch (length) {
            case BodyLength.None none -> none;
            case BodyLength.Exactly exactly -> exactly;
            case BodyLength.Chunked(), BodyLength.UntilClose() -> knowsChunks ? BodyLength.CHUNKED : BodyLength.UNTIL_CLOSE;
        };
    }
}
