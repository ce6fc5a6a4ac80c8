// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.winbind;

import dev.catena.identity.ntlm.NtlmJudge.Judgement;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What the domain was asked since the start, over reloads; for metrics. Thread-safe. */
public final class DomainCounts {
    /** What came of a log-in. */
    public enum Verdict {
        RIGHT, WRONG, UNAVAILABLE;

        /** The word in a label. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        private static Verdict of(Judgement judgement) {
            return switch (judgement) {
                case Judgement.Right _ -> RIGHT;
                case Judgement.Wrong _ -> WRONG;
                case Judgement.Unavailable _ -> UNAVAILABLE;
            };
        }
    }

    private final LongAdder[] verdicts = Stream.generate(LongAdder::new).limit(Verdict.values().length).toArray(LongAdder[]::new);
    private final LongAdder nanos = new LongAdder();
    private final LongAdder starts = new LongAdder();

    public long of(Verdict verdict) {
        return verdicts[verdict.ordinal()].sum();
    }

    /** How long all log-ins waited for their verdicts. */
    public double seconds() {
        return nanos.sum() / 1e9;
    }

    /** Helpers that were started. */
    public long starts() {
        return starts.sum();
    }

    void judged(Judgement judgement, long tookNanos) {
        verdicts[Verdict.of(judgement).ordinal()].increment();
        nanos.add(tookNanos);
    }

    void started() {
        starts.increment();
    }
}
