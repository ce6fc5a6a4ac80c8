// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.identity.SocksLogin;
import dev.catena.settings.HostPort;

/** How a connection to the next hop is made; what comes of it carries HTTP either way. */
public sealed interface Way {
    /** TCP, and nothing else. */
    Way PLAIN = new Plain();

    /** By TCP alone. */
    record Plain() implements Way {}

    /**
     * TLS with the hop.
     *
     * @param name what its certificate has to be for
     */
    record Tls(HopTls tls, String name) implements Way {}

    /** Through a SOCKS proxy, which connects to the destination by name (RFC 1928). */
    record Socks(HostPort proxy, SocksLogin login) implements Way {}
}
