// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/**
 * The IPv4 addresses inside an IPv6 address: where a translator or a tunnel on the way may take the packet. Whoever
 * forbids {@code 169.254.169.254} has to forbid {@code 64:ff9b::a9fe:a9fe} as well.
 */
public final class EmbeddedAddresses {
    private EmbeddedAddresses() {}

    /** The address itself, then the IPv4 addresses it may carry. */
    public static List<InetAddress> withEmbedded(InetAddress address) {
        if (!(address instanceof Inet6Address)) return List.of(address);
        var bytes = address.getAddress();
        var found = new ArrayList<InetAddress>(3);
        found.add(address);
        addEmbedded(bytes, found);
        return found;
    }

    private static void addEmbedded(byte[] bytes, List<InetAddress> found) {
        if (zero(bytes, 0, 10) && (zero(bytes, 10, 12) || bytes[10] == -1 && bytes[11] == -1)) {
            // ::a.b.c.d and ::ffff:a.b.c.d (RFC 4291 §2.5.5); :: and ::1 are no carriers
            if (!zero(bytes, 10, 15) || bytes[15] != 0 && bytes[15] != 1) found.add(at(bytes, 12, 13, 14, 15));
        } else if (zero(bytes, 0, 8) && bytes[8] == -1 && bytes[9] == -1 && zero(bytes, 10, 12)) {
            found.add(at(bytes, 12, 13, 14, 15)); // ::ffff:0:a.b.c.d, IPv4-translated (RFC 2765 §2.1)
        } else if (starts(bytes, 0x00, 0x64, 0xff, 0x9b)) {
            addTranslated(bytes, found);
        } else if (starts(bytes, 0x20, 0x02)) {
            found.add(at(bytes, 2, 3, 4, 5)); // 6to4 (RFC 3056 §2)
        } else if (starts(bytes, 0x20, 0x01, 0x00, 0x00)) {
            found.add(at(bytes, 4, 5, 6, 7)); // Teredo's server, and its client with all bits inverted (RFC 4380 §4)
            found.add(inverted(bytes));
        }
        // ISATAP: the interface identifier begins with 0000:5efe or 0200:5efe (RFC 5214 §6.1)
        if ((bytes[8] & ~0x02) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == (byte) 0xfe) {
            found.add(at(bytes, 12, 13, 14, 15));
        }
    }

    /** NAT64 (RFC 6052 §2.2): the well-known prefix is a /96; where 64:ff9b:1::/48 (RFC 8215) keeps the address, only its operator knows. */
    private static void addTranslated(byte[] bytes, List<InetAddress> found) {
        if (zero(bytes, 4, 12)) {
            found.add(at(bytes, 12, 13, 14, 15));
        } else if (bytes[4] == 0 && bytes[5] == 1) {
            found.add(at(bytes, 12, 13, 14, 15));
            if (!zero(bytes, 6, 12)) {
                found.add(at(bytes, 6, 7, 9, 10));
                found.add(at(bytes, 7, 9, 10, 11));
                found.add(at(bytes, 9, 10, 11, 12));
            }
        }
    }

    private static InetAddress inverted(byte[] bytes) {
        return of(new byte[] {(byte) ~bytes[12], (byte) ~bytes[13], (byte) ~bytes[14], (byte) ~bytes[15]});
    }

    private static InetAddress at(byte[] bytes, int first, int second, int third, int fourth) {
        return of(new byte[] {bytes[first], bytes[second], bytes[third], bytes[fourth]});
    }

    private static InetAddress of(byte[] four) {
        try {
            return InetAddress.getByAddress(four);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("four bytes are an address", impossible);
        }
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) if ((bytes[i] & 0xff) != prefix[i]) return false;
        return true;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) if (bytes[i] != 0) return false;
        return true;
    }
}
