// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells addresses from names. Stricter than {@link InetAddress#ofLiteral}: an IPv4 address is four decimal numbers, an IPv6
 * address has no zone. {@code 127.1}, {@code 0x7f.0.0.1} and {@code 2130706433} are what {@code inet_aton} makes addresses of,
 * and hiding places therefore.
 */
public final class IpAddress {

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    private IpAddress() {}

    /** The address, or nothing when {@code text} is something else; never asks a name server. */
    public static Optional<InetAddress> parse(String text) {
        if (!IPV4.matcher(text).matches() && !IPV6_CHARACTERS.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** The address that the host of a URL is; a last dot is ignored, as for names. */
    public static Optional<InetAddress> ofHost(String host) {
        return parse(withoutLastDot(host));
    }

    /**
     * The address that anything we know of might take the host of a URL for: {@link #ofHost}, and the shorter, octal and
     * hexadecimal numbers of {@code inet_aton}. For rules to be matched, never for an address to be dialled.
     */
    public static Optional<InetAddress> ofHostInAnySpelling(String host) {
        var plain = withoutLastDot(host);
        if (plain.indexOf(':') >= 0 || !endsInNumber(plain)) return parse(plain);
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(plain));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether a host's last label is a number, so that it is an IPv4 address or nothing: no top-level domain is one. */
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
