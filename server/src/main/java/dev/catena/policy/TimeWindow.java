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
 * Hours that end before they begin end on the next morning: {@code fri 22:00-06:00} is a night that begins on a Friday.
 *
 * @param firstDay the first day; a range may wrap ({@code sat-mon})
 * @param lastDay the last day, included
 * @param from the first minute, on such a day
 * @param minutes how long it lasts, 1 to 1440; past midnight if need be
 */
@Scalar(expected = "days and hours, such as \"mon-fri 08:00-18:00\"",
    pattern = "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))? [0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$")
public record TimeWindow(DayOfWeek firstDay, DayOfWeek lastDay, LocalTime from, int minutes) {

    private static final Pattern WRITTEN =
        Pattern.compile("([a-z]{3})(?:-([a-z]{3}))? (\\d\\d):(\\d\\d)-(\\d\\d):(\\d\\d)");
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);
    private static final int DAY_MINUTES = 24 * 60;

    public TimeWindow {
        if (minutes < 1 || minutes > DAY_MINUTES) {
            throw new IllegalArgumentException("hours last from a minute to a day; a whole day is 00:00-24:00");
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
        return new TimeWindow(first, last, LocalTime.of(from / 60, from % 60), to < from ? to + DAY_MINUTES - from : to - from);
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
        var minute = minuteOfDay(moment.toLocalTime());
        return holds(moment.getDayOfWeek(), minute) || holds(moment.getDayOfWeek().minus(1), minute + DAY_MINUTES);
    }

    /** Whether hours that begin on {@code day} hold the minute so long after its midnight. */
    private boolean holds(DayOfWeek day, int minute) {
        var offset = Math.floorMod(day.getValue() - firstDay.getValue(), 7);
        var lastOffset = Math.floorMod(lastDay.getValue() - firstDay.getValue(), 7);
        return offset <= lastOffset && minute >= minuteOfDay(from) && minute < minuteOfDay(from) + minutes;
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
        var end = minuteOfDay(from) + minutes;
        var to = end > DAY_MINUTES ? end - DAY_MINUTES : end;
        return "%s %s-%02d:%02d".formatted(days, CLOCK.format(from), to / 60, to % 60);
    }
}
