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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Dates as HTTP writes them (RFC 9110 §5.6.7), in seconds since 1970. Reads the three formats and nothing else: only {@code GMT}, single
 * blanks, two-digit days; letters in any case. Writes the first of them.
 */
public final class HttpDate {
    private static final List<String> MONTHS =
        List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private static final Pattern IMF_FIXDATE = format(
        "(?:mon|tue|wed|thu|fri|sat|sun), (?<day>\\d{2}) MONTH (?<year>\\d{4}) TIME gmt");
    private static final Pattern RFC_850 = format(
        "(?:mon|tues|wednes|thurs|fri|satur|sun)day, (?<day>\\d{2})-MONTH-(?<year>\\d{2}) TIME gmt");
    private static final Pattern ASCTIME = format(
        "(?:mon|tue|wed|thu|fri|sat|sun) MONTH (?<day>\\d{2}| \\d) TIME (?<year>\\d{4})");

    private static final DateTimeFormatter PRINTED =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** The text of the second it was made in. */
    private record Printed(long seconds, byte[] text) {}

    private static volatile Printed latest = printed(0);

    private HttpDate() {}

    private static Pattern format(String form) {
        return Pattern.compile(
            form.replace("MONTH", "(?<month>[a-z]{3})")
                .replace("TIME", "(?<hour>\\d{2}):(?<minute>\\d{2}):(?<second>\\d{2})"),
            Pattern.CASE_INSENSITIVE);
    }

    /**
     * Seconds since 1970, or empty if it is not an HTTP date.
     *
     * @param nowSeconds tells the century of a two-digit year: a date more than 50 years ahead is in the past
     */
    public static OptionalLong parse(String text, long nowSeconds) {
        if (text.length() < 24 || text.length() > 33) return OptionalLong.empty();
        char fourth = text.charAt(3);
        var date = (fourth == ',' ? IMF_FIXDATE : fourth == ' ' ? ASCTIME : RFC_850).matcher(text);
        if (!date.matches()) return OptionalLong.empty();
        int year = number(date, "year");
        if (fourth != ',' && fourth != ' ') return rfc850(date, year, nowSeconds);
        return seconds(date, year);
    }

    private static OptionalLong rfc850(Matcher date, int yearOfCentury, long nowSeconds) {
        int thisYear = LocalDateTime.ofEpochSecond(nowSeconds, 0, ZoneOffset.UTC).getYear();
        int year = thisYear - thisYear % 100 + yearOfCentury;
        if (year > thisYear + 50) year -= 100;
        else if (year <= thisYear - 50) year += 100;
        return seconds(date, year);
    }

    private static OptionalLong seconds(Matcher date, int year) {
        int month = MONTHS.indexOf(date.group("month").toLowerCase(Locale.ROOT)) + 1;
        int second = number(date, "second");
        try {
            // 23:59:60 is a leap second: the moment after it
            var minute = LocalDateTime.of(year, month, number(date, "day"), number(date, "hour"), number(date, "minute"));
            return second > 60 ? OptionalLong.empty() : OptionalLong.of(minute.toEpochSecond(ZoneOffset.UTC) + second);
        } catch (DateTimeException _) {
            return OptionalLong.empty();
        }
    }

    private static int number(Matcher date, String group) {
        return Integer.parseInt(date.group(group).strip());
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
