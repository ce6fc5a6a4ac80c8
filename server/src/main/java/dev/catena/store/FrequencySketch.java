// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/**
 * Estimates how often a key was asked for lately, in a few bits a key (count-min sketch with 4-bit counters and halving, after
 * Einziger, Friedman and Manes, "TinyLFU", 2017). Never too low but for lost races, seldom too high.
 *
 * <p>Threads share it without barriers: a lost count does no harm.
 */
final class FrequencySketch {
    /** The highest estimate. */
    static final int MAX = 15;

    private static final int ROWS = 4;
    private static final long HALVES = 0x7777_7777_7777_7777L;

    /** Sixteen counters a word. */
    private final long[] words;
    private final int halveAfter;
    private int added;

    /** @param words longs to spend, a power of two; good for twice as many requests before the next halving */
    FrequencySketch(int words) {
        if (Integer.bitCount(words) != 1) throw new IllegalArgumentException("not a power of two: " + words);
        this.words = new long[words];
        this.halveAfter = words * 2;
    }

    int estimate(long hash) {
        int least = MAX;
        for (int row = 0; row < ROWS; row++) {
            long spread = spread(hash, row);
            least = Math.min(least, (int) (words[word(spread)] >>> shift(spread)) & MAX);
        }
        return least;
    }

    void add(long hash) {
        boolean counted = false;
        for (int row = 0; row < ROWS; row++) {
            long spread = spread(hash, row);
            int word = word(spread);
            if (((words[word] >>> shift(spread)) & MAX) < MAX) {
                words[word] += 1L << shift(spread);
                counted = true;
            }
        }
        if (counted && ++added >= halveAfter) halve();
    }

    /** Old popularity fades. */
    private void halve() {
        added /= 2;
        for (int i = 0; i < words.length; i++) words[i] = words[i] >>> 1 & HALVES;
    }

    private int word(long spread) {
        return (int) spread & words.length - 1;
    }

    private static int shift(long spread) {
        return (int) (spread >>> 60) * 4;
    }

    private static long spread(long hash, int row) {
        return Hash.mix(hash + row * 0x9E37_79B9_7F4A_7C15L);
    }
}
