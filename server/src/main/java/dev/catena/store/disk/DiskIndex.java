// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Hash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Says where the records of a key may lie: two longs an entry, no keys. Look-ups take no lock and may miss what is just being changed; changes lock one
 * of 1024 stripes.
 *
 * <p>Each stripe is a table with linear probing that is at most four fifths full and grows by a quarter, so an entry costs 20 to 26 bytes. The first long is what remains of
 * the key's hash (48 bits) and the variant (16); the second is a {@link Location}. A mark that stands for two keys costs a read in vain, since a record is
 * only believed when it has the key itself. Places are keyed by a number of this process's own, and runs are bounded: whoever makes keys that collide gets
 * them forgotten, and slows nobody.
 */
final class DiskIndex {
    /** Entries of one key that are remembered. */
    static final int VARIANTS_MAX = 32;

    private static final int STRIPES = 1 << 10;
    /** Entries looked at for one key. */
    private static final int RUN_MAX = 256;
    private static final int FIRST_CAPACITY = 16;
    private static final long[] NONE = {};
    private static final short[] NO_VARIANTS = {};
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final AtomicReferenceArray<long[]> tables = new AtomicReferenceArray<>(STRIPES);
    private final Object[] locks = new Object[STRIPES];
    private final int[] counts = new int[STRIPES];
    private final LongAdder entries = new LongAdder();
    private final LongAdder forgotten = new LongAdder();
    private final long seed;

    /** @param seed of this process's own */
    DiskIndex(long seed) {
        this.seed = seed;
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new Object();
            tables.set(i, new long[2 * FIRST_CAPACITY]);
        }
    }

    /** Where records of a key may lie, latest knowledge; at most {@link #VARIANTS_MAX}. */
    long[] find(long keyHash) {
        long mark = mark(keyHash);
        var table = tables.get(stripe(mark));
        int capacity = table.length / 2;
        long[] found = NONE;
        int at = home(mark, capacity);
        for (int looked = 0; looked < RUN_MAX && looked < capacity; looked++, at = next(at, capacity)) {
            long location = (long) LONGS.getAcquire(table, 2 * at + 1);
            if (location == Location.NOWHERE) break;
            if (isOf(mark, (long) LONGS.getOpaque(table, 2 * at)) && found.length < VARIANTS_MAX) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = location;
            }
        }
        return found;
    }

    /** The variants of a key of which there may be records; at most {@link #VARIANTS_MAX}. */
    short[] variants(long keyHash) {
        long mark = mark(keyHash);
        var table = tables.get(stripe(mark));
        int capacity = table.length / 2;
        short[] found = NO_VARIANTS;
        int at = home(mark, capacity);
        for (int looked = 0; looked < RUN_MAX && looked < capacity; looked++, at = next(at, capacity)) {
            if ((long) LONGS.getAcquire(table, 2 * at + 1) == Location.NOWHERE) break;
            long other = (long) LONGS.getOpaque(table, 2 * at);
            if (isOf(mark, other) && found.length < VARIANTS_MAX) {
                found = Arrays.copyOf(found, found.length + 1);
                found[found.length - 1] = (short) other;
            }
        }
        return found;
    }

    /**
     * Notes a record.
     *
     * @return where the record lay that it takes the place of, or nowhere
     */
    long put(long keyHash, short variant, long location) {
        return put(keyHash, variant, location, true);
    }

    /** Notes a record, unless a later one of the same key and variant is known. */
    boolean putIfAbsent(long keyHash, short variant, long location) {
        return put(keyHash, variant, location, false) == Location.NOWHERE;
    }

    private long put(long keyHash, short variant, long location, boolean replaces) {
        long mark = mark(keyHash) | variant & 0xFFFF;
        int stripe = stripe(mark);
        synchronized (locks[stripe]) {
            int at = indexOf(stripe, mark);
            var table = tables.get(stripe);
            if (at >= 0) {
                long old = table[2 * at + 1];
                if (replaces) LONGS.setRelease(table, 2 * at + 1, location);
                return old;
            }
            if ((counts[stripe] + 1) * 5 > table.length / 2 * 4) table = grow(stripe, table);
            boolean inserted = insert(table, mark, location);
            // a run too long by chance is shorter in a larger table; one that was made is not
            if (!inserted && counts[stripe] * 2 > table.length / 2) inserted = insert(grow(stripe, table), mark, location);
            if (inserted) {
                counts[stripe]++;
                entries.increment();
            } else {
                forgotten.increment();
            }
            return Location.NOWHERE;
        }
    }

    /**
     * Changes where a record is said to lie, or forgets it.
     *
     * @param change of the location now known; nowhere forgets the entry
     * @return whether that record was known
     */
    private boolean change(long keyHash, long location, LongUnaryOperator change) {
        long mark = mark(keyHash);
        int stripe = stripe(mark);
        synchronized (locks[stripe]) {
            var table = tables.get(stripe);
            int capacity = table.length / 2;
            int at = home(mark, capacity);
            for (int looked = 0; looked < RUN_MAX && looked < capacity; looked++, at = next(at, capacity)) {
                long now = table[2 * at + 1];
                if (now == Location.NOWHERE) return false;
                if (!isOf(mark, table[2 * at]) || !Location.same(now, location)) continue;
                long changed = change.applyAsLong(now);
                if (changed == Location.NOWHERE) removeAt(stripe, table, at);
                else LONGS.setRelease(table, 2 * at + 1, changed);
                return true;
            }
            return false;
        }
    }

    /** Forgets a record; false if the index does not say any more that it lies there. */
    boolean remove(long keyHash, long location) {
        return change(keyHash, location, _ -> Location.NOWHERE);
    }

    /** A record was copied elsewhere; false if it was replaced or forgotten meanwhile. */
    boolean moved(long keyHash, long from, long to) {
        return change(keyHash, from, now -> to | now & Location.RESIDENT);
    }

    /** Counts a use of a record. */
    void used(long keyHash, long location) {
        if (Location.uses(location) < 3) change(keyHash, location, Location::used);
    }

    /** The memory tier has the response, or has it no more. */
    void resident(long keyHash, short variant, boolean is) {
        update(keyHash, variant, now -> is ? now | Location.RESIDENT : now & ~Location.RESIDENT);
    }

    /** Counts a use of a response. */
    void used(long keyHash, short variant) {
        update(keyHash, variant, Location::used);
    }

    private void update(long keyHash, short variant, LongUnaryOperator change) {
        long mark = mark(keyHash) | variant & 0xFFFF;
        int stripe = stripe(mark);
        synchronized (locks[stripe]) {
            int at = indexOf(stripe, mark);
            if (at < 0) return;
            var table = tables.get(stripe);
            LONGS.setRelease(table, 2 * at + 1, change.applyAsLong(table[2 * at + 1]));
        }
    }

    /** Begins to count the uses of a record anew. */
    void forgetUses(long keyHash, long location) {
        change(keyHash, location, Location::fresh);
    }

    /** Forgets everything. */
    void clear() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            synchronized (locks[stripe]) {
                entries.add(-counts[stripe]);
                counts[stripe] = 0;
                tables.set(stripe, new long[2 * FIRST_CAPACITY]);
            }
        }
    }

    /** Forgets all records of some segments: looks at every entry. */
    void removeSegments(BitSet slots) {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            synchronized (locks[stripe]) {
                var table = tables.get(stripe);
                for (int at = 0; at < table.length / 2; ) {
                    boolean there = table[2 * at + 1] != Location.NOWHERE && slots.get(Location.slot(table[2 * at + 1]));
                    if (there) removeAt(stripe, table, at); // which may move another entry here
                    else at++;
                }
            }
        }
    }

    /** What is known now of the record at a place, its use included; nowhere if nothing is. */
    long known(long keyHash, long location) {
        for (long found : find(keyHash)) if (Location.same(found, location)) return found;
        return Location.NOWHERE;
    }

    /** Where the record of a key and variant lies, or nowhere. */
    long find(long keyHash, short variant) {
        long mark = mark(keyHash) | variant & 0xFFFF;
        int stripe = stripe(mark);
        synchronized (locks[stripe]) {
            int at = indexOf(stripe, mark);
            return at < 0 ? Location.NOWHERE : tables.get(stripe)[2 * at + 1];
        }
    }

    /** Where all records lie. */
    long[] locations() {
        var all = LongStream.builder();
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            synchronized (locks[stripe]) {
                var table = tables.get(stripe);
                for (int at = 1; at < table.length; at += 2) if (table[at] != Location.NOWHERE) all.add(table[at]);
            }
        }
        return all.build().toArray();
    }

    /** Forgets all records of a key; returns where they lay. */
    long[] removeAll(long keyHash) {
        var found = find(keyHash);
        for (long location : found) remove(keyHash, location);
        return found;
    }

    long entries() {
        return entries.sum();
    }

    /** Records not noted because too many others share their place. */
    long forgotten() {
        return forgotten.sum();
    }

    /** Bytes of the tables. */
    long bytes() {
        long bytes = 0;
        for (int i = 0; i < STRIPES; i++) bytes += 16 + 8L * tables.get(i).length + 16 + 4 + 4;
        return bytes;
    }

    // ---- one stripe, under its lock ----

    private int indexOf(int stripe, long mark) {
        var table = tables.get(stripe);
        int capacity = table.length / 2;
        int at = home(mark, capacity);
        for (int looked = 0; looked < RUN_MAX && looked < capacity; looked++, at = next(at, capacity)) {
            if (table[2 * at + 1] == Location.NOWHERE) return -1;
            if (table[2 * at] == mark) return at;
        }
        return -1;
    }

    /** False if there is no place near enough. */
    private static boolean insert(long[] table, long mark, long location) {
        int capacity = table.length / 2;
        int at = home(mark, capacity);
        int alike = 0;
        for (int looked = 0; looked < RUN_MAX && looked < capacity; looked++, at = next(at, capacity)) {
            if (table[2 * at + 1] != Location.NOWHERE) {
                if (isOf(mark, table[2 * at]) && ++alike == VARIANTS_MAX) return false;
                continue;
            }
            LONGS.setOpaque(table, 2 * at, mark);
            LONGS.setRelease(table, 2 * at + 1, location);
            return true;
        }
        return false;
    }

    private long[] grow(int stripe, long[] table) {
        int capacity = table.length / 2;
        var larger = new long[2 * (capacity + Math.max(capacity / 4, FIRST_CAPACITY))];
        int kept = 0;
        for (int i = 0; i < capacity; i++) {
            if (table[2 * i + 1] != Location.NOWHERE && insert(larger, table[2 * i], table[2 * i + 1])) kept++;
        }
        entries.add(kept - counts[stripe]);
        forgotten.add(counts[stripe] - kept);
        counts[stripe] = kept;
        tables.set(stripe, larger);
        return larger;
    }

    /** Closes the gap, so that runs stay without holes (Knuth, vol. 3, 6.4, algorithm R). */
    private void removeAt(int stripe, long[] table, int at) {
        int capacity = table.length / 2;
        int gap = at;
        for (int i = next(at, capacity); table[2 * i + 1] != Location.NOWHERE; i = next(i, capacity)) {
            int home = home(table[2 * i], capacity);
            boolean reaches = gap <= i ? home <= gap || home > i : home <= gap && home > i;
            if (!reaches) continue;
            LONGS.setOpaque(table, 2 * gap, table[2 * i]);
            LONGS.setRelease(table, 2 * gap + 1, table[2 * i + 1]);
            gap = i;
        }
        LONGS.setRelease(table, 2 * gap + 1, Location.NOWHERE);
        counts[stripe]--;
        entries.decrement();
    }

    private long mark(long keyHash) {
        return Hash.mix(keyHash ^ seed) & ~0xFFFFL;
    }

    private static boolean isOf(long mark, long other) {
        return ((mark ^ other) & ~0xFFFFL) == 0;
    }

    /** Not the bits that choose the place in the table. */
    private static int stripe(long mark) {
        return (int) (mark >>> 16) & STRIPES - 1;
    }

    private static int home(long mark, int capacity) {
        return (int) ((mark >>> 32) * capacity >>> 32);
    }

    private static int next(int at, int capacity) {
        return at + 1 == capacity ? 0 : at + 1;
    }
}
