// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The content of a request, as far as it tells stored responses apart: of a QUERY (RFC 10008 §2.7), of no other method.
 *
 * @param digest SHA-256 in lower-case hexadecimal; empty where none counts
 * @param why it is not known although it counts; else empty
 */
public record Content(String digest, String why) {
    /** None counts. */
    public static final Content NONE = new Content("", "");

    /** The client sent trailers behind it, of which nobody knows what they mean to its reader. */
    public static final Content WITH_TRAILERS = unknown("query with trailers");

    private static final String TOO_LARGE = "query larger than cache.query-body-max";
    private static final Content NOT_READ = unknown("query whose content was not read");
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+/[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*(;.*)?");

    /** @throws IllegalArgumentException if it is no SHA-256 in lower-case hexadecimal */
    public static Content of(String digest) {
        if (!DIGEST.matcher(digest).matches()) throw new IllegalArgumentException("'%s' is not a SHA-256 in lower-case hexadecimal".formatted(digest));
        return new Content(digest, "");
    }

    /** It counts, and is not known, so that the cache has nothing to do with the request. */
    public static Content unknown(String why) {
        return new Content("", why);
    }

    /** More came than is held, or there was no room for it. */
    static Content notHeld(boolean lacksRoom) {
        return unknown(lacksRoom ? "no room for the content of the query" : TOO_LARGE);
    }

    /** What is known before any of it was read. */
    static Content before(RequestHead request) {
        return request.method() == Method.QUERY ? NOT_READ : NONE;
    }

    /** Why reading it would be in vain, from what the head says of it. */
    static Optional<Content> refused(RequestHead request, long max) {
        if (max == 0) return Optional.of(unknown("queries are not kept"));
        // without a type nobody can say what the bytes mean, and the origin has to refuse it (RFC 10008 §2)
        var types = request.headers().all(FieldName.CONTENT_TYPE);
        if (types.size() != 1 || !MEDIA_TYPE.matcher(types.getFirst()).matches()) return Optional.of(unknown("query without a media type"));
        boolean large = request.body() instanceof BodyLength.Exactly(long bytes) && bytes > max;
        return large ? Optional.of(unknown(TOO_LARGE)) : Optional.empty();
    }

    /** Whether it counts. */
    boolean counts() {
        return isKnown() || !why.isEmpty();
    }

    boolean isKnown() {
        return !digest.isEmpty();
    }
}
