// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Fetches under way that others wait for, so that many requests for one response ask the origin once.
 *
 * <p>Waiting is a bet that the response can be shared. Where the bet was lost lately (not storable, stale at once, failed), requests go
 * side by side, else they would go one after the other; the first that can be stored brings them together again.
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

        Arrival(String meetingPoint) {
            this.at = meetingPoint;
        }

        /** Completes when it is over, on the leader's thread. */
        CompletableFuture<Void> settled() {
            return settled;
        }
    }

    private final ConcurrentHashMap<String, Arrival> underWay = new ConcurrentHashMap<>();
    private final AtomicLongArray inVain = new AtomicLongArray(REMEMBERED);

    /** The fetch to wait for at a meeting point, or null. */
    @Nullable Arrival at(String meetingPoint) {
        return underWay.get(meetingPoint);
    }

    /**
     * Begins a fetch that others may wait for, unless somebody has begun one meanwhile: then that one, to be waited for. Null if
     * waiting was in vain lately.
     *
     * @param mine tells the two apart
     */
    @Nullable Arrival lead(Arrival mine) {
        if (inVain.get(slot(mine.at)) == mark(mine.at)) return null;
        var first = underWay.putIfAbsent(mine.at, mine);
        return first == null ? mine : first;
    }

    /** Lets the waiting ones go. Doing so twice is the same as once. */
    void end(Arrival arrival) {
        if (underWay.remove(arrival.at, arrival)) arrival.settled.complete(null);
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

    /** Fetches somebody may wait for. */
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
