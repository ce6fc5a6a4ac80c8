// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** How many names were asked of name servers, by what came of it; over all event loops. */
public final class LookUpCounts {
    /** What came of a question. */
    public enum Outcome {
        FOUND, NOT_FOUND, FAILED, TIMEOUT;

        /** As a metric's label. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final LongAdder[] counts = Stream.generate(LongAdder::new).limit(Outcome.values().length).toArray(LongAdder[]::new);

    void count(Outcome outcome) {
        counts[outcome.ordinal()].increment();
    }

    public long of(Outcome outcome) {
        return counts[outcome.ordinal()].sum();
    }
}
