// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Things to do, each at its moment. Bounded: what is due the latest gives way. Any thread. */
final class Agenda<T> {
    private record Item<T>(long dueMillis, long number, T what) {}

    private final TreeSet<Item<T>> items = new TreeSet<>(Comparator.<Item<T>>comparingLong(Item::dueMillis).thenComparingLong(Item::number));
    private final int max;
    private long number;

    Agenda(int max) {
        this.max = max;
    }

    synchronized void add(long dueMillis, T what) {
        items.add(new Item<>(dueMillis, number++, what));
        if (items.size() > max) items.pollLast();
    }

    /** Takes out what is due, in its order. */
    synchronized List<T> due(long nowMillis) {
        var due = new ArrayList<T>();
        while (!items.isEmpty() && items.first().dueMillis <= nowMillis) due.add(items.removeFirst().what);
        return due;
    }

    synchronized void clear() {
        items.clear();
    }
}
