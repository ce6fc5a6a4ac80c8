// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which bytes of a representation a part holds (RFC 9110 §14.4).
 *
 * @param total length of the whole, or {@link #UNKNOWN}
 */
record Extent(long from, long toExclusive, long total) {
    static final long UNKNOWN = -1;

    /** Eighteen digits fit a long. */
    private static final Pattern FORM = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)", Pattern.CASE_INSENSITIVE);

    /** What the one {@code Content-Range} says; empty if there is none that makes sense. */
    static Optional<Extent> of(Headers response) {
        var lines = response.all(FieldName.CONTENT_RANGE);
        var form = lines.size() == 1 ? FORM.matcher(lines.getFirst()) : null;
        if (form == null || !form.matches()) return Optional.empty();
        long from = Long.parseLong(form.group(1));
        long last = Long.parseLong(form.group(2));
        long total = form.group(3).equals("*") ? UNKNOWN : Long.parseLong(form.group(3));
        return last < from || total != UNKNOWN && last >= total ? Optional.empty() : Optional.of(new Extent(from, last + 1, total));
    }

    long length() {
        return toExclusive - from;
    }

    /** As far as so many bytes reach: a part may be shorter than it claims. */
    Extent heldBy(long bytes) {
        return new Extent(from, Math.min(toExclusive, from + bytes), total);
    }

    boolean contains(long first, long endExclusive) {
        return from <= first && endExclusive <= toExclusive && first < endExclusive;
    }

    /** Whether the two overlap or follow on each other, and are of one whole. */
    boolean joins(Extent other) {
        return total == other.total && from <= other.toExclusive && other.from <= toExclusive;
    }

    Extent with(Extent other) {
        return new Extent(Math.min(from, other.from), Math.max(toExclusive, other.toExclusive), total);
    }

    boolean isWhole() {
        return from == 0 && toExclusive == total;
    }

    /** {@code bytes 6-8/10}. */
    String contentRange(long first, long endExclusive) {
        return "bytes %d-%d/%s".formatted(first, endExclusive - 1, total == UNKNOWN ? "*" : Long.toString(total));
    }
}
