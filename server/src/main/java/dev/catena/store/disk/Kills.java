// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Hash;
import java.util.ArrayDeque;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was purged lately: a response that was on its way to the disk, or was just being found there, when it was purged must not come back. Any thread.
 */
final class Kills {
    /** Purges remembered after they were written. What is on its way meanwhile is far less. */
    private static final int REMEMBERED = 1 << 13;

    private final ConcurrentHashMap<Long, Long> upTo = new ConcurrentHashMap<>();
    private final ArrayDeque<Long> written = new ArrayDeque<>();
    private volatile long allUpTo;

    /** The name of a variant of a key among the dead. */
    static long ofVariant(long keyHash, short variant) {
        return keyHash ^ Hash.mix(variant & 0xFFFFL | 1L << 32);
    }

    /** What a tombstone names. */
    static long name(RecordHeader tombstone) {
        return tombstone.kind() == RecordHeader.Kind.KEY_DEAD ? tombstone.keyHash() : ofVariant(tombstone.keyHash(), tombstone.variant());
    }

    /** All that is stored of the name up to that sequence is dead from now on. */
    void add(long name, long sequence) {
        upTo.merge(name, sequence, Math::max);
    }

    /** Everything up to that sequence is dead. */
    void addAll(long sequence) {
        allUpTo = sequence;
    }

    boolean isDead(long keyHash, short variant, long sequence) {
        if (sequence <= allUpTo) return true;
        if (upTo.isEmpty()) return false;
        return sequence <= upTo.getOrDefault(keyHash, 0L) || sequence <= upTo.getOrDefault(ofVariant(keyHash, variant), 0L);
    }

    /** It is on disk that the name is dead: it may be forgotten after a while. */
    void written(long name) {
        synchronized (written) {
            written.add(name);
            if (written.size() > REMEMBERED) upTo.remove(written.poll());
        }
    }
}
