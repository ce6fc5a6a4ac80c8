// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.kerberos;

import java.io.IOException;
import java.time.Instant;

/**
 * What a ticket says, without its keys.
 *
 * @param service {@code HTTP/proxy.corp.example@CORP.EXAMPLE}
 * @param client {@code svc-chain@CORP.EXAMPLE}
 * @param enctype what the service has to be able to decrypt
 * @param ends when it is over
 * @param renewableUntil the epoch if it cannot be renewed
 */
public record TicketReport(String service, String client, Enctype enctype, Instant begins, Instant ends, Instant renewableUntil) {
    private static final int UNKNOWN = 0;

    /** Of the encrypted part of a Ticket (RFC 4120 §5.3); number 0 if it cannot be read. */
    static Enctype enctype(byte[] ticket) {
        try {
            return TicketHeader.of(ticket).enctype();
        } catch (IOException unreadable) {
            return new Enctype(UNKNOWN);
        }
    }
}
