// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Says whom a Kerberos ticket speaks for: somebody with the service's key. */
public interface TicketJudge {
    /**
     * Judges a client's token; completes within the judge's own deadline, never exceptionally. May be asked from any thread.
     *
     * @param token as it came, SPNEGO or bare Kerberos
     */
    CompletionStage<Judgement> judge(byte[] token);

    /** What a judge says. */
    sealed interface Judgement {
        /** It is this one; {@code reply} is the token for the client, empty if there is none. */
        record Right(String user, String realm, Set<String> groups, byte[] reply) implements Judgement {}

        /** It is not a ticket for this service, or not a valid one. The words are for the log. */
        record Wrong(String words) implements Judgement {}

        /** Nobody can say now. */
        record Unavailable(String words) implements Judgement {}
    }
}
