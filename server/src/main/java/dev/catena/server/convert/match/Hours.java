// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.match;

import dev.catena.policy.TimeWindow;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Minutes of a week.
 *
 * @param minutes bit 0 is Monday 00:00
 */
public record Hours(BitSet minutes) implements Values {
    public static final int DAY_MINUTES = 24 * 60;
    private static final int WEEK_MINUTES = 7 * DAY_MINUTES;

    public Hours {
        minutes = (BitSet) minutes.clone();
    }

    /** From one minute of the day to before another, on each of these days. */
    public static Hours of(Set<DayOfWeek> days, int from, int to) {
        var minutes = new BitSet(WEEK_MINUTES);
        for (var day : days) minutes.set(day.ordinal() * DAY_MINUTES + from, day.ordinal() * DAY_MINUTES + Math.max(from, to));
        return new Hours(minutes);
    }

    @Override
    public BitSet minutes() {
        return (BitSet) minutes.clone();
    }

    public Hours or(Hours other) {
        var either = minutes();
        either.or(other.minutes);
        return new Hours(either);
    }

    @Override
    public Hours and(Values other) {
        var both = minutes();
        both.and(((Hours) other).minutes);
        return new Hours(both);
    }

    @Override
    public boolean isEmpty() {
        return minutes.isEmpty();
    }

    @Override
    public boolean covers(Values other) {
        return and(other).equals(other);
    }

    @Override
    public Optional<Values> complement() {
        var others = minutes();
        others.flip(0, WEEK_MINUTES);
        return Optional.of(new Hours(others));
    }

    /** One window for each run of days with the same hours. */
    @Override
    public List<String> written() {
        var windows = new ArrayList<String>();
        var open = new ArrayList<Run>();
        for (var day : DayOfWeek.values()) {
            var hours = minutes.get(day.ordinal() * DAY_MINUTES, (day.ordinal() + 1) * DAY_MINUTES);
            var today = new ArrayList<Run>();
            for (int from = hours.nextSetBit(0); from >= 0; ) {
                int to = Math.min(DAY_MINUTES, hours.nextClearBit(from));
                today.add(new Run(day, day, from, to));
                from = hours.nextSetBit(to);
            }
            for (var run : List.copyOf(open)) {
                var longer = today.stream().filter(next -> next.from == run.from && next.to == run.to).findFirst();
                open.remove(run);
                if (longer.isEmpty()) windows.add(run.written());
                longer.ifPresent(next -> {
                    today.remove(next);
                    open.add(new Run(run.first, day, run.from, run.to));
                });
            }
            open.addAll(today);
        }
        open.forEach(run -> windows.add(run.written()));
        return List.copyOf(windows);
    }

    private record Run(DayOfWeek first, DayOfWeek last, int from, int to) {
        String written() {
            return new TimeWindow(first, last, LocalTime.of(from / 60, from % 60), to - from).toString();
        }
    }
}
