// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;

/** How dialling the next hop ended. */
public sealed interface Dialled {
    /** A connection that is the caller's until it is given back, detached or closed. */
    record Ready(UpstreamConnection connection) implements Dialled {}

    record Unreachable(Refusal refusal) implements Dialled {}

    /** The hop is there, and does not make the connection it was asked for: another hop of its kind would hardly do better. */
    record Declined(Refusal refusal) implements Dialled {}
}
