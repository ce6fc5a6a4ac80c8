// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts finished exchanges. Data points are looked up when they are first needed and found by their index from then on, so
 * that reading an exchange allocates nothing.
 */
public final class ExchangeMetrics implements Journal.Reading {
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "other"};
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final Result[] RESULTS = Result.values();
    /** Seconds: a hit, a near origin, a far one, a slow one, a timeout. */
    private static final double[] BUCKETS = {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30};

    private final String[] listeners;
    private final Counter requests;
    private final AtomicReferenceArray<@Nullable CounterDataPoint> requestPoints;
    private final Durations.Point[][] durations;
    private final CounterDataPoint[] bytesIn;
    private final CounterDataPoint[] bytesOut;
    private final CounterDataPoint[] cacheResults;
    private final CounterDataPoint newConnections;
    private final CounterDataPoint reusedConnections;
    private final CounterDataPoint retries;
    private final Counter decisions;
    /** By action, of which there are few. */
    private final Map<String, BoundedCounter> decisionsByAction = new ConcurrentHashMap<>();
    private final BoundedCounter errors;

    /** @param listeners their names; any other is counted as {@code other} */
    public ExchangeMetrics(Metrics metrics, List<String> listeners) {
        this.listeners = Stream.concat(listeners.stream(), Stream.of("other")).toArray(String[]::new);
        requests = metrics.counter(Metric.REQUESTS);
        requestPoints = new AtomicReferenceArray<>(this.listeners.length * METHODS.length * CLASSES.length * RESULTS.length);
        durations = durations(metrics);
        var bytes = metrics.counter(Metric.BYTES);
        bytesIn = byListener(bytes, "in");
        bytesOut = byListener(bytes, "out");
        var cache = metrics.counter(Metric.CACHE_REQUESTS);
        cacheResults = Arrays.stream(words(ExchangeRecord.CacheResult.values())).map(cache::labelValues).toArray(CounterDataPoint[]::new);
        var origin = metrics.counter(Metric.ORIGIN_REQUESTS);
        newConnections = origin.labelValues("new");
        reusedConnections = origin.labelValues("reused");
        retries = metrics.counter(Metric.ORIGIN_RETRIES);
        decisions = metrics.counter(Metric.POLICY_DECISIONS);
        errors = new BoundedCounter(metrics.counter(Metric.ERRORS));
    }

    @Override
    public void read(ExchangeRecord exchange) {
        int listener = listener(exchange.listener);
        request(listener, exchange).inc();
        if (exchange.endNanos >= 0) durations[listener][exchange.kind.ordinal()].observe(exchange.endNanos);
        bytesIn[listener].inc(exchange.bytesFromClient);
        bytesOut[listener].inc(exchange.bytesToClient);
        if (exchange.cache != ExchangeRecord.CacheResult.NONE) cacheResults[exchange.cache.ordinal()].inc();
        if (exchange.attempts > 0) (exchange.reusedConnection ? reusedConnections : newConnections).inc();
        if (exchange.attempts > 1) retries.inc(exchange.attempts - 1L);
        if (!exchange.rule.isEmpty()) decided(exchange.ruleAction).count(exchange.rule);
        if (exchange.refusal != 0) errors.count(exchange.refusalSlug);
    }

    private CounterDataPoint request(int listener, ExchangeRecord exchange) {
        int method = method(exchange.method);
        int statusClass = exchange.status >= 100 && exchange.status < 600 ? exchange.status / 100 : 0;
        int result = Result.of(exchange).ordinal();
        int index = ((listener * METHODS.length + method) * CLASSES.length + statusClass) * RESULTS.length + result;
        var point = requestPoints.getPlain(index);
        if (point != null) return point;
        point = requests.labelValues(listeners[listener], METHODS[method], CLASSES[statusClass], RESULTS[result].word());
        requestPoints.setRelease(index, point);
        return point;
    }

    private int listener(String name) {
        int other = listeners.length - 1;
        for (int i = 0; i < other; i++) if (listeners[i].equals(name)) return i;
        return other;
    }

    private static int method(String token) {
        int other = METHODS.length - 1;
        for (int i = 0; i < other; i++) if (METHODS[i].equals(token)) return i;
        return other;
    }

    private BoundedCounter decided(String action) {
        var known = decisionsByAction.get(action);
        return known != null ? known : decisionsByAction.computeIfAbsent(action, _ -> new BoundedCounter(decisions, action));
    }

    private Durations.Point[][] durations(Metrics metrics) {
        var duration = metrics.durations(Metric.REQUEST_DURATION, BUCKETS);
        var kinds = words(ExchangeRecord.Kind.values());
        return Arrays.stream(listeners)
            .map(listener -> Arrays.stream(kinds).map(kind -> duration.point(listener, kind)).toArray(Durations.Point[]::new))
            .toArray(Durations.Point[][]::new);
    }

    private CounterDataPoint[] byListener(Counter counter, String direction) {
        return Arrays.stream(listeners).map(listener -> counter.labelValues(listener, direction)).toArray(CounterDataPoint[]::new);
    }

    private static String[] words(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
    }
}
