// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.concurrent.CompletionStage;

/** Gets Kerberos tokens for next hops: a fresh one for each connection, as a token is good once (RFC 4559 §4.2). */
public interface TicketSource {
    /**
     * A first token for the service {@code HTTP@host}, or for the one that the source is told to ask for; completes within the source's
     * own deadline, never exceptionally. May be asked from any thread.
     */
    CompletionStage<Ticket> ticket(String host);

    /** What a source has. */
    sealed interface Ticket {
        /** The token, and what may be said to it. */
        record Token(byte[] bytes, Conversation conversation) implements Ticket {
            @Override
            public String toString() {
                return "Token[****]";
            }
        }

        /** None, and why: a clause for people. {@code remedy} may be empty. */
        record None(String why, String remedy) implements Ticket {}
    }

    /** The rest of a log-in that a token began. Used by one thread at a time; ended by the first of its methods. */
    interface Conversation extends AutoCloseable {
        /**
         * The hop took the token.
         *
         * @param reply its last token, by which it proves to be the service that the ticket is for; empty if it sent none
         * @return why the reply proves nothing, a clause; empty if all is well
         */
        String accepted(byte[] reply);

        /** The hop refused the token; true if another ticket may do better, as this one was from before the hop's key changed. */
        boolean refused();

        /** Nothing came of it. */
        @Override
        void close();
    }
}
