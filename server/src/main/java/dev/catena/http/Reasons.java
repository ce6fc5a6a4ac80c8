// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Map;

/** Reason phrases of the status codes we send ourselves (RFC 9110 §15). */
public final class Reasons {
    private static final Map<Integer, String> PHRASES = Map.ofEntries(
        Map.entry(100, "Continue"), Map.entry(200, "OK"), Map.entry(202, "Accepted"), Map.entry(204, "No Content"),
        Map.entry(206, "Partial Content"), Map.entry(304, "Not Modified"), Map.entry(400, "Bad Request"),
        Map.entry(403, "Forbidden"), Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"),
        Map.entry(407, "Proxy Authentication Required"), Map.entry(408, "Request Timeout"),
        Map.entry(411, "Length Required"), Map.entry(412, "Precondition Failed"), Map.entry(413, "Content Too Large"),
        Map.entry(416, "Range Not Satisfiable"), Map.entry(417, "Expectation Failed"),
        Map.entry(426, "Upgrade Required"), Map.entry(429, "Too Many Requests"),
        Map.entry(431, "Request Header Fields Too Large"), Map.entry(500, "Internal Server Error"),
        Map.entry(501, "Not Implemented"), Map.entry(502, "Bad Gateway"), Map.entry(503, "Service Unavailable"),
        Map.entry(504, "Gateway Timeout"), Map.entry(505, "HTTP Version Not Supported"));

    private Reasons() {}

    /** The phrase; empty for other codes. */
    public static String of(int status) {
        return PHRASES.getOrDefault(status, "");
    }
}
