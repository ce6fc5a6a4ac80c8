// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The parts of a response that a {@code Range} asks for (RFC 9110 §14). Other units, what cannot be read, and ranges that are many or overlap get
 * the whole, as §14.2 permits: to send it costs less than what they would.
 */
final class Ranges {
    private static final String UNIT = "bytes=";

    /** More ranges than that get the whole. */
    static final int RANGES_MAX = 16;

    /** A range as it is written; -1 for what is left out. */
    private record Written(long first, long last) {
        /** What it means of so many bytes; empty if it lies behind them. */
        Optional<Selection.Part> of(long length) {
            if (first < 0) {
                long suffix = Math.min(last, length);
                return suffix == 0 ? Optional.empty() : Optional.of(new Selection.Part(length - suffix, length));
            }
            if (first >= length) return Optional.empty();
            return Optional.of(new Selection.Part(first, last < 0 ? length : Math.min(last + 1, length)));
        }
    }

    private Ranges() {}

    /** What is sent of a complete response of that length. */
    static Selection select(Headers request, long length) {
        var written = written(request);
        if (written.isEmpty()) return Selection.WHOLE;
        var parts = written.stream().map(range -> range.of(length)).flatMap(Optional::stream).toList();
        if (parts.isEmpty()) return Selection.UNSATISFIABLE;
        if (parts.size() == 1) return parts.getFirst();
        return overlap(parts) ? Selection.WHOLE : new Selection.Parts(parts, boundary());
    }

    /**
     * The one range that is asked for.
     *
     * @param total length of the whole, or {@link Extent#UNKNOWN}: then only what names both ends is known
     */
    static Optional<Selection.Part> one(Headers request, long total) {
        var written = written(request);
        if (written.size() != 1) return Optional.empty();
        var range = written.getFirst();
        if (total != Extent.UNKNOWN) return range.of(total);
        return range.first >= 0 && range.last >= 0 ? Optional.of(new Selection.Part(range.first, range.last + 1)) : Optional.empty();
    }

    private static boolean overlap(List<Selection.Part> parts) {
        var sorted = parts.stream().sorted((a, b) -> Long.compare(a.from(), b.from())).toList();
        for (int i = 1; i < sorted.size(); i++) if (sorted.get(i).from() < sorted.get(i - 1).toExclusive()) return true;
        return false;
    }

    private static String boundary() {
        var random = ThreadLocalRandom.current();
        return "%016x%016x".formatted(random.nextLong(), random.nextLong());
    }

    /** All ranges; none if the field is not there, in another unit, or one of them cannot be read. */
    private static List<Written> written(Headers request) {
        int line = request.indexOf(FieldName.RANGE, 0);
        if (line < 0 || request.indexOf(FieldName.RANGE, line + 1) >= 0) return List.of();
        var value = request.value(line);
        if (!value.regionMatches(true, 0, UNIT, 0, UNIT.length())) return List.of();
        var ranges = new ArrayList<Written>();
        for (var range : value.substring(UNIT.length()).split(",", RANGES_MAX + 2)) {
            if (range.isBlank()) continue;
            var read = written(range.strip());
            if (read.isEmpty() || ranges.size() == RANGES_MAX) return List.of();
            ranges.add(read.get());
        }
        return ranges;
    }

    private static Optional<Written> written(String range) {
        int dash = range.indexOf('-');
        if (dash < 0) return Optional.empty();
        var first = range.substring(0, dash);
        var last = range.substring(dash + 1);
        boolean readable = isNumber(first, last.isEmpty() ? 1 : 0) && isNumber(last, 0);
        if (!readable) return Optional.empty();
        if (first.isEmpty()) return Optional.of(new Written(-1, number(last)));
        boolean backwards = !last.isEmpty() && number(last) < number(first);
        return backwards ? Optional.empty() : Optional.of(new Written(number(first), last.isEmpty() ? -1 : number(last)));
    }

    private static boolean isNumber(String text, int digitsMin) {
        return text.length() >= digitsMin && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Saturates below the largest long. */
    private static long number(String digits) {
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            if (number > (Long.MAX_VALUE - 10) / 10) return Long.MAX_VALUE - 1;
            number = number * 10 + digits.charAt(i) - '0';
        }
        return number;
    }
}
