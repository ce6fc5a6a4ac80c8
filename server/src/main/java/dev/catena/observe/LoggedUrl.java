// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

/** The URL of an exchange as it may be written down: absolute where it can be, and never with a user or a password. */
final class LoggedUrl {
    private LoggedUrl() {}

    /** @param hidden stands for the query string, behind its {@code ?}, where that is not kept */
    static String of(ExchangeRecord exchange, QueryText query, String hidden) {
        return bare(absolute(exchange), query, hidden);
    }

    /** A URL that a client spoke of, in the same way. */
    static String bare(String url, QueryText query, String hidden) {
        var safe = withoutUser(url);
        return switch (query) {
            case KEEP -> safe;
            case REDACT -> cut(safe, hidden);
        };
    }

    /** A target in origin form is completed with the host it was meant for. */
    private static String absolute(ExchangeRecord exchange) {
        var target = exchange.target;
        if (!target.startsWith("/") || exchange.destination.isEmpty()) return target;
        var host = exchange.destination;
        return "http://" + (host.endsWith(":80") ? host.substring(0, host.length() - 3) : host) + target;
    }

    private static String withoutUser(String url) {
        int scheme = url.indexOf("://");
        int from = scheme >= 0 ? scheme + 3 : url.startsWith("//") ? 2 : 0;
        int at = url.lastIndexOf('@', authorityEnd(url, from) - 1);
        return at < from ? url : url.substring(0, from) + url.substring(at + 1);
    }

    private static int authorityEnd(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            switch (url.charAt(i)) {
                case '/', '?', '#' -> {
                    return i;
                }
                default -> { }
            }
        }
        return url.length();
    }

    /** A fragment has no business in a request; should one come, it is hidden as well. */
    private static String cut(String url, String hidden) {
        int query = url.indexOf('?');
        int fragment = url.indexOf('#');
        int at = query < 0 ? fragment : fragment < 0 ? query : Math.min(query, fragment);
        return at < 0 || at + 1 == url.length() ? url : url.substring(0, at + 1) + hidden;
    }
}
