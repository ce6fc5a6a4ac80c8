// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.settings.Scalar;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Hours of some days of the week, in the time zone of the machine: {@code mon-fri 08:00-18:00}, {@code sat 00:00-24:00}.
 *
 * @param firstDay the first day; a range may wrap ({@code sat-mon})
 * @param lastDay the last day, included
 * @param from the first minute of such a day
 * @param minutes how long it lasts, 1 to 1440; it never reaches into the next day
 */
@Scalar(expected = "days and hours, such as \"mon-fri 08:00-18:00\"",
    pattern = "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))? [0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")
public record TimeWindow(DayOfWeek firstDay, DayOfWeek lastDay, LocalTime from, int minutes) {

    private static final Pattern WRITTEN =
        Pattern.compile("([a-z]{3})(?:-([a-z]{3}))? (\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final int DAY_MINUTES = 24 * 60;

    public TimeWindow {
        if (minutes < 1 || minuteOfDay(from) + minutes > DAY_MINUTES) {
            throw new IllegalArgumentException("the hours must end after they begin, on the same day; write two windows for a night");
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static TimeWindow parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("'%s' is not days and hours".formatted(text));
        }
        var first = day(written.group(1));
        var last = written.group(2) == null ? first : day(written.group(2));
        var from = minutes(written.group(3), written.group(4));
        var to = minutes(written.group(5), written.group(6));
        if (from == DAY_MINUTES) {
            throw new IllegalArgumentException("24:00 can only be the end of the hours");
        }
        return new TimeWindow(first, last, LocalTime.of(from / 60, from % 60), to - from);
    }

    private static DayOfWeek day(String name) {
        for (var day : DayOfWeek.values()) {
            if (shortName(day).equals(name)) {
                return day;
            }
        }
        throw new IllegalArgumentException("'%s' is not a day: mon, tue, wed, thu, fri, sat or sun".formatted(name));
    }

    private static int minutes(String hour, String minute) {
        var total = Integer.parseInt(hour) * 60 + Integer.parseInt(minute);
        if (total > DAY_MINUTES || Integer.parseInt(minute) > 59) {
            throw new IllegalArgumentException("%s:%s is not a time of day".formatted(hour, minute));
        }
        return total;
    }

    /** Whether {@code moment} lies within. */
    public boolean contains(LocalDateTime moment) {
        var day = Math.floorMod(moment.getDayOfWeek().getValue() - firstDay.getValue(), 7);
        var lastOffset = Math.floorMod(lastDay.getValue() - firstDay.getValue(), 7);
        var minute = minuteOfDay(moment.toLocalTime());
        return day <= lastOffset && minute >= minuteOfDay(from) && minute < minuteOfDay(from) + minutes;
    }

    private static int minuteOfDay(LocalTime time) {
        return time.getHour() * 60 + time.getMinute();
    }

    private static String shortName(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        var days = firstDay == lastDay ? shortName(firstDay) : shortName(firstDay) + "-" + shortName(lastDay);
        var to = minuteOfDay(from) + minutes;
        return "%s %s-%02d:%02d".formatted(days, CLOCK.format(from), to / 60, to % 60);
    }
}
