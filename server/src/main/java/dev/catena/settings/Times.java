// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Durations as settings write them: one whole number and one unit, {@code 250ms}, {@code 20s}, {@code 5m}, {@code 1h}, {@code 1d}. */
public final class Times {

    /** What JSON Schema checks. */
    public static final String PATTERN = "^[0-9]+(ms|s|m|h|d)$";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,12})([A-Za-z]*)");
    private static final Map<String, Duration> UNITS = units();

    private Times() {}

    /** The smallest first. */
    private static Map<String, Duration> units() {
        var units = new LinkedHashMap<String, Duration>();
        units.put("ms", Duration.ofMillis(1));
        units.put("s", Duration.ofSeconds(1));
        units.put("m", Duration.ofMinutes(1));
        units.put("h", Duration.ofHours(1));
        units.put("d", Duration.ofDays(1));
        return units;
    }

    /** @throws IllegalArgumentException with a sentence for the person who wrote it */
    public static Duration parse(String text) {
        var written = WRITTEN.matcher(text);
        if (!written.matches()) {
            throw new IllegalArgumentException("'%s' is not a time".formatted(text));
        }
        if (written.group(2).isEmpty()) {
            throw new IllegalArgumentException("%s has no unit: write %ss for seconds".formatted(text, text));
        }
        long number = Long.parseLong(written.group(1));
        // not multiplied, for which the JDK would set up its decimals: a twentieth of a start
        return switch (written.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> throw new IllegalArgumentException("'%s' is not a unit of time".formatted(written.group(2)));
        };
    }

    /** In the largest unit that needs no fraction; no time at all is {@code 0s}. */
    public static String print(Duration time) {
        if (time.isZero()) {
            return "0s";
        }
        var units = new ArrayList<>(UNITS.entrySet());
        return units.reversed().stream()
            .filter(unit -> time.toMillis() % unit.getValue().toMillis() == 0)
            .map(unit -> time.toMillis() / unit.getValue().toMillis() + unit.getKey())
            .findFirst().orElseThrow();
    }
}
