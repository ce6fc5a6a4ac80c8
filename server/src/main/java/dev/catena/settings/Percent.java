// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

/**
 * A share, written {@code 10%}.
 *
 * @param value 0 to 100
 */
@Scalar(expected = "a percentage, such as 10%", pattern = "^[0-9]{1,3}%$")
public record Percent(int value) implements Comparable<Percent> {

    public Percent {
        if (value < 0 || value > 100) {
            throw new IllegalArgumentException("%d%% is not between 0%% and 100%%".formatted(value));
        }
    }

    /**
     * Reads what {@link #toString} prints.
     *
     * @throws IllegalArgumentException with a sentence for the person who wrote it
     */
    public static Percent parse(String text) {
        if (!text.matches("\\d{1,3}%")) {
            throw new IllegalArgumentException(
                text.matches("\\d+") ? "%s has no unit: write %s%%".formatted(text, text) : "'%s' is not a percentage".formatted(text));
        }
        return new Percent(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    /** Between 0.0 and 1.0. */
    public double fraction() {
        return value / 100.0;
    }

    @Override
    public int compareTo(Percent other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + "%";
    }
}
