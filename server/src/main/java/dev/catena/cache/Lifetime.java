// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.settings.Scalar;
import dev.catena.settings.Times;
import java.time.Duration;

/**
 * How long a rule lets responses live that do not say it themselves.
 *
 * @param time negative for what {@code cache.heuristic} makes of it
 */
@Scalar(expected = "heuristic, or a time with its unit, such as 10m or 7d", pattern = "^([0-9]+(ms|s|m|h|d)|heuristic)$")
public record Lifetime(Duration time) {
    private static final String WORD = "heuristic";
    private static final Duration MAX = Duration.ofDays(3650);

    /** By {@code cache.heuristic}. */
    public static final Lifetime HEURISTIC = new Lifetime(Duration.ofSeconds(-1));

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static Lifetime parse(String text) {
        if (text.equals(WORD)) return HEURISTIC;
        var time = Times.parse(text);
        if (time.compareTo(MAX) > 0) throw new IllegalArgumentException("%s is more than ten years".formatted(text));
        return new Lifetime(time);
    }

    static Lifetime of(Duration time) {
        return new Lifetime(time);
    }

    boolean isHeuristic() {
        return time.isNegative();
    }

    long seconds() {
        return time.toSeconds();
    }

    @Override
    public String toString() {
        return isHeuristic() ? WORD : Times.print(time);
    }
}
