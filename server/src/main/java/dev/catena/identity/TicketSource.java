// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.concurrent.CompletionStage;

/** Gets Kerberos tokens for next hops: a fresh one for each connection, as a token is good once (RFC 4559 §4.2). */
public interface TicketSource {
    /**
     * A first token for the service {@code HTTP@host}; completes within the source's own deadline, never exceptionally. May be asked
     * from any thread.
     */
    CompletionStage<Ticket> ticket(String host);

    /** What a source has. */
    sealed interface Ticket {
        /** The token. */
        record Token(byte[] bytes) implements Ticket {}

        /** None, and why: a clause for people. */
        record None(String why) implements Ticket {}
    }
}
