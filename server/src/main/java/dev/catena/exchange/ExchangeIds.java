// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import java.security.SecureRandom;

/**
 * Names for exchanges: a prefix drawn for this loop at start, and a count. Short enough to be read out on the
 * telephone. Owner: one event loop.
 */
public final class ExchangeIds {
    private final String prefix;
    private long count;

    public ExchangeIds(SecureRandom random) {
        prefix = Long.toString(random.nextLong(1L << 34, 1L << 35), 32) + "-";
    }

    public String next() {
        return prefix + Long.toString(++count, 32);
    }
}
