// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.Arrays;

/**
 * Numbers by slot that only grow, and outlive the process with what is stored below memory. What they mean is their owner's matter. Never changes.
 */
public final class Marks {
    /** How many there are: half a megabyte. */
    public static final int SLOTS = 1 << 16;

    /** Nothing was ever marked. */
    public static final Marks NONE = new Marks(0, new long[SLOTS]);

    private final long floor;
    private final long[] bySlot;

    private Marks(long floor, long[] bySlot) {
        this.floor = floor;
        this.bySlot = bySlot;
    }

    /**
     * Takes the array over.
     *
     * @param floor what is not higher may have been marked in any slot, as that is not known any more
     */
    public static Marks of(long floor, long[] bySlot) {
        if (bySlot.length != SLOTS) throw new IllegalArgumentException(bySlot.length + " slots");
        return new Marks(floor, bySlot);
    }

    /** Any slot may have any number up to that. */
    public static Marks unknown(long floor) {
        var used = new long[SLOTS];
        Arrays.fill(used, 1);
        return new Marks(floor, used);
    }

    public long floor() {
        return floor;
    }

    public long get(int slot) {
        return bySlot[slot];
    }

    /** The higher of both, slot by slot. */
    public Marks with(Marks other) {
        var higher = new long[SLOTS];
        for (int slot = 0; slot < SLOTS; slot++) higher[slot] = Math.max(bySlot[slot], other.bySlot[slot]);
        return new Marks(Math.max(floor, other.floor), higher);
    }

    /** Whether the other has nothing that this has not. */
    public boolean covers(Marks other) {
        if (other.floor > floor) return false;
        for (int slot = 0; slot < SLOTS; slot++) if (other.bySlot[slot] > bySlot[slot]) return false;
        return true;
    }
}
