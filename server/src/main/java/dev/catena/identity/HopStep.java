// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.http.Refusal;
import java.util.concurrent.CompletionStage;

/** What to do next on a connection to the next hop, so that it knows who we are. */
public sealed interface HopStep {
    /**
     * Send the request with this {@code Proxy-Authorization}.
     *
     * @param fieldValue the proof; a secret
     * @param lastLeg a request that may have an effect can go with it; without, the answer will be another challenge, so
     *     nothing may be sent that must not be sent twice, and no body
     * @param steppedDown why a stronger scheme, offered and allowed, is not the one: a clause for the log; empty if none is stronger
     */
    record Prove(String fieldValue, Scheme scheme, boolean lastLeg, String steppedDown) implements HopStep {
        /** Whether it proves the connection, which from now on belongs to this principal alone. */
        public boolean connectionBound() {
            return scheme.connectionBound();
        }

        @Override
        public String toString() {
            return "Prove[%s ****%s]".formatted(scheme.token(), lastLeg ? "" : ", not the last leg");
        }
    }

    /** Send the request as it is: the connection is proven, or no proof is called for. */
    record NothingNeeded() implements HopStep {}

    /**
     * Send without a proof, and only what has no effect: a challenge has to come first. A safe method goes as it is; a body
     * waits behind {@code Expect: 100-continue} or a harmless request. An answer that is no challenge goes to
     * {@link Responder#answered}, which refuses it.
     */
    record Unproven() implements HopStep {}

    /** Wait until this is done, whatever its outcome, and put the same question again. Always ends within a bounded time. */
    record Await(CompletionStage<?> ready) implements HopStep {}

    /** Pass-through: hand on what the client sent, and hand back what the hop asks. */
    record Relay() implements HopStep {}

    /**
     * It cannot be done: error 12201.
     *
     * @param refusal with the cause's own slug, in words for people
     */
    record Fail(HopFailure failure, Refusal refusal) implements HopStep {}
}
