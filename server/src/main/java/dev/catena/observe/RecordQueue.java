// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Finished exchanges on their way from the event loops to the one thread that writes them: a ring of fixed size.
 *
 * <p>The JDK has no such queue: its bounded ones take a lock, behind which an event loop would wait for the writer, and its
 * lock-free one is unbounded and allocates a node an element. Here a loop pays one compare-and-set. A producer takes a seat by
 * moving the tail and then fills it; the consumer stops at a seat that is taken but not filled yet.
 */
final class RecordQueue {
    private final AtomicReferenceArray<@Nullable ExchangeRecord> seats;
    private final int mask;
    private final int capacity;
    private final AtomicLong tail = new AtomicLong();
    /** How far the consumer has come; as the producers see it, for whom each change is a wait for memory, a little behind. */
    private final AtomicLong head = new AtomicLong();
    private long taken;
    private final int tellEach;

    RecordQueue(int capacity) {
        var size = Integer.highestOneBit(Math.max(1, capacity - 1)) << 1;
        this.seats = new AtomicReferenceArray<>(size);
        this.mask = size - 1;
        this.capacity = capacity;
        this.tellEach = Math.clamp(capacity / 8, 1, 64);
    }

    /** Adds a record, from any thread; how many wait with it, or 0 when there was no room. */
    int offer(ExchangeRecord exchange) {
        long seat;
        long waiting;
        do {
            seat = tail.get();
            waiting = seat - head.get() + 1;
            if (waiting > capacity) return 0;
        } while (!tail.compareAndSet(seat, seat + 1));
        seats.setRelease((int) seat & mask, exchange);
        return (int) Math.max(1, waiting);
    }

    /** Takes the oldest; by one thread only. */
    @Nullable ExchangeRecord poll() {
        int index = (int) taken & mask;
        var exchange = seats.getAcquire(index);
        if (exchange != null) {
            seats.setPlain(index, null);
            taken++;
        }
        if (exchange == null || taken % tellEach == 0) head.setRelease(taken);
        return exchange;
    }

    int capacity() {
        return capacity;
    }
}
