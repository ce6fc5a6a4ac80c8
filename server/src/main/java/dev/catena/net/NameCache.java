// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What look-ups found, until it expires; the name that was asked for longest ago makes room. Owner: one event loop. */
final class NameCache {
    private record Remembered(CompletionStage<Resolution> resolution, long expiresMillis) {}

    private final InstantSource clock;
    private final Map<String, Remembered> entries;

    /** @param entriesMax 0 keeps nothing */
    NameCache(int entriesMax, InstantSource clock) {
        this.clock = clock;
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Remembered> eldest) {
                return size() > entriesMax;
            }
        };
    }

    @Nullable CompletionStage<Resolution> get(String name) {
        var entry = entries.get(name);
        if (entry == null) return null;
        if (entry.expiresMillis > clock.millis()) return entry.resolution;
        entries.remove(name);
        return null;
    }

    void put(String name, Resolution resolution, Duration lifetime) {
        if (!lifetime.isPositive()) return;
        entries.put(name, new Remembered(CompletableFuture.completedFuture(resolution), clock.millis() + lifetime.toMillis()));
    }
}
