// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Which URLs are asked for so often that their owner alone should not answer. Counts all of them in a count-min sketch of fixed size
 * (Cormode and Muthukrishnan, 2005), which may take a cold URL for a hot one and never the other way round; that costs a short-lived copy.
 * Counts of the window before count half, so that a hot URL stays hot where windows meet. Thread-safe, without locks but where windows meet.
 */
public final class HotKeys {
    /** How long a window is. */
    static final long WINDOW_MILLIS = 10_000;
    private static final int ROWS = 3;
    private static final int COLUMNS = 1 << 13;
    /** Hot URLs that are known by name; more are hot all the same. */
    private static final int NAMED_MAX = 256;

    private final InstantSource clock;
    private final AtomicIntegerArray counts = new AtomicIntegerArray(ROWS * COLUMNS);
    private final Map<String, Named> named = new ConcurrentHashMap<>();
    private volatile long windowEnds;

    private static final class Named {
        volatile int requests;
        volatile long lastMillis;
        volatile boolean uncopyable;
    }

    /**
     * A hot URL.
     *
     * @param requests of this window, and half of those before
     * @param copied false: its answers must not be stored
     */
    public record Hot(String key, int requests, boolean copied) {}

    public HotKeys(InstantSource clock) {
        this.clock = clock;
        windowEnds = clock.millis() + WINDOW_MILLIS;
    }

    /**
     * Counts a request.
     *
     * @param enough requests that make a URL hot; 0: none is
     * @return whether it is hot
     */
    boolean count(String key, int enough) {
        if (enough == 0) return false;
        long now = clock.millis();
        if (now >= windowEnds) turn(now);
        int estimate = increment(key.hashCode());
        if (estimate < enough) return false;
        note(key, estimate, now);
        return true;
    }

    private int increment(int hash) {
        int least = Integer.MAX_VALUE;
        int mixed = hash;
        for (int row = 0; row < ROWS; row++) {
            mixed = (mixed ^ mixed >>> 16) * 0x85EB_CA6B + row;
            least = Math.min(least, counts.incrementAndGet(row * COLUMNS + (mixed >>> 19)));
        }
        return least;
    }

    private synchronized void turn(long now) {
        if (now < windowEnds) return;
        boolean longAgo = now >= windowEnds + WINDOW_MILLIS;
        for (int i = 0; i < counts.length(); i++) counts.set(i, longAgo ? 0 : counts.get(i) / 2);
        named.values().removeIf(hot -> hot.lastMillis < now - 2 * WINDOW_MILLIS);
        windowEnds = now + WINDOW_MILLIS;
    }

    private void note(String key, int estimate, long now) {
        var hot = named.get(key);
        if (hot == null && named.size() < NAMED_MAX) hot = named.computeIfAbsent(key, _ -> new Named());
        if (hot == null) return;
        hot.requests = estimate;
        hot.lastMillis = now;
    }

    /** An answer for this URL came that must not be stored: copies are no help. */
    public void cannotBeCopied(String key) {
        var hot = named.get(key);
        if (hot != null) hot.uncopyable = true;
    }

    boolean mayBeCopied(String key) {
        var hot = named.get(key);
        return hot == null || !hot.uncopyable;
    }

    /** Those that are hot now, hottest first. */
    public List<Hot> hottest() {
        long since = clock.millis() - WINDOW_MILLIS;
        return named.entrySet().stream().filter(entry -> entry.getValue().lastMillis >= since)
            .map(entry -> new Hot(entry.getKey(), entry.getValue().requests, !entry.getValue().uncopyable))
            .sorted(Comparator.comparingInt(Hot::requests).reversed()).toList();
    }
}
