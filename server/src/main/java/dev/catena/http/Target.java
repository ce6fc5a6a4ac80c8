// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

/** What a request is for: the four forms of a request target (RFC 9112 §3.2), parsed. */
public sealed interface Target {
    /**
     * {@code GET http://host/path}: what a proxy is asked for.
     *
     * @param scheme lower case: {@code http}, {@code https}, or one we do not serve
     * @param port never absent: the scheme's default stands in, 0 for a scheme without one
     * @param pathAndQuery begins with {@code /}, or is {@code *} for the OPTIONS of a whole server
     * @param authority host as it stands in a URI: an IPv6 address in brackets, the port only if it is not the default
     * @param uri the canonical URI: the one key of cache and array
     */
    record Absolute(String scheme, String host, int port, String pathAndQuery, String authority, String uri) implements Target {
        public Absolute(String scheme, String host, int port, String pathAndQuery) {
            this(scheme, host, port, pathAndQuery, authority(scheme, host, port));
        }

        private Absolute(String scheme, String host, int port, String pathAndQuery, String authority) {
            this(scheme, host, port, pathAndQuery, authority, scheme + "://" + authority + (pathAndQuery.equals("*") ? "" : pathAndQuery));
        }

        boolean isSameSite(Absolute other) {
            return authority.equals(other.authority) && scheme.equals(other.scheme);
        }

        /** The path {@code /} of the same site. */
        Absolute root() {
            return new Absolute(scheme, host, port, "/", authority);
        }

        /** Where in the URI the path begins. */
        int siteEnd() {
            return scheme.length() + 3 + authority.length();
        }

        private static String authority(String scheme, String host, int port) {
            var name = bracketed(host);
            return port == defaultPort(scheme) ? name : name + ":" + port;
        }
    }

    /** {@code CONNECT host:port}. */
    record Tunnel(String host, int port) implements Target {
        public String authority() {
            return bracketed(host) + ":" + port;
        }
    }

    /** {@code GET /path}: a request to us as if we were an origin. */
    record Origin(String pathAndQuery) implements Target {}

    /** {@code OPTIONS *}. */
    record Asterisk() implements Target {}

    static int defaultPort(String scheme) {
        return switch (scheme) {
            case "http", "ws" -> 80;
            case "https", "wss" -> 443;
            case "ftp" -> 21;
            default -> 0;
        };
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }
}
