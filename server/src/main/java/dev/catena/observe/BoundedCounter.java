// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** A counter by words that come from the settings, of which there may be many over the life of a process: further ones are {@code other}. */
final class BoundedCounter {
    static final int WORDS_MAX = 1000;
    private static final String OTHER = "other";

    private final Metrics metrics;
    private final Metric metric;
    private final String[] furtherLabels;
    private final Map<String, LongAdder> points = new ConcurrentHashMap<>();

    /** @param furtherLabels the values of the labels behind the word */
    BoundedCounter(Metrics metrics, Metric metric, String... furtherLabels) {
        this.metrics = metrics;
        this.metric = metric;
        this.furtherLabels = furtherLabels;
    }

    void count(String word) {
        var point = points.get(word);
        if (point == null) point = found(points.size() < WORDS_MAX ? word : OTHER);
        point.increment();
    }

    private LongAdder found(String word) {
        return points.computeIfAbsent(word, _ -> {
            var labels = new String[furtherLabels.length + 1];
            labels[0] = word;
            System.arraycopy(furtherLabels, 0, labels, 1, furtherLabels.length);
            return metrics.counter(metric, labels);
        });
    }
}
