// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of metrics in the OpenMetrics text format, as far as a test asks: samples by name, summed over their labels. */
public record OpenMetrics(Map<String, Double> samples) {
    private static final String LABELS = "\\{(?:[^\"}]|\"(?:\\\\.|[^\"\\\\])*\")*}";
    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:][\\w:]*)(?:" + LABELS + ")? ([^ ]+)(?: .*)?");

    /** Reads a page; a line that is neither comment nor sample, or an end without {@code # EOF}, is an {@link IllegalArgumentException}. */
    public static OpenMetrics parse(String page) {
        if (!page.endsWith("# EOF\n")) {
            throw new IllegalArgumentException("a page of metrics ends with the line '# EOF'");
        }
        return new OpenMetrics(page.lines().filter(line -> !line.startsWith("#")).map(OpenMetrics::sample)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Double::sum)));
    }

    /** The metric of that name, or its {@code _total} if it is a counter; 0 when there is neither. */
    public double value(String name) {
        return samples.getOrDefault(name, samples.getOrDefault(name + "_total", 0.0));
    }

    private static Map.Entry<String, Double> sample(String line) {
        var sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("this is no sample: " + line);
        }
        return Map.entry(sample.group(1), number(sample.group(2)));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
