// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * On which terms a stored response may be used, worked out once when it is stored, so that a hit compares two numbers.
 *
 * @param responseMillis when its head came, milliseconds since 1970 (RFC 9111 §4.2.3, {@code response_time})
 * @param initialAge its age at that moment, seconds ({@code corrected_initial_age})
 * @param lifetime seconds it is fresh, counted from age 0
 * @param staleIfError seconds past its lifetime for which it may stand in for an error (RFC 5861 §4), or -1
 * @param staleWhileRevalidate seconds past its lifetime for which it may be used while it is renewed (RFC 5861 §3), or -1
 * @param clauses what else its origin said of it
 */
public record Terms(
    long responseMillis, long initialAge, long lifetime, long staleIfError, long staleWhileRevalidate, Set<Clause> clauses) {
    /** Terms that hold or do not. Their order is part of what is written to disks: new ones come last. */
    public enum Clause {
        /** {@code no-cache}: never used without asking the origin. */
        VALIDATES_ALWAYS,
        /** {@code must-revalidate} and its kin: not used once stale, whatever the client or a failure says. */
        NEVER_STALE,
        /** {@code immutable} (RFC 8246): a reload does not make it worth a question while it is fresh. */
        IMMUTABLE,
        /** Nobody stated the lifetime: it is guessed (RFC 9111 §4.2.2). */
        GUESSED,
    }

    /** All sets of clauses, each once, by the bits of their ordinals. */
    private static final List<Set<Clause>> SETS = IntStream.range(0, 1 << Clause.values().length).<Set<Clause>>mapToObj(bits -> {
        var set = EnumSet.noneOf(Clause.class);
        for (var clause : Clause.values()) if ((bits >> clause.ordinal() & 1) != 0) set.add(clause);
        return Collections.unmodifiableSet(set);
    }).toList();

    public Terms {
        int bits = 0;
        for (var clause : clauses) bits |= 1 << clause.ordinal();
        clauses = SETS.get(bits);
    }

    /** Seconds since the origin made or validated it; never less than {@code initialAge}. */
    public long age(long nowMillis) {
        return initialAge + Math.max(0, nowMillis - responseMillis) / 1000;
    }

    /** The same, but not fresh for more than so many seconds after it came. */
    public Terms keptFor(long seconds) {
        return lifetime - initialAge <= seconds ? this
            : new Terms(responseMillis, initialAge, initialAge + seconds, staleIfError, -1, clauses);
    }

    public boolean validatesAlways() {
        return clauses.contains(Clause.VALIDATES_ALWAYS);
    }

    public boolean neverStale() {
        return clauses.contains(Clause.NEVER_STALE);
    }

    public boolean immutable() {
        return clauses.contains(Clause.IMMUTABLE);
    }

    public boolean guessed() {
        return clauses.contains(Clause.GUESSED);
    }
}
