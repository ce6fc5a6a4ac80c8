// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.ArrivingBody;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Fetches under way that others share, so that many requests for one response ask the origin once: they wait for its head, then read its body
 * as it arrives.
 *
 * <p>Waiting is a bet that the response can be shared. Where the bet was lost lately (not storable, stale at once, failed), requests go
 * side by side, else they would go one after the other; the first that can be shared brings them together again.
 */
final class Arrivals {
    /** Lost bets remembered; two that share a slot forget each other. */
    private static final int REMEMBERED = 1 << 12;

    /** What came of a fetch. */
    enum Outcome { SHARED, IN_VAIN, LEFT }

    /** A fetch under way, by the exchange that leads. */
    static final class Arrival {
        private final String at;
        private final CompletableFuture<Void> settled = new CompletableFuture<>();
        private volatile @Nullable ArrivingBody body;
        private volatile boolean expected;

        Arrival(String meetingPoint) {
            this.at = meetingPoint;
        }

        /** Completes when its head has come and can be shared, or when it is over; on the leader's thread. */
        CompletableFuture<Void> settled() {
            return settled;
        }

        /** What can be read along; null before its head has come. */
        @Nullable ArrivingBody body() {
            return body;
        }

        /** Its head has come: from now on others read along. */
        void open(ArrivingBody arriving) {
            body = arriving;
            settled.complete(null);
        }

        /** Whether others wait for it, as far as is known: one of them may have left. */
        boolean isExpected() {
            return expected || settled.getNumberOfDependents() > 0;
        }

        private boolean isPast() {
            var arriving = body;
            return arriving != null && !arriving.isOpen();
        }
    }

    private final ConcurrentHashMap<String, Arrival> underWay = new ConcurrentHashMap<>();
    private final AtomicLongArray inVain = new AtomicLongArray(REMEMBERED);

    /** The fetch to share at a meeting point, or null. */
    @Nullable Arrival at(String meetingPoint) {
        var found = underWay.get(meetingPoint);
        return found == null || found.isPast() ? null : found;
    }

    /** Whether there should be a fetch to wait for; not where waiting was in vain lately. */
    boolean isWorthWaiting(String meetingPoint) {
        return inVain.get(slot(meetingPoint)) != mark(meetingPoint);
    }

    /**
     * Begins a fetch that others may share, unless somebody has begun one meanwhile: then that one.
     *
     * @param mine tells the two apart
     */
    Arrival lead(Arrival mine) {
        while (true) {
            var first = underWay.putIfAbsent(mine.at, mine);
            if (first == null) return mine;
            if (!first.isPast()) return first;
            mine.expected = true; // its beginning is gone, but two at once want it: others may follow
            if (underWay.replace(mine.at, first, mine)) return mine;
        }
    }

    /** Takes it away from those who come, and lets the waiting ones go. Doing so twice is the same as once. */
    void end(Arrival arrival) {
        underWay.remove(arrival.at, arrival);
        arrival.settled.complete(null);
    }

    /** Remembers what came of a fetch, led or not. */
    void remember(String meetingPoint, Outcome outcome) {
        int slot = slot(meetingPoint);
        switch (outcome) {
            case SHARED -> inVain.compareAndSet(slot, mark(meetingPoint), 0);
            case IN_VAIN -> inVain.set(slot, mark(meetingPoint));
            case LEFT -> {}
        }
    }

    /** Fetches somebody may share. */
    int count() {
        return underWay.size();
    }

    private static int slot(String meetingPoint) {
        int hash = meetingPoint.hashCode();
        return (hash ^ hash >>> 16) & REMEMBERED - 1;
    }

    private static long mark(String meetingPoint) {
        return (long) meetingPoint.hashCode() << 32 | meetingPoint.length() | 1L << 31;
    }
}
