// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A counter by words that come from the settings, of which there may be many over the life of a process: further ones are {@code other}. */
final class BoundedCounter {
    static final int WORDS_MAX = 1000;
    private static final String OTHER = "other";

    private final Counter counter;
    private final String[] furtherLabels;
    private final Map<String, CounterDataPoint> points = new ConcurrentHashMap<>();

    /** @param furtherLabels the values of the labels behind the word */
    BoundedCounter(Counter counter, String... furtherLabels) {
        this.counter = counter;
        this.furtherLabels = furtherLabels;
    }

    void count(String word) {
        var point = points.get(word);
        if (point == null) point = found(points.size() < WORDS_MAX ? word : OTHER);
        point.inc();
    }

    private CounterDataPoint found(String word) {
        return points.computeIfAbsent(word, _ -> {
            var labels = new String[furtherLabels.length + 1];
            labels[0] = word;
            System.arraycopy(furtherLabels, 0, labels, 1, furtherLabels.length);
            return counter.labelValues(labels);
        });
    }
}
