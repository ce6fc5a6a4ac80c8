// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * The metrics of this process. Those nobody counts or offers are not on the page.
 *
 * <p>Counting is done with the JDK's adders; the library that knows the text formats is loaded when the page is first asked for,
 * as it costs a noticeable part of the start.
 */
public final class Metrics {
    private final Map<Metric, List<Source>> sources = new EnumMap<>(Metric.class);
    private final List<Durations> durations = new CopyOnWriteArrayList<>();

    private final Map<Metric, List<Supplier<List<Sample>>>> changing = new EnumMap<>(Metric.class);

    /** One value of a metric whose labels come and go, such as the members of upstreams. */
    public record Sample(double value, List<String> labels) {
        public Sample {
            labels = List.copyOf(labels);
        }

        public static Sample of(double value, String... labels) {
            return new Sample(value, List.of(labels));
        }

        Labels labelled(Metric metric) {
            return Labels.of(metric.labels(), labels);
        }
    }

    /** A value that somebody else keeps, and the values of its labels. */
    private record Source(DoubleSupplier value, String[] labels) {
        Labels labelled(Metric metric) {
            return Labels.of(metric.labels().toArray(String[]::new), labels);
        }
    }

    /**
     * Offers a value that is asked for whenever the page is: {@code offer(CACHE_BYTES, store::bytes)}. A metric with labels
     * takes a source for each of their values, once.
     *
     * @param value answers at once, from any thread; of a counter it never falls
     */
    public synchronized void offer(Metric metric, DoubleSupplier value, String... labels) {
        if (labels.length != metric.labels().size() || metric.type() == Metric.Type.HISTOGRAM) {
            throw new IllegalArgumentException("%s is a %s with the labels %s".formatted(metric.metricName(), metric.type(), metric.labels()));
        }
        sources.computeIfAbsent(metric, _ -> new ArrayList<>()).add(new Source(value, labels.clone()));
    }

    /**
     * Offers values whose labels are not known beforehand, all of them whenever the page is asked for.
     *
     * @param samples answers at once, from any thread; no two with the same labels
     */
    public synchronized void offer(Metric metric, Supplier<List<Sample>> samples) {
        if (metric.type() != Metric.Type.GAUGE) throw new IllegalArgumentException("%s is a %s".formatted(metric.metricName(), metric.type()));
        changing.computeIfAbsent(metric, _ -> new ArrayList<>()).add(samples);
    }

    /** A counter to add to, for one set of labels. */
    LongAdder counter(Metric metric, String... labels) {
        var counter = new LongAdder();
        offer(metric, counter::sum, labels);
        return counter;
    }

    Durations durations(Metric metric, double... upperSeconds) {
        var added = new Durations(metric, upperSeconds);
        durations.add(added);
        return added;
    }

    MetricSnapshots scrape() {
        var page = MetricSnapshots.builder();
        offered().forEach((metric, found) -> page.metricSnapshot(snapshot(metric, found)));
        sampled().forEach((metric, found) -> page.metricSnapshot(new GaugeSnapshot(Durations.metadata(metric), found.stream()
            .flatMap(samples -> samples.get().stream()).map(sample -> new GaugeDataPointSnapshot(sample.value, sample.labelled(metric), null)).toList())));
        durations.forEach(taken -> page.metricSnapshot(taken.snapshot()));
        return page.build();
    }

    /** A copy, so that no event loop that adds a counter waits for the values to be asked for. */
    private synchronized Map<Metric, List<Source>> offered() {
        var copy = new EnumMap<Metric, List<Source>>(Metric.class);
        sources.forEach((metric, found) -> copy.put(metric, List.copyOf(found)));
        return copy;
    }

    private synchronized Map<Metric, List<Supplier<List<Sample>>>> sampled() {
        var copy = new EnumMap<Metric, List<Supplier<List<Sample>>>>(Metric.class);
        changing.forEach((metric, found) -> copy.put(metric, List.copyOf(found)));
        return copy;
    }

    private static MetricSnapshot snapshot(Metric metric, List<Source> offered) {
        if (metric.type() == Metric.Type.GAUGE) {
            return new GaugeSnapshot(Durations.metadata(metric), offered.stream()
                .map(source -> new GaugeDataPointSnapshot(source.value.getAsDouble(), source.labelled(metric), null)).toList());
        }
        return new CounterSnapshot(Durations.metadata(metric), offered.stream()
            .map(source -> new CounterDataPointSnapshot(source.value.getAsDouble(), source.labelled(metric), null, 0)).toList());
    }
}
