// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;

/**
 * The part of a complete response that a {@code Range} asks for (RFC 9110 §14). One range of bytes is served; several ranges, other
 * units and what cannot be read get the whole, as RFC 9110 §14.2 permits.
 */
final class Ranges {
    private static final String UNIT = "bytes=";

    private Ranges() {}

    static Selection select(Headers request, long length) {
        int line = request.indexOf(FieldName.RANGE, 0);
        if (line < 0 || request.indexOf(FieldName.RANGE, line + 1) >= 0) return Selection.WHOLE;
        var value = request.value(line);
        if (!value.regionMatches(true, 0, UNIT, 0, UNIT.length())) return Selection.WHOLE;
        var range = value.substring(UNIT.length()).strip();
        int dash = range.indexOf('-');
        if (dash < 0) return Selection.WHOLE;
        return select(range.substring(0, dash), range.substring(dash + 1), length);
    }

    private static Selection select(String first, String last, long length) {
        if (!isNumber(first, last.isEmpty() ? 1 : 0) || !isNumber(last, 0)) return Selection.WHOLE;
        if (first.isEmpty()) {
            long suffix = Math.min(number(last), length);
            return suffix == 0 ? Selection.UNSATISFIABLE : new Selection.Part(length - suffix, length);
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE - 1 : number(last);
        if (to < from) return Selection.WHOLE;
        return from >= length ? Selection.UNSATISFIABLE : new Selection.Part(from, Math.min(to + 1, length));
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
