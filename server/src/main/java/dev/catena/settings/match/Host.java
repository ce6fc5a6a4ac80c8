// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings.match;

import dev.catena.base.EmbeddedAddresses;
import dev.catena.base.IpAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * The host of a request as rules see it, so that all spellings of one host are one.
 *
 * @param name lower case, without last dot and brackets
 * @param addresses what the name is if it is an address in any spelling, IPv4 inside IPv6 included; else empty
 */
public record Host(String name, List<InetAddress> addresses) {
    public Host {
        addresses = List.copyOf(addresses);
    }

    /** @param written as in a URL, with or without the brackets of an IPv6 address */
    public static Host of(String written) {
        var bare = written.startsWith("[") && written.endsWith("]") ? written.substring(1, written.length() - 1) : written;
        var plain = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        var addresses = IpAddress.ofHostInAnySpelling(plain).map(EmbeddedAddresses::withEmbedded).orElse(List.of());
        return new Host(plain.toLowerCase(Locale.ROOT), addresses);
    }

    public boolean isAddress() {
        return !addresses.isEmpty();
    }

    /** A loopback address itself, not one that only carries it, or a name that is one by definition (RFC 6761 §6.3). */
    public boolean isLoopback() {
        return isAddress()
            ? addresses.getFirst().isLoopbackAddress()
            : name.equals("localhost") || name.endsWith(".localhost");
    }
}
