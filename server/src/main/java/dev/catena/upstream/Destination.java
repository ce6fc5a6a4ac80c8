// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.identity.HopCredentials;

/**
 * Where a connection leads, and as whom. Requests share connections if their destinations are equal, and never otherwise: so this names
 * all by which one connection differs from another for those who use it.
 *
 * @param owner whose connections these are
 * @param host what answers at the other end: a name or an address, an IPv6 address without brackets
 * @param way how the connection is made
 */
public record Destination(Owner owner, String host, int port, Way way) {
    /**
     * A connection may be proven, and then it serves those alone who share the proof.
     *
     * @param upstream its name in the settings; empty for origins
     * @param account who we are there; after a reload that changed it, connections of the former account serve nobody any more
     */
    public record Owner(String upstream, HopCredentials account) {
        static final Owner NOBODY = new Owner("", HopCredentials.NONE);
    }

    /** The origin itself. */
    public static Destination origin(String host, int port) {
        return new Destination(Owner.NOBODY, host, port, Way.PLAIN);
    }

    /** Where it leads decides; few differ in the rest alone. */
    @Override
    public int hashCode() {
        return host.hashCode() * 31 + port;
    }

    /** What the socket is connected to. */
    String dialledHost() {
        return way instanceof Way.Socks(var proxy, _) ? proxy.host() : host;
    }

    int dialledPort() {
        return way instanceof Way.Socks(var proxy, _) ? proxy.port() : port;
    }
}
