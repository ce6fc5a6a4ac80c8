// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the four forms of a request target apart (RFC 9112 §3.2). User information in an authority is refused (RFC 9110 §4.2.4). */
final class TargetParser {
    private TargetParser() {}

    /**
     * The target, or null if the text has no form that fits the method. All its characters are visible ASCII.
     *
     * @param before another, whose parts serve again if this one is of the same site
     */
    static @Nullable Target parse(Method method, String raw, Target.@Nullable Absolute before) {
        if (method == Method.CONNECT) return tunnel(raw);
        char first = raw.charAt(0);
        if (first == '/') return new Target.Origin(raw);
        if (first == '*') return raw.length() == 1 && method == Method.OPTIONS ? new Target.Asterisk() : null;
        if (before != null) {
            int path = before.siteEnd();
            // what stands before the path is as we would write it, and was read
            if (raw.length() > path && raw.charAt(path) == '/' && raw.regionMatches(0, before.uri(), 0, path)) {
                return new Target.Absolute(before.scheme(), before.host(), before.port(), raw.substring(path), before.authority(), raw);
            }
        }
        return absolute(method, raw);
    }

    private static @Nullable Target tunnel(String raw) {
        return Authority.parse(raw)
            .filter(authority -> authority.port() > 0)
            .map(authority -> new Target.Tunnel(authority.host(), authority.port()))
            .orElse(null);
    }

    private static @Nullable Target absolute(Method method, String raw) {
        int colon = raw.indexOf("://");
        if (colon < 1 || !isScheme(raw, colon)) return null;
        var scheme = raw.startsWith("http:") ? "http" : raw.substring(0, colon).toLowerCase(Locale.ROOT);
        int authority = colon + 3;
        int path = authority;
        while (path < raw.length() && raw.charAt(path) != '/' && raw.charAt(path) != '?') path++;
        var written = raw.substring(authority, path);
        var parsed = Authority.parse(written);
        if (parsed.isEmpty()) return null;
        var host = parsed.get().host();
        int initial = Target.defaultPort(scheme);
        int port = parsed.get().portOr(initial);
        // OPTIONS http://host is the proxy's way to ask for OPTIONS * at the origin (RFC 9112 §3.2.4)
        if (path == raw.length()) return new Target.Absolute(scheme, host, port, method == Method.OPTIONS ? "*" : "/");
        var rest = raw.substring(path);
        if (rest.charAt(0) == '?') return new Target.Absolute(scheme, host, port, "/" + rest);
        boolean canonical = raw.startsWith(scheme) && isCanonical(written, host, port, initial);
        return canonical ? new Target.Absolute(scheme, host, port, rest, written, raw) : new Target.Absolute(scheme, host, port, rest);
    }

    /** Whether an authority stands there as we would write it, so that no other has to be written: it nearly always does. */
    private static boolean isCanonical(String written, String host, int port, int initial) {
        if (!written.startsWith(host)) return false;
        int more = written.length() - host.length();
        if (port == initial) return more == 0;
        int places = port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10000 ? 4 : 5;
        return more == places + 1;
    }

    private static boolean isScheme(String raw, int end) {
        for (int i = 0; i < end; i++) {
            char c = raw.charAt(i);
            boolean letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (!letter && (i == 0 || !Ascii.isDigit(c) && c != '+' && c != '-' && c != '.')) return false;
        }
        return true;
    }
}
