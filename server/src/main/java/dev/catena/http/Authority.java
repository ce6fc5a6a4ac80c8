// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.net.Inet6Address;
import java.util.Locale;
import java.util.Optional;

/**
 * Host and port by RFC 3986 §3.2, without user information; the host in lower case, an IPv6 address without brackets.
 *
 * @param port -1 when the text names none
 */
public record Authority(String host, int port) {
    /** Reads {@code host}, {@code host:port}, {@code [v6]:port}; empty if it is anything else. */
    public static Optional<Authority> parse(String text) {
        if (text.isEmpty()) return Optional.empty();
        if (text.charAt(0) == '[') {
            int close = text.indexOf(']');
            if (close < 0 || !isIpv6(text.substring(1, close))) return Optional.empty();
            return withPort(text.substring(1, close), text.substring(close + 1));
        }
        int colon = text.indexOf(':');
        var host = colon < 0 ? text : text.substring(0, colon);
        return isName(host) ? withPort(host, colon < 0 ? "" : text.substring(colon)) : Optional.empty();
    }

    private static Optional<Authority> withPort(String host, String rest) {
        var lower = host.toLowerCase(Locale.ROOT);
        if (rest.isEmpty() || rest.equals(":")) return Optional.of(new Authority(lower, -1));
        if (rest.charAt(0) != ':' || rest.length() > 6) return Optional.empty();
        int port = 0;
        for (int i = 1; i < rest.length(); i++) {
            if (!Ascii.isDigit(rest.charAt(i))) return Optional.empty();
            port = port * 10 + rest.charAt(i) - '0';
        }
        return port == 0 || port > 65535 ? Optional.empty() : Optional.of(new Authority(lower, port));
    }

    private static boolean isName(String host) {
        if (host.isEmpty() || host.length() > 255) return false;
        for (int i = 0; i < host.length(); i++) if (!Ascii.isHostChar(host.charAt(i))) return false;
        return host.indexOf(',') < 0;
    }

    private static boolean isIpv6(String text) {
        if (text.length() < 2 || text.length() > 45 || text.indexOf(':') < 0) return false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != ':' && c != '.' && (c > 127 || Ascii.hex((byte) c) < 0)) return false;
        }
        try {
            Inet6Address.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /** The port, or this one when none is named. */
    public int portOr(int initial) {
        return port < 0 ? initial : port;
    }
}
