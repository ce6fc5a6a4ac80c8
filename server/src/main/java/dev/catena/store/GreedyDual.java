// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Greedy-Dual-Size-Frequency (Cherkasova, 1998) with an admission test: keeps what is asked for most often per byte.
 *
 * <p>A resident is worth {@code clock + frequency / size}. The clock is the worth of what was evicted last, so that old fame
 * fades as others come. The least worthy is the top of a binary heap whose order is brought up to date lazily: a hit only counts, and when a
 * resident surfaces its hits are reckoned in and it sinks again. So a hit costs one increment, and an eviction O(log n) for each that surfaces.
 *
 * <p>A newcomer must be worth more than each of those that would make room for it. Its frequency is estimated by a sketch of the
 * misses, and what was asked for once only pushes nobody out; so a scan leaves the store as it was. The price: while the store is full, a
 * response is kept from its second miss on.
 *
 * <p>It favours small responses: most hits, not most bytes. That is what memory is for.
 */
final class GreedyDual<R extends Resident> implements Replacement<R> {
    /** Residents looked at for one newcomer, so that the lock is held shortly. */
    private static final int CANDIDATES_MAX = 512;

    /** Requests after which a newcomer may push others out. */
    private static final int PROVEN = 2;

    private final FrequencySketch sketch;
    private Resident[] heap = new Resident[64];
    private int count;
    private double clock;

    /** @param keys about how many keys are popular at a time */
    GreedyDual(int keys) {
        sketch = new FrequencySketch(Math.clamp(4L * Integer.highestOneBit(keys), 1 << 10, 1 << 17));
    }

    @Override
    public void missed(long hash) {
        sketch.add(hash);
    }

    @Override
    public int misses(long hash) {
        return sketch.estimate(hash);
    }

    @Override
    public void add(R resident) {
        if (resident.frequency == 0) resident.frequency = Math.max(1, sketch.estimate(resident.hash));
        resident.worth = clock + worth(resident.frequency, resident.size);
        insert(resident);
    }

    @Override
    public void remove(R resident) {
        int place = resident.place;
        if (place < 0) return;
        resident.place = -1;
        var last = heap[--count];
        heap[count] = null;
        if (last == resident) return;
        put(place, last);
        sink(place);
        rise(last.place);
    }

    @Override
    public List<R> giveWay(int frequency, long size, long bytes, Predicate<R> spares) {
        if (frequency < PROVEN) return List.of();
        double worth = clock + worth(frequency, size);
        return choose(worth, bytes, spares, CANDIDATES_MAX, false);
    }

    @Override
    public List<R> shed(long bytes) {
        return choose(Double.POSITIVE_INFINITY, bytes, _ -> false, Integer.MAX_VALUE, true);
    }

    private List<R> choose(double worth, long bytes, Predicate<R> spares, int candidatesMax, boolean orFewer) {
        var chosen = new ArrayList<R>();
        var spared = new ArrayList<R>();
        long freed = 0;
        double highest = clock;
        for (int looked = 0; freed < bytes && count > 0 && looked < candidatesMax; looked++) {
            R least = least();
            if (!reckonIn(least)) continue;
            if (least.worth >= worth) break;
            remove(least);
            if (spares.test(least)) {
                spared.add(least);
            } else {
                chosen.add(least);
                freed += least.size;
                highest = least.worth;
            }
        }
        spared.forEach(this::insert);
        if (freed >= bytes || orFewer) {
            clock = highest;
            return chosen;
        }
        chosen.forEach(this::insert);
        return List.of();
    }

    @SuppressWarnings("unchecked") // only residents of that type are ever added
    private R least() {
        return (R) heap[0];
    }

    /** Adds the hits since the last look; false if the resident sank by it. */
    private boolean reckonIn(Resident least) {
        int uses = least.takeUses();
        if (uses == 0) return true;
        least.frequency += uses;
        least.worth = clock + worth(least.frequency, least.size);
        sink(0);
        return heap[0] == least;
    }

    private static double worth(int frequency, long size) {
        return (double) frequency / size;
    }

    private void insert(Resident resident) {
        if (count == heap.length) heap = Arrays.copyOf(heap, count * 2);
        put(count++, resident);
        rise(resident.place);
    }

    private void rise(int from) {
        var moving = heap[from];
        int place = from;
        for (int above; place > 0 && heap[above = (place - 1) / 2].worth > moving.worth; place = above) put(place, heap[above]);
        put(place, moving);
    }

    private void sink(int from) {
        var moving = heap[from];
        int place = from;
        for (int below = 2 * place + 1; below < count; below = 2 * place + 1) {
            if (below + 1 < count && heap[below + 1].worth < heap[below].worth) below++;
            if (heap[below].worth >= moving.worth) break;
            put(place, heap[below]);
            place = below;
        }
        put(place, moving);
    }

    private void put(int place, Resident resident) {
        heap[place] = resident;
        resident.place = place;
    }
}
