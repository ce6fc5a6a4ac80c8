// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells the four forms of a request target apart (RFC 9112 §3.2). User information in an authority is refused (RFC 9110 §4.2.4). */
final class TargetParser {
    private TargetParser() {}

    /** The target, or null if the text has no form that fits the method. All its characters are visible ASCII. */
    static @Nullable Target parse(Method method, String raw) {
        if (method == Method.CONNECT) return tunnel(raw);
        char first = raw.charAt(0);
        if (first == '/') return new Target.Origin(raw);
        if (first == '*') return raw.length() == 1 && method == Method.OPTIONS ? new Target.Asterisk() : null;
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
        var parsed = Authority.parse(raw.substring(authority, path));
        if (parsed.isEmpty()) return null;
        int port = parsed.get().portOr(Target.defaultPort(scheme));
        // OPTIONS http://host is the proxy's way to ask for OPTIONS * at the origin (RFC 9112 §3.2.4)
        if (path == raw.length()) {
            return new Target.Absolute(scheme, parsed.get().host(), port, method == Method.OPTIONS ? "*" : "/");
        }
        var rest = raw.substring(path);
        return new Target.Absolute(scheme, parsed.get().host(), port, rest.charAt(0) == '?' ? "/" + rest : rest);
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
