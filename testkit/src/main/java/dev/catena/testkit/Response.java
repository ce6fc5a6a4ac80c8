// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A final response that was read strictly, with what came before and after it.
 *
 * @param interim the heads of 1xx responses before it
 * @param framing how the body's end was to be known
 * @param body the body as far as it came, without its framing; empty when it was given to a sink
 * @param trailers fields after a chunked body
 * @param ending {@link Ending#OPEN} when the response is complete and the connection was not needed to end it; else how the
 *     connection ended, which for every framing but {@link Framing.UntilClose} means that the body is cut
 */
public record Response(
        String version,
        int status,
        String reason,
        Head head,
        List<Head> interim,
        Framing framing,
        byte[] body,
        List<Field> trailers,
        Ending ending) {

    /** Whether the body came to its proper end. */
    public boolean isComplete() {
        return ending == Ending.OPEN || framing instanceof Framing.UntilClose && ending == Ending.CLOSED;
    }

    public String field(String name) {
        return head.field(name);
    }

    public boolean has(String name) {
        return head.has(name);
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return head + "\n" + WireText.show(body) + (isComplete() ? "" : "\n(cut: connection " + ending + ")");
    }
}
