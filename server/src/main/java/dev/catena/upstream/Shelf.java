// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.Refusal;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop to one destination: the idle ones, how many there are at all, and who waits for
 * one. The last one used is used next, so that those too many grow old and go. Owner: one event loop.
 */
final class Shelf {
    /** A request that waits because the host has all the connections it may have. */
    interface Waiter {
        /** There is room now: look for a connection again. */
        void retry();
    }

    /** Somebody who waits for a member of an upstream. */
    interface Hopeful {
        /** It is gone, as those know who watch it; a connection to it may not show that for minutes. */
        void lost(Refusal why);
    }

    final Destination destination;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>(4);
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>(0);
    private final Set<Hopeful> hopeful = new HashSet<>(0);
    private int open;

    Shelf(Destination destination) {
        this.destination = destination;
    }

    @Nullable UpstreamConnection takeIdle(Predicate<UpstreamConnection> fits) {
        var last = idle.peekLast();
        if (last == null || !fits.test(last)) return null;
        return idle.pollLast();
    }

    void putIdle(UpstreamConnection connection) {
        idle.addLast(connection);
    }

    @Nullable UpstreamConnection pollOldestIdle() {
        return idle.pollFirst();
    }

    boolean removeIdle(UpstreamConnection connection) {
        return idle.remove(connection);
    }

    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    int open() {
        return open;
    }

    /** To be told of a loss. Origins are watched by nobody, and need no list. */
    void hope(Hopeful one) {
        if (!destination.owner().upstream().isEmpty()) hopeful.add(one);
    }

    void hopeNoMore(Hopeful one) {
        hopeful.remove(one);
    }

    void lost(Refusal why) {
        List.copyOf(hopeful).forEach(one -> one.lost(why));
    }

    void enqueue(Waiter waiter) {
        waiting.addLast(waiter);
    }

    int waitingCount() {
        return waiting.size();
    }

    @Nullable Waiter nextWaiter() {
        return waiting.pollFirst();
    }

    boolean isUnused() {
        return open == 0 && waiting.isEmpty();
    }
}
