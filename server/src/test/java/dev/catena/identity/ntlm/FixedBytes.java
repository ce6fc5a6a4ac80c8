// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Chance that is known beforehand: the bytes given, in their order. */
final class FixedBytes implements RandomGenerator {
    private final byte[] bytes;
    private int at;

    FixedBytes(String hex) {
        bytes = HexFormat.of().parseHex(hex);
    }

    @Override
    public void nextBytes(byte[] wanted) {
        System.arraycopy(bytes, at, wanted, 0, wanted.length);
        at += wanted.length;
    }

    @Override
    public long nextLong() {
        throw new UnsupportedOperationException("only bytes");
    }
}
