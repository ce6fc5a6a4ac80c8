// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import dev.catena.scenarios.Proxy;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again at how many bytes the cache of a proxy holds, and remembers the most. */
final class MemoryWatch implements AutoCloseable {
    private static final long PAUSE_NANOS = 20_000_000;

    private final Thread thread;
    private volatile long highest;
    private volatile boolean ended;

    private MemoryWatch(Proxy proxy) {
        thread = Thread.ofVirtual().start(() -> {
            while (!ended) {
                highest = Math.max(highest, proxy.metric("cache.bytes"));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    static MemoryWatch of(Proxy proxy) {
        return new MemoryWatch(proxy);
    }

    long highest() {
        return highest;
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
