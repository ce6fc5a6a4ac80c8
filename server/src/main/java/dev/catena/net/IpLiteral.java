// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.base.IpAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Tells addresses from names in the host of a URL. Only the canonical spelling of an IPv4 address is one; {@code 127.1},
 * {@code 0x7f.0.0.1} and {@code 2130706433} are what {@code inet_aton} makes addresses of, and hiding places therefore.
 */
public final class IpLiteral {
    private IpLiteral() {}

    /** The address that is written so, by {@link IpAddress}; a last dot is ignored, as for names. */
    public static Optional<InetAddress> parse(String host) {
        return IpAddress.parse(withoutLastDot(host));
    }

    /**
     * The address that anything we know of might take the text for: {@link #parse}, and the shorter, octal and hexadecimal
     * numbers of {@code inet_aton}. For rules to be matched, never for an address to be dialled.
     */
    public static Optional<InetAddress> parseAnySpelling(String host) {
        var plain = withoutLastDot(host);
        if (plain.indexOf(':') >= 0 || !endsInNumber(plain)) return parse(plain);
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(plain));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether the last label is a number, so that the text is an IPv4 address or nothing: no top-level domain is one. */
    public static boolean endsInNumber(String host) {
        var plain = withoutLastDot(host);
        var last = plain.substring(plain.lastIndexOf('.') + 1);
        if (last.isEmpty()) return false;
        if (last.startsWith("0x") || last.startsWith("0X")) return last.chars().skip(2).allMatch(c -> Character.digit(c, 16) >= 0);
        return last.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
