// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts the purges of the keys that share a hash: what was asked for before one is not stored after it. Any thread. */
final class Stamps {
    /** Purges of keys that share a stamp undo what is on its way for the others, so there are many. */
    private static final int STAMPS = 1 << 16;

    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);

    int of(long hash) {
        return stamps.get(indexOf(hash));
    }

    /** Nothing that is asked for now may be stored under keys of that hash. */
    void advance(long hash) {
        stamps.incrementAndGet(indexOf(hash));
    }

    /** Nothing that is asked for now may be stored at all. */
    void advanceAll() {
        for (int i = 0; i < STAMPS; i++) stamps.incrementAndGet(i);
    }

    private static int indexOf(long hash) {
        return (int) hash & STAMPS - 1;
    }
}
