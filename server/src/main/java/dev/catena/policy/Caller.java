// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.identity.Principal;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;

/**
 * Who asks, from where, when.
 *
 * @param address an IPv4 client of an IPv6 socket is an IPv4 address
 * @param listener the name of the listener that took the connection
 * @param overLoopback the connection came from this machine over its loopback
 * @param principal who proved to ask
 */
public record Caller(InetAddress address, String listener, boolean overLoopback, Instant now, Principal principal) {
    public Caller {
        address = unmapped(address);
    }

    /** An anonymous one. */
    public Caller(InetAddress address, String listener, boolean overLoopback, Instant now) {
        this(address, listener, overLoopback, now, Principal.ANONYMOUS);
    }

    /** Java unmaps ::ffff:a.b.c.d when an address is made of its bytes, but the native transports may not. */
    private static InetAddress unmapped(InetAddress address) {
        if (address instanceof Inet4Address || address.getAddress().length == 4) return address;
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new AssertionError("an address has the bytes of an address", impossible);
        }
    }
}
