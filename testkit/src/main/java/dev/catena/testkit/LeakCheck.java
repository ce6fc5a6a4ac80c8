// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Checks that nothing is left behind: gauges that must return to zero, and threads that must end. */
public final class LeakCheck {
    private final Map<String, LongSupplier> gauges = new LinkedHashMap<>();
    private final List<String> threadPrefixes = new ArrayList<>();

    /** {@code gauge} must come back to zero. */
    public LeakCheck gauge(String name, LongSupplier gauge) {
        gauges.put(name, gauge);
        return this;
    }

    /** No platform thread may remain whose name begins with {@code prefix}. */
    public LeakCheck threads(String prefix) {
        threadPrefixes.add(prefix);
        return this;
    }

    /** Waits until nothing is left, and fails with all that still is. */
    public void check(Duration within) {
        try {
            Patience.until("nothing to be left behind", within, () -> left().isEmpty());
        } catch (Patience.Exhausted e) {
            throw new AssertionError("left behind after %d ms: %s".formatted(within.toMillis(), String.join(", ", left())), e);
        }
    }

    private List<String> left() {
        var left = new ArrayList<String>();
        gauges.forEach((name, gauge) -> {
            long value = gauge.getAsLong();
            if (value != 0) {
                left.add(value + " " + name);
            }
        });
        if (!threadPrefixes.isEmpty()) {
            Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter(name -> threadPrefixes.stream().anyMatch(name::startsWith))
                    .forEach(name -> left.add("thread " + name));
        }
        return left;
    }
}
