// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts finished exchanges. Its counters are made when they are first needed and found by their index from then on, so that
 * reading an exchange allocates nothing.
 */
public final class ExchangeMetrics implements Journal.Reading {
    private static final String[] METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "other"};
    private static final String[] CLASSES = {"none", "1xx", "2xx", "3xx", "4xx", "5xx"};
    private static final Result[] RESULTS = Result.values();
    /** Seconds: a hit, a near origin, a far one, a slow one, a timeout. */
    private static final double[] BUCKETS = {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30};

    private final Metrics metrics;
    private final String[] listeners;
    private final AtomicReferenceArray<@Nullable LongAdder> requestPoints;
    private final Durations.Point[][] durations;
    private final LongAdder[] bytesIn;
    private final LongAdder[] bytesOut;
    private final LongAdder[] cacheResults;
    private final LongAdder copied;
    private final LongAdder spliced;
    private final LongAdder newConnections;
    private final LongAdder reusedConnections;
    private final LongAdder retries;
    private final LongAdder refreshesConfirmed;
    private final LongAdder refreshesReplaced;
    private final LongAdder refreshesInVain;
    private final LongAdder restsBrought;
    private final LongAdder restsInVain;
    /** By action, of which there are few. */
    private final Map<String, BoundedCounter> decisionsByAction = new ConcurrentHashMap<>();
    private final BoundedCounter errors;

    /** @param listeners their names; any other is counted as {@code other} */
    public ExchangeMetrics(Metrics metrics, List<String> listeners) {
        this.metrics = metrics;
        this.listeners = Stream.concat(listeners.stream(), Stream.of("other")).toArray(String[]::new);
        requestPoints = new AtomicReferenceArray<>(this.listeners.length * METHODS.length * CLASSES.length * RESULTS.length);
        durations = durations();
        bytesIn = byListener(Metric.BYTES, "in");
        bytesOut = byListener(Metric.BYTES, "out");
        cacheResults = Arrays.stream(words(ExchangeRecord.CacheResult.values()))
            .map(word -> metrics.counter(Metric.CACHE_REQUESTS, word)).toArray(LongAdder[]::new);
        copied = metrics.counter(Metric.TUNNEL_BYTES, "copied");
        spliced = metrics.counter(Metric.TUNNEL_BYTES, "spliced");
        newConnections = metrics.counter(Metric.ORIGIN_REQUESTS, "new");
        reusedConnections = metrics.counter(Metric.ORIGIN_REQUESTS, "reused");
        retries = metrics.counter(Metric.ORIGIN_RETRIES);
        refreshesConfirmed = metrics.counter(Metric.CACHE_REFRESHES, "confirmed");
        refreshesReplaced = metrics.counter(Metric.CACHE_REFRESHES, "replaced");
        refreshesInVain = metrics.counter(Metric.CACHE_REFRESHES, "in_vain");
        restsBrought = metrics.counter(Metric.CACHE_RESTS, "brought");
        restsInVain = metrics.counter(Metric.CACHE_RESTS, "in_vain");
        errors = new BoundedCounter(metrics, Metric.ERRORS);
    }

    @Override
    public void read(ExchangeRecord exchange) {
        if (exchange.attempts > 0) (exchange.reusedConnection ? reusedConnections : newConnections).increment();
        if (exchange.attempts > 1) retries.add(exchange.attempts - 1L);
        switch (exchange.kind) {
            case REFRESH -> refresh(exchange).increment();
            case REST -> (exchange.status == 206 && exchange.end != ExchangeRecord.End.ORIGIN_CUT ? restsBrought : restsInVain).increment();
            case REQUEST, TUNNEL, UPGRADE -> client(exchange);
        }
    }

    /** A request of our own: confirmed what is stored, brought something else, or was in vain. */
    private LongAdder refresh(ExchangeRecord exchange) {
        boolean inVain = exchange.refusal != 0 || exchange.end != ExchangeRecord.End.COMPLETE || exchange.status >= 500
            || exchange.cache == ExchangeRecord.CacheResult.STALE;
        return inVain ? refreshesInVain : exchange.cache == ExchangeRecord.CacheResult.REVALIDATED ? refreshesConfirmed : refreshesReplaced;
    }

    private void client(ExchangeRecord exchange) {
        int listener = listener(exchange.listener);
        request(listener, exchange).increment();
        if (exchange.endNanos >= 0) durations[listener][exchange.kind.ordinal()].observe(exchange.endNanos);
        if (exchange.bytesFromClient != 0) bytesIn[listener].add(exchange.bytesFromClient);
        bytesOut[listener].add(exchange.bytesToClient);
        if (exchange.kind == ExchangeRecord.Kind.TUNNEL || exchange.kind == ExchangeRecord.Kind.UPGRADE) tunnel(exchange);
        if (exchange.cache != ExchangeRecord.CacheResult.NONE) cacheResults[exchange.cache.ordinal()].increment();
        if (!exchange.rule.isEmpty()) decided(exchange.ruleAction).count(exchange.rule);
        if (exchange.refusal != 0) errors.count(exchange.refusalSlug);
    }

    private void tunnel(ExchangeRecord exchange) {
        spliced.add(exchange.bytesSpliced);
        copied.add(exchange.bytesFromClient + exchange.bytesToClient - exchange.bytesSpliced);
    }

    private LongAdder request(int listener, ExchangeRecord exchange) {
        int method = method(exchange.method);
        int statusClass = exchange.status >= 100 && exchange.status < 600 ? exchange.status / 100 : 0;
        int result = Result.of(exchange).ordinal();
        int index = ((listener * METHODS.length + method) * CLASSES.length + statusClass) * RESULTS.length + result;
        var point = requestPoints.getAcquire(index);
        return point != null ? point : added(index, listeners[listener], METHODS[method], CLASSES[statusClass], RESULTS[result].word());
    }

    private synchronized LongAdder added(int index, String... labels) {
        var point = requestPoints.get(index);
        if (point != null) return point;
        point = metrics.counter(Metric.REQUESTS, labels);
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
        return known != null ? known : decisionsByAction.computeIfAbsent(action, _ -> new BoundedCounter(metrics, Metric.POLICY_DECISIONS, action));
    }

    private Durations.Point[][] durations() {
        var duration = metrics.durations(Metric.REQUEST_DURATION, BUCKETS);
        var kinds = words(ExchangeRecord.Kind.values());
        return Arrays.stream(listeners)
            .map(listener -> Arrays.stream(kinds).map(kind -> duration.point(listener, kind)).toArray(Durations.Point[]::new))
            .toArray(Durations.Point[][]::new);
    }

    private LongAdder[] byListener(Metric metric, String direction) {
        return Arrays.stream(listeners).map(listener -> metrics.counter(metric, listener, direction)).toArray(LongAdder[]::new);
    }

    private static String[] words(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT)).toArray(String[]::new);
    }
}
