// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

/**
 * Where a record lies and what the index remembers of its use, in one long: slot of the segment (20 bits), offset in 16-byte units (24), bytes worth
 * reading at once in units of 512 (9), and four marks. 0 is nowhere: slots count from 1.
 */
final class Location {
    /** Records begin at multiples of this. */
    static final int UNIT = 16;

    /** Segments at a time, over all directories. */
    static final int SLOTS_MAX = 1 << 20;

    /** Bytes of a segment in which records may begin. */
    static final long OFFSET_MAX = (long) UNIT << 24;

    /** The most that is read in the hope of getting head and body at once. */
    static final int FIRST_READ_MAX = 511 * 512;

    static final long NOWHERE = 0;

    /** Uses lately: 0 to 3. */
    private static final long USES = 3;
    /** The memory tier has it, so that its uses do not come here. */
    static final long RESIDENT = 4;
    /** The record is another head for a body that lies elsewhere. */
    static final long HEAD_ONLY = 8;
    private static final long VARYING = USES | RESIDENT;

    private Location() {}

    static long of(int slot, long offset, long recordBytes, boolean headOnly) {
        if (slot <= 0 || slot >= SLOTS_MAX || offset % UNIT != 0 || offset >= OFFSET_MAX) {
            throw new IllegalArgumentException("slot %d, offset %d".formatted(slot, offset));
        }
        long blocks = Math.min(FIRST_READ_MAX / 512, (recordBytes + 511) / 512);
        return (long) slot << 37 | offset / UNIT << 13 | blocks << 4 | (headOnly ? HEAD_ONLY : 0);
    }

    static int slot(long location) {
        return (int) (location >>> 37);
    }

    static long offset(long location) {
        return (location >>> 13 & (1 << 24) - 1) * UNIT;
    }

    /** Bytes of the record, or as many of a large one as are worth reading first. */
    static int firstRead(long location) {
        return (int) (location >>> 4 & 511) * 512;
    }

    static boolean isHeadOnly(long location) {
        return (location & HEAD_ONLY) != 0;
    }

    static int uses(long location) {
        return (int) (location & USES);
    }

    /** Whether it was of use since the last look: asked for here, or kept by the memory tier. */
    static boolean isUsed(long location) {
        return (location & VARYING) != 0;
    }

    static long used(long location) {
        return uses(location) == USES ? location : location + 1;
    }

    /** The same record, its uses forgotten. */
    static long fresh(long location) {
        return location & ~USES;
    }

    /** Whether both mean the same record. */
    static boolean same(long one, long other) {
        return ((one ^ other) & ~VARYING) == 0;
    }
}
