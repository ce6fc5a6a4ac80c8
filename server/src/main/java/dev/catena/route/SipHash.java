// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** SipHash-2-4 (Aumasson and Bernstein, 2012): 64 bits that nobody without the key can predict. Immutable. */
public final class SipHash {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final SipHash NAMES = new SipHash(0, 0);

    private final long key0;
    private final long key1;

    /** Under a key of 128 bits, its first eight octets in {@code key0}, little-endian. */
    public SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** Under a key made of a name. Everybody who knows the name knows it: such a key spreads, and protects from nobody. */
    public static SipHash named(String name) {
        var octets = name.getBytes(StandardCharsets.UTF_8);
        long first = NAMES.of(octets);
        return new SipHash(first, new SipHash(first, 1).of(octets));
    }

    /** The first half of the key, for those who are to hash as we do. */
    public long key0() {
        return key0;
    }

    public long key1() {
        return key1;
    }

    public long of(byte[] octets) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int words = octets.length >>> 3;
        for (int i = 0; i <= words + 2; i++) {
            boolean compresses = i <= words;
            long word = i < words ? (long) WORD.get(octets, i << 3) : compresses ? last(octets) : 0;
            if (i == words + 1) v2 ^= 0xff;
            v3 ^= word;
            for (int round = 0; round < 2; round++) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    /** The octets that fill no word, and the length in the highest octet. */
    private static long last(byte[] octets) {
        long word = (long) octets.length << 56;
        for (int i = octets.length & ~7; i < octets.length; i++) word |= (octets[i] & 0xffL) << ((i & 7) << 3);
        return word;
    }
}
