// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

/** Spreads keys over 64 bits. */
public final class Hash {
    private Hash() {}

    /** From the string's cached hash and its length: cheap, and good enough to estimate popularity. */
    static long of(String key) {
        return mix((long) key.hashCode() << 32 | key.length());
    }

    /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    public static long mix(long bits) {
        long z = bits;
        z = (z ^ z >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }
}
