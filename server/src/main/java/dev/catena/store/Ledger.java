// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes the store holds. Bytes are taken before the memory is, and given back after it was freed. */
final class Ledger {
    private final AtomicLong held = new AtomicLong();

    /** Takes the bytes if they fit under the bound. */
    boolean tryTake(long bytes, long bound) {
        long now = held.get();
        while (bytes <= bound - now) {
            long seen = held.compareAndExchange(now, now + bytes);
            if (seen == now) return true;
            now = seen;
        }
        return false;
    }

    void giveBack(long bytes) {
        held.addAndGet(-bytes);
    }

    long held() {
        return held.get();
    }
}
