// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;
import dev.catena.http.ResponseHead;
import dev.catena.net.BodySource;

/** What came back for a request. */
public sealed interface Reply {
    /**
     * A final head, or 101 where an upgrade was asked for.
     *
     * @param body what follows; somebody has to take it, or abandon it
     */
    record Head(ResponseHead head, BodySource body) implements Reply {}

    /**
     * No usable response.
     *
     * @param retriable the hop cannot have acted on the request, or acting twice does no harm, and no byte of a body
     *     was sent: it may be sent again on a new connection (RFC 9112 §9.3.1)
     */
    record Lost(boolean retriable, Refusal refusal) implements Reply {}
}
