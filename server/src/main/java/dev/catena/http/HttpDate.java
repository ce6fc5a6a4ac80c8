// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Dates as HTTP writes them (RFC 9110 §5.6.7), in seconds since 1970. Reads the three formats and nothing else: only {@code GMT}, single
 * blanks, two-digit days; letters in any case. Writes the first of them.
 */
public final class HttpDate {
    /** Forms, after the name of the day: {@code 0} is a digit, {@code _} a digit or a blank, {@code a} a letter; others are themselves. */
    private static final String IMF_FIXDATE = ", 00 aaa 0000 00:00:00 gmt";
    private static final int IMF_LENGTH = 3 + IMF_FIXDATE.length();
    private static final String RFC_850 = ", 00-aaa-00 00:00:00 gmt";
    private static final String ASCTIME = " aaa _0 00:00:00 0000";

    private static final List<String> MONTHS =
        List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final List<String> LONG_DAYS =
        List.of("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

    private static final DateTimeFormatter PRINTED =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** The text of the second it was made in. */
    private record Printed(long seconds, byte[] text) {}

    private static volatile Printed latest = printed(0);

    /** A date that was read, in the form whose meaning does not hang on the current year. */
    private record Read(String text, long seconds) {}

    /** Most dates are those of {@code Date} in responses that have just been made, so the same for a second. */
    private static volatile Read latestRead = new Read(print(0), 0);

    private HttpDate() {}

    /**
     * Seconds since 1970, or empty if it is not an HTTP date.
     *
     * @param nowSeconds tells the century of a two-digit year: a date more than 50 years ahead is in the past
     */
    public static OptionalLong parse(String text, long nowSeconds) {
        var known = latestRead;
        if (known.text.equals(text)) return OptionalLong.of(known.seconds);
        var read = read(text, nowSeconds);
        if (read.isPresent() && text.endsWith("GMT") && text.length() == IMF_LENGTH) latestRead = new Read(text, read.getAsLong());
        return read;
    }

    private static OptionalLong read(String text, long nowSeconds) {
        int dayEnd = 0;
        while (dayEnd < text.length() && isLetter(text.charAt(dayEnd))) dayEnd++;
        if (dayEnd == 3 && startsWithAny(text, DAYS, 3)) {
            if (has(text, 3, IMF_FIXDATE)) return seconds(text, number(text, 12, 4), 8, 5, 17);
            if (has(text, 3, ASCTIME)) return seconds(text, number(text, 20, 4), 4, 8, 11);
        } else if (startsWithAny(text, LONG_DAYS, dayEnd) && has(text, dayEnd, RFC_850)) {
            return seconds(text, year(number(text, dayEnd + 9, 2), nowSeconds), dayEnd + 5, dayEnd + 2, dayEnd + 12);
        }
        return OptionalLong.empty();
    }

    private static boolean has(String text, int from, String form) {
        if (text.length() - from != form.length()) return false;
        for (int i = 0; i < form.length(); i++) {
            char c = text.charAt(from + i);
            boolean fits = switch (form.charAt(i)) {
                case '0' -> Ascii.isDigit(c);
                case '_' -> Ascii.isDigit(c) || c == ' ';
                case 'a' -> isLetter(c);
                case 'g', 'm', 't' -> (c | 0x20) == form.charAt(i);
                default -> c == form.charAt(i);
            };
            if (!fits) return false;
        }
        return true;
    }

    private static boolean startsWithAny(String text, List<String> names, int length) {
        return indexIn(names, text, 0, length) >= 0;
    }

    private static int indexIn(List<String> names, String text, int from, int length) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).length() == length && text.regionMatches(true, from, names.get(i), 0, length)) return i;
        }
        return -1;
    }

    private static boolean isLetter(char c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static int number(String text, int from, int length) {
        int number = 0;
        for (int i = from; i < from + length; i++) if (text.charAt(i) != ' ') number = number * 10 + text.charAt(i) - '0';
        return number;
    }

    private static int year(int ofCentury, long nowSeconds) {
        int thisYear = LocalDateTime.ofEpochSecond(nowSeconds, 0, ZoneOffset.UTC).getYear();
        int year = thisYear - thisYear % 100 + ofCentury;
        if (year > thisYear + 50) return year - 100;
        return year <= thisYear - 50 ? year + 100 : year;
    }

    /** The numbers are where the form has them. 23:59:60 is a leap second: the moment after it. */
    private static OptionalLong seconds(String text, int year, int month, int day, int time) {
        int second = number(text, time + 6, 2);
        int monthOfYear = indexIn(MONTHS, text, month, 3) + 1;
        if (monthOfYear == 0 || second > 60) return OptionalLong.empty();
        try {
            var minute = LocalDateTime.of(year, monthOfYear, number(text, day, 2), number(text, time, 2), number(text, time + 3, 2));
            return OptionalLong.of(minute.toEpochSecond(ZoneOffset.UTC) + second);
        } catch (DateTimeException _) {
            return OptionalLong.empty();
        }
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT} as bytes that nobody changes; the same array for calls within one second. */
    public static byte[] wire(long epochSeconds) {
        var known = latest;
        if (known.seconds != epochSeconds) latest = known = printed(epochSeconds);
        return known.text;
    }

    /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
    public static String print(long epochSeconds) {
        return PRINTED.format(Instant.ofEpochSecond(epochSeconds));
    }

    private static Printed printed(long epochSeconds) {
        return new Printed(epochSeconds, print(epochSeconds).getBytes(StandardCharsets.ISO_8859_1));
    }
}
