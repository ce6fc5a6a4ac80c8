// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request method (RFC 9110 §9). A method we do not know is neither safe nor idempotent.
 *
 * @param safe the client asks for no effect (RFC 9110 §9.2.1)
 * @param idempotent asking twice has the effect of asking once (RFC 9110 §9.2.2)
 */
public record Method(String token, boolean safe, boolean idempotent) {
    public static final Method GET = new Method("GET", true, true);
    public static final Method HEAD = new Method("HEAD", true, true);
    public static final Method OPTIONS = new Method("OPTIONS", true, true);
    public static final Method TRACE = new Method("TRACE", true, true);
    /** RFC 10008. */
    public static final Method QUERY = new Method("QUERY", true, true);
    public static final Method PUT = new Method("PUT", false, true);
    public static final Method DELETE = new Method("DELETE", false, true);
    public static final Method POST = new Method("POST", false, false);
    public static final Method PATCH = new Method("PATCH", false, false);
    /** Of no RFC; caches have it from Squid: forget what is stored of the URL. */
    public static final Method PURGE = new Method("PURGE", false, true);
    public static final Method CONNECT = new Method("CONNECT", false, false);

    private static final Map<String, Method> KNOWN =
        Stream.of(GET, HEAD, OPTIONS, TRACE, QUERY, PUT, DELETE, POST, PATCH, PURGE, CONNECT,
                // WebDAV (RFC 4918): package managers and desktops send these
                new Method("PROPFIND", true, true), new Method("REPORT", true, true), new Method("SEARCH", true, true))
            .collect(Collectors.toUnmodifiableMap(Method::token, Function.identity()));

    public static Method of(String token) {
        var known = KNOWN.get(token);
        return known != null ? known : new Method(token, false, false);
    }

    static Method of(byte[] bytes, int from, int to) {
        if (to - from == 3 && bytes[from] == 'G' && bytes[from + 1] == 'E' && bytes[from + 2] == 'T') return GET;
        return of(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }

    @Override
    public String toString() {
        return token;
    }
}
