// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.DoubleSupplier;

/** The metrics of this process. Those nobody counts or offers are not on the page. */
public final class Metrics {
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Metric, List<Source>> sources = new EnumMap<>(Metric.class);

    /** A value that somebody else keeps. */
    private record Source(DoubleSupplier value, String[] labels) {}

    /**
     * Offers a value that is asked for whenever the page is: {@code offer(CACHE_BYTES, store::bytes)}. A metric with labels
     * takes a source for each of their values.
     *
     * @param value answers at once, from any thread; of a counter it never falls
     */
    public synchronized void offer(Metric metric, DoubleSupplier value, String... labels) {
        if (labels.length != metric.labels().size()) {
            throw new IllegalArgumentException(metric.metricName() + " has the labels " + metric.labels());
        }
        sources.computeIfAbsent(metric, this::registered).add(new Source(value, labels.clone()));
    }

    private List<Source> registered(Metric metric) {
        var offered = new CopyOnWriteArrayList<Source>();
        var labels = metric.labels().toArray(String[]::new);
        switch (metric.type()) {
            case GAUGE -> GaugeWithCallback.builder().name(metric.metricName()).help(metric.help()).labelNames(labels)
                .callback(found -> offered.forEach(source -> found.call(source.value.getAsDouble(), source.labels)))
                .register(registry);
            case COUNTER -> CounterWithCallback.builder().name(metric.metricName()).help(metric.help()).labelNames(labels)
                .callback(found -> offered.forEach(source -> found.call(source.value.getAsDouble(), source.labels)))
                .register(registry);
            case HISTOGRAM -> throw new IllegalArgumentException(metric.metricName() + " is observed, not offered");
        }
        return offered;
    }

    Counter counter(Metric metric) {
        return Counter.builder().name(metric.metricName()).help(metric.help())
            .labelNames(metric.labels().toArray(String[]::new)).withoutExemplars().register(registry);
    }

    Durations durations(Metric metric, double... upperSeconds) {
        var durations = new Durations(metric, upperSeconds);
        registry.register(durations);
        return durations;
    }

    MetricSnapshots scrape() {
        return registry.scrape();
    }
}
