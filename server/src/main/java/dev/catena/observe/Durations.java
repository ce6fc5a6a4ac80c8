// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * How long things took, in a few buckets: an addition to three counters. The library's own histogram allocates on each
 * observation and takes a lock while the page is rendered, which an event loop must not.
 */
final class Durations {
    private final Metric metric;
    private final double[] upperSeconds;
    private final List<Point> points = new CopyOnWriteArrayList<>();

    /** @param upperSeconds the buckets' upper bounds, rising; one without a bound is added */
    Durations(Metric metric, double... upperSeconds) {
        this.metric = metric;
        this.upperSeconds = DoubleStream.concat(DoubleStream.of(upperSeconds), DoubleStream.of(Double.POSITIVE_INFINITY)).toArray();
    }

    Point point(String... labels) {
        var point = new Point(labels);
        points.add(point);
        return point;
    }

    HistogramSnapshot snapshot() {
        return new HistogramSnapshot(metadata(metric), points.stream().map(Point::snapshot).toList());
    }

    /** The library keeps a counter's name without its {@code _total}. */
    static MetricMetadata metadata(Metric metric) {
        return new MetricMetadata(metric.metricName().replaceFirst("_total$", ""), metric.help());
    }

    /** The durations that share their labels. */
    final class Point {
        private final String[] labels;
        private final LongAdder[] counts = Stream.generate(LongAdder::new).limit(upperSeconds.length).toArray(LongAdder[]::new);
        private final LongAdder sumNanos = new LongAdder();

        private Point(String[] labels) {
            this.labels = labels;
        }

        void observe(long nanos) {
            double seconds = nanos / 1e9;
            int bucket = 0;
            while (seconds > upperSeconds[bucket]) bucket++;
            counts[bucket].increment();
            sumNanos.add(nanos);
        }

        private HistogramDataPointSnapshot snapshot() {
            var buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < counts.length; i++) buckets.bucket(upperSeconds[i], counts[i].sum());
            return HistogramDataPointSnapshot.builder()
                .labels(Labels.of(metric.labels().toArray(String[]::new), labels))
                .sum(sumNanos.sum() / 1e9).classicHistogramBuckets(buckets.build()).build();
        }
    }
}
