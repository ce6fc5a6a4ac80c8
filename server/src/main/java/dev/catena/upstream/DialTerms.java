// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.net.AddressGuard;
import dev.catena.observe.ExchangeRecord;
import java.net.InetAddress;
import java.util.List;

/**
 * On which terms an exchange may be connected.
 *
 * @param guard asked about every address before it is dialled, and before a pooled connection to it is used
 * @param callerOverLoopback the client is on this machine
 * @param source where the connection comes from, one address a family at most; empty: the system's choice
 * @param reuse how old a pooled connection may be
 * @param record takes the times and the address
 */
public record DialTerms(AddressGuard guard, boolean callerOverLoopback, List<InetAddress> source, Reuse reuse, ExchangeRecord record) {
    /** Which pooled connections will do. */
    public enum Reuse {
        /** Any: a lost request can be sent again. */
        ANY,
        /**
         * Only one used a moment ago, which the hop has hardly closed meanwhile: the request could not be sent again.
         */
        RECENT,
        /** None: a pooled one has just failed, or the connection becomes a tunnel. */
        NEVER
    }
}
