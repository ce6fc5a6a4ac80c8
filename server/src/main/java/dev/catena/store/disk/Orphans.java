// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Keys that the index knows nothing of although the disk may have a record of them, which the next start would find: a purge of such a key has to be written
 * all the same. Any thread.
 */
final class Orphans {
    /** With more than these, every key counts as one. */
    private static final int MAX = 1 << 16;

    private final ConcurrentHashMap.KeySetView<Long, Boolean> keys = ConcurrentHashMap.newKeySet();
    private volatile boolean tooMany;

    void add(long keyHash) {
        if (keys.size() < MAX) keys.add(keyHash);
        else tooMany = true;
    }

    /** A later record of the key is on disk. */
    void remove(long keyHash) {
        if (!keys.isEmpty()) keys.remove(keyHash);
    }

    boolean has(long keyHash) {
        return tooMany || !keys.isEmpty() && keys.contains(keyHash);
    }
}
