// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

/** How a reader knows where a message ends (RFC 9112 §6.3). */
public sealed interface Framing {
    /** No body: HEAD, 1xx, 204, 304, a request without either length, a tunnel's 2xx. */
    record None() implements Framing {}

    record Length(long bytes) implements Framing {}

    record Chunked() implements Framing {}

    record UntilClose() implements Framing {}

    static Framing ofRequest(Request request) {
        return lengthOf(request.head(), new None());
    }

    static Framing ofResponse(String method, int status, Head head) {
        boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
        boolean tunnel = method.equals("CONNECT") && status / 100 == 2;
        return bodiless || tunnel ? new None() : lengthOf(head, new UntilClose());
    }

    private static Framing lengthOf(Head head, Framing otherwise) {
        var codings = head.values("Transfer-Encoding");
        var lengths = head.values("Content-Length");
        if (codings.size() + lengths.size() > 1) {
            throw new MalformedMessage("more than one field says where the message ends:\n" + head);
        }
        if (!codings.isEmpty()) {
            if (!codings.getFirst().equalsIgnoreCase("chunked")) {
                throw new MalformedMessage("a transfer coding other than chunked:\n" + head);
            }
            return new Chunked();
        }
        return lengths.isEmpty() ? otherwise : new Length(decimal(lengths.getFirst()));
    }

    private static long decimal(String digits) {
        if (!digits.matches("[0-9]{1,18}")) {
            throw new MalformedMessage("Content-Length is not a plain number: " + digits);
        }
        return Long.parseLong(digits);
    }
}
