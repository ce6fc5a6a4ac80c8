// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The keys of stored responses: a URI for what answers GET, a URI with more behind a blank for all else. A blank cannot stand in a URI, so no key is another's.
 *
 * <p>Of a QUERY that is the digest of its content, and one of what describes the content (RFC 10008 §2.7). Neither is normalised: what two bodies mean
 * is for their origin to say, and a wrong guess would give one's answer to the other.
 */
final class Keys {
    private static final String QUERY = " QUERY ";
    private static final List<FieldName> METADATA = List.of(
        FieldName.CONTENT_TYPE, FieldName.CONTENT_ENCODING, FieldName.CONTENT_LANGUAGE, FieldName.CONTENT_LOCATION);
    private static final int METADATA_BYTES = 16;

    private Keys() {}

    static String ofQuery(String uri, String contentDigest, Headers request) {
        return uri + QUERY + contentDigest + " " + metadata(request);
    }

    private static String metadata(Headers request) {
        var lines = new StringBuilder(64);
        for (var name : METADATA) lines.append(request.combined(name).orElse("")).append('\n');
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(lines.toString().getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest, 0, METADATA_BYTES);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }

    /** The URI in a key. */
    static String uri(String key) {
        int end = key.indexOf(' ');
        return end < 0 ? key : key.substring(0, end);
    }

    /** Scheme and authority of a key. */
    static String origin(String key) {
        int end = key.indexOf('/', key.indexOf("://") + 3);
        return end < 0 ? key : key.substring(0, end);
    }

    static boolean isQuery(String key) {
        return key.contains(QUERY);
    }

    /** The digest of the content in the key of a QUERY; empty if it is none. */
    static String contentDigest(String key) {
        int at = key.indexOf(QUERY);
        return at < 0 ? "" : key.substring(at + QUERY.length(), key.indexOf(' ', at + QUERY.length()));
    }

    /** What the keys of all queries of a URI begin with; the name by which they are doubted, too. */
    static String queries(String uri) {
        return uri + QUERY;
    }
}
