// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The name of a field (RFC 9110 §5.1), equal without regard to case.
 *
 * <p>Names this proxy acts on are <em>known</em>: they have a small number, so that a head can answer "is there a
 * {@code Range}?" with one bit and the scanner recognises them without making a string.
 */
public final class FieldName {
    private static final List<FieldName> KNOWN = new ArrayList<>();
    private static final int TABLE = 1024;
    private static final FieldName[] BY_SHAPE = new FieldName[TABLE];

    public static final FieldName ACCEPT = known("Accept");
    public static final FieldName ACCEPT_ENCODING = known("Accept-Encoding");
    public static final FieldName ACCEPT_LANGUAGE = known("Accept-Language");
    public static final FieldName ACCEPT_RANGES = known("Accept-Ranges");
    public static final FieldName AGE = known("Age");
    public static final FieldName ALLOW = known("Allow");
    public static final FieldName AUTHORIZATION = known("Authorization");
    public static final FieldName CACHE_CONTROL = known("Cache-Control");
    /** RFC 9875. */
    public static final FieldName CACHE_GROUPS = known("Cache-Groups");
    public static final FieldName CACHE_GROUP_INVALIDATION = known("Cache-Group-Invalidation");
    public static final FieldName CACHE_STATUS = known("Cache-Status");
    public static final FieldName CDN_CACHE_CONTROL = known("CDN-Cache-Control");
    public static final FieldName CONNECTION = known("Connection");
    public static final FieldName CONTENT_ENCODING = known("Content-Encoding");
    public static final FieldName CONTENT_LANGUAGE = known("Content-Language");
    public static final FieldName CONTENT_LENGTH = known("Content-Length");
    public static final FieldName CONTENT_LOCATION = known("Content-Location");
    public static final FieldName CONTENT_RANGE = known("Content-Range");
    public static final FieldName CONTENT_TYPE = known("Content-Type");
    public static final FieldName COOKIE = known("Cookie");
    public static final FieldName DATE = known("Date");
    public static final FieldName ETAG = known("ETag");
    public static final FieldName EXPECT = known("Expect");
    public static final FieldName EXPIRES = known("Expires");
    public static final FieldName HOST = known("Host");
    public static final FieldName IF_MATCH = known("If-Match");
    public static final FieldName IF_MODIFIED_SINCE = known("If-Modified-Since");
    public static final FieldName IF_NONE_MATCH = known("If-None-Match");
    public static final FieldName IF_RANGE = known("If-Range");
    public static final FieldName IF_UNMODIFIED_SINCE = known("If-Unmodified-Since");
    public static final FieldName KEEP_ALIVE = known("Keep-Alive");
    public static final FieldName LAST_MODIFIED = known("Last-Modified");
    public static final FieldName LOCATION = known("Location");
    public static final FieldName MAX_FORWARDS = known("Max-Forwards");
    public static final FieldName ORIGIN = known("Origin");
    public static final FieldName PRAGMA = known("Pragma");
    public static final FieldName PROXY_AUTHENTICATE = known("Proxy-Authenticate");
    public static final FieldName PROXY_AUTHENTICATION_INFO = known("Proxy-Authentication-Info");
    public static final FieldName PROXY_AUTHORIZATION = known("Proxy-Authorization");
    public static final FieldName PROXY_CONNECTION = known("Proxy-Connection");
    public static final FieldName PROXY_STATUS = known("Proxy-Status");
    public static final FieldName RANGE = known("Range");
    public static final FieldName REFERER = known("Referer");
    public static final FieldName RETRY_AFTER = known("Retry-After");
    public static final FieldName SERVER = known("Server");
    public static final FieldName SET_COOKIE = known("Set-Cookie");
    public static final FieldName TE = known("TE");
    public static final FieldName TRAILER = known("Trailer");
    public static final FieldName TRANSFER_ENCODING = known("Transfer-Encoding");
    public static final FieldName UPGRADE = known("Upgrade");
    public static final FieldName USER_AGENT = known("User-Agent");
    public static final FieldName VARY = known("Vary");
    public static final FieldName VIA = known("Via");
    public static final FieldName WARNING = known("Warning");
    public static final FieldName WWW_AUTHENTICATE = known("WWW-Authenticate");

    private final String text;
    private final byte[] wire;
    private final byte id;

    private FieldName(String text, int id) {
        this.text = text;
        this.wire = text.getBytes(StandardCharsets.ISO_8859_1);
        this.id = (byte) id;
    }

    private static FieldName known(String text) {
        var name = new FieldName(text, KNOWN.size());
        if (KNOWN.size() == Long.SIZE) throw new AssertionError("more than 64 known names");
        KNOWN.add(name);
        int slot = shape(name.wire, 0, name.wire.length);
        while (BY_SHAPE[slot] != null) slot = slot + 1 & TABLE - 1;
        BY_SHAPE[slot] = name;
        return name;
    }

    /** The name spelled so; the known one if it is known. Fails if it is not a token. */
    public static FieldName of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (!Ascii.isToken(text)) throw new IllegalArgumentException("not a field name: " + text);
        int id = idOf(bytes, 0, bytes.length);
        return id >= 0 ? KNOWN.get(id) : new FieldName(text, -1);
    }

    /** The number of the known name in these bytes, or -1. */
    static int idOf(byte[] bytes, int from, int to) {
        if (from == to) return -1;
        for (int slot = shape(bytes, from, to); BY_SHAPE[slot] != null; slot = slot + 1 & TABLE - 1) {
            if (BY_SHAPE[slot].matches(bytes, from, to)) return BY_SHAPE[slot].id;
        }
        return -1;
    }

    private static int shape(byte[] bytes, int from, int to) {
        int length = to - from;
        int first = bytes[from] | 0x20;
        int middle = bytes[from + length / 2] | 0x20;
        int last = bytes[to - 1] | 0x20;
        return (length * 37 + first * 131 + middle * 59 + last * 17) & TABLE - 1;
    }

    boolean matches(byte[] bytes, int from, int to) {
        if (to - from != wire.length) return false;
        for (int i = 0; i < wire.length; i++) {
            if (Ascii.lower(bytes[from + i]) != Ascii.lower(wire[i])) return false;
        }
        return true;
    }

    /** The number of a known name, or -1. */
    int id() {
        return id;
    }

    long bit() {
        return id < 0 ? 0 : 1L << id;
    }

    byte[] wire() {
        return wire;
    }

    /** As it is written on the wire. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldName name && text.equalsIgnoreCase(name.text);
    }

    @Override
    public int hashCode() {
        return text.toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
