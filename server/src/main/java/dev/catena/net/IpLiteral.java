// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Tells addresses from names in the host of a URL. Only the canonical spelling of an IPv4 address is one; {@code 127.1},
 * {@code 0x7f.0.0.1} and {@code 2130706433} are what {@code inet_aton} makes addresses of, and hiding places therefore.
 */
public final class IpLiteral {
    private static final int OCTETS = 4;

    private IpLiteral() {}

    /**
     * The address that is written so: four decimal numbers, or IPv6 by RFC 4291 §2.2 without brackets and zone. A last
     * dot is ignored. An IPv4-mapped IPv6 address is the IPv4 address, as Java has it.
     */
    public static Optional<InetAddress> parse(String host) {
        var plain = withoutLastDot(host);
        if (plain.indexOf(':') >= 0) return plain.indexOf('%') < 0 ? ofLiteral(plain) : Optional.empty();
        return isFourOctets(plain) ? ofLiteral(plain) : Optional.empty();
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

    private static boolean isFourOctets(String text) {
        int octets = 0;
        int start = 0;
        while (start <= text.length()) {
            int dot = text.indexOf('.', start);
            int end = dot < 0 ? text.length() : dot;
            if (!isOctet(text, start, end)) return false;
            octets++;
            if (dot < 0) break;
            start = end + 1;
        }
        return octets == OCTETS;
    }

    private static boolean isOctet(String text, int start, int end) {
        int digits = end - start;
        if (digits < 1 || digits > 3 || digits > 1 && text.charAt(start) == '0') return false;
        int value = 0;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') return false;
            value = value * 10 + c - '0';
        }
        return value <= 255;
    }

    private static Optional<InetAddress> ofLiteral(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    private static String withoutLastDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }
}
