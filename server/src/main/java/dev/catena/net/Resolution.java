// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import java.net.InetAddress;
import java.util.List;

/** What became of a look-up. */
public sealed interface Resolution {
    /** At least one address, IPv4 and IPv6 in the order they were given. */
    record Addresses(List<InetAddress> addresses) implements Resolution {
        public Addresses {
            addresses = List.copyOf(addresses);
            if (addresses.isEmpty()) throw new IllegalArgumentException("no addresses");
        }
    }

    /** None, and why. */
    record Failed(Refusal refusal) implements Resolution {}
}
