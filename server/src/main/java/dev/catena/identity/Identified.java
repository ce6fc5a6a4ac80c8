// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.http.Refusal;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What a request says of its sender. */
public sealed interface Identified {
    /** It is this one; the anonymous user included. */
    record As(Principal principal) implements Identified {}

    /**
     * Not yet: answer 407 with these {@code Proxy-Authenticate} lines and keep the connection.
     *
     * @param proxyAuthenticate a line each, in the order to send
     * @param refusal what the page says to those who cannot answer
     * @param handshake the answer is the next leg: without this very connection it is worth nothing
     */
    record Challenged(List<String> proxyAuthenticate, Refusal refusal, boolean handshake) implements Identified {
        public Challenged {
            proxyAuthenticate = List.copyOf(proxyAuthenticate);
        }
    }

    /** Somebody is being asked; the stage never fails, never yields another {@code Checking}, and completes on another thread. */
    record Checking(CompletionStage<Identified> verdict) implements Identified {}

    /** No, and a 407 would not help: too many failed log-ins, or nobody can be asked. */
    record Refused(Refusal refusal) implements Identified {}
}
