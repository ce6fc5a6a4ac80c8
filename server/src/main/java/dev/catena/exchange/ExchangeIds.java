// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Names for exchanges: a prefix drawn for this loop at start, and a count to the base of 32. Short enough to be read out on the
 * telephone. Owner: one event loop.
 */
public final class ExchangeIds {
    private static final byte[] DIGITS = "0123456789abcdefghijklmnopqrstuv".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prefix;
    private long count;

    public ExchangeIds(SecureRandom random) {
        prefix = (Long.toString(random.nextLong(1L << 34, 1L << 35), DIGITS.length) + "-").getBytes(StandardCharsets.US_ASCII);
    }

    public String next() {
        long number = ++count;
        int places = (Long.SIZE - Long.numberOfLeadingZeros(number) + 4) / 5;
        byte[] name = Arrays.copyOf(prefix, prefix.length + places);
        for (int at = name.length - 1; at >= prefix.length; at--, number >>>= 5) name[at] = DIGITS[(int) number & 31];
        return new String(name, StandardCharsets.ISO_8859_1);
    }
}
