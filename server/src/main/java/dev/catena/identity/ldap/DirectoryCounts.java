// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What directories were asked since the start, over reloads; for metrics. Thread-safe. */
public final class DirectoryCounts {
    /** Verdicts on passwords. */
    public enum Password { RIGHT, WRONG, UNAVAILABLE }

    /** Where somebody's groups came from: from memory, from the directory, from memory that was too old but all there was; or they did not. */
    public enum Groups { REMEMBERED, ASKED, STALE, UNKNOWN }

    private final LongAdder[] passwords = adders(Password.values().length);
    private final LongAdder[] groups = adders(Groups.values().length);
    private final LongAdder questions = new LongAdder();
    private final LongAdder nanos = new LongAdder();

    private static LongAdder[] adders(int count) {
        return Stream.generate(LongAdder::new).limit(count).toArray(LongAdder[]::new);
    }

    public long of(Password verdict) {
        return passwords[verdict.ordinal()].sum();
    }

    public long of(Groups source) {
        return groups[source.ordinal()].sum();
    }

    /** Questions that were put to a server, and answered or not. */
    public long questions() {
        return questions.sum();
    }

    /** How long all of them took. */
    public double seconds() {
        return nanos.sum() / 1e9;
    }

    /** The word of a constant, for a label. */
    public static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    void add(Password verdict) {
        passwords[verdict.ordinal()].increment();
    }

    void add(Groups source) {
        groups[source.ordinal()].increment();
    }

    void asked(long tookNanos) {
        questions.increment();
        nanos.add(tookNanos);
    }
}
