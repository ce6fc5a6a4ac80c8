// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The responses in memory by key, and in the order in which they would give way. Looking up takes no lock; whoever changes anything holds this object's
 * monitor. It retains and releases nothing: that is the caller's.
 */
final class Contents {
    private final ConcurrentHashMap<String, List<StoredResponse>> index = new ConcurrentHashMap<>();
    private final Replacement<StoredResponse> replacement;
    private final LongAdder objects = new LongAdder();

    /** @param expected number of responses, to size what is remembered of those that are not here */
    Contents(int expected) {
        this.replacement = new GreedyDual<>(expected);
    }

    /** What is stored of a key, the latest first. Any thread. */
    List<StoredResponse> find(String key) {
        return index.getOrDefault(key, List.of());
    }

    Iterable<List<StoredResponse>> all() {
        return index.values();
    }

    /** A key was asked for that is not here. Any thread. */
    void missed(long hash) {
        replacement.missed(hash);
    }

    /** How often a key was asked for lately while it was not here. Any thread. */
    int misses(long hash) {
        return replacement.misses(hash);
    }

    /** Puts a response before the others of its key; of these, those of its variant and the oldest too many go. Returns them. */
    List<StoredResponse> add(StoredResponse response) {
        var replaced = new ArrayList<StoredResponse>(1);
        var kept = new ArrayList<StoredResponse>();
        kept.add(response);
        for (var other : find(response.key())) {
            boolean stays = kept.size() < MemoryStore.VARIANTS_MAX && !other.head().variant().equals(response.head().variant());
            (stays ? kept : replaced).add(other);
        }
        index.put(response.key(), List.copyOf(kept));
        objects.add(1 - replaced.size());
        replaced.forEach(replacement::remove);
        replacement.add(response);
        return replaced;
    }

    /** Puts a response behind the others of its key; false if there is no place for it. */
    boolean addBehind(StoredResponse response) {
        var variants = find(response.key());
        boolean later = variants.stream().anyMatch(one -> one.head().variant().equals(response.head().variant()));
        if (later || variants.size() >= MemoryStore.VARIANTS_MAX) return false;
        var kept = new ArrayList<>(variants);
        kept.add(response);
        index.put(response.key(), List.copyOf(kept));
        objects.increment();
        replacement.add(response);
        return true;
    }

    /** Swaps a response for another, or for nothing; false if it is not here. */
    boolean replace(StoredResponse old, @Nullable StoredResponse by) {
        var variants = find(old.key());
        int at = variants.indexOf(old);
        if (at < 0) return false;
        var kept = new ArrayList<>(variants);
        if (by == null) kept.remove(at);
        else kept.set(at, by);
        if (kept.isEmpty()) index.remove(old.key());
        else index.put(old.key(), List.copyOf(kept));
        replacement.remove(old);
        if (by == null) objects.decrement();
        else replacement.add(by);
        return true;
    }

    /** Takes out all of a key. */
    List<StoredResponse> removeAll(String key) {
        var gone = index.remove(key);
        if (gone == null) return List.of();
        gone.forEach(replacement::remove);
        objects.add(-gone.size());
        return gone;
    }

    /** Takes out everything. */
    List<StoredResponse> clear() {
        var gone = new ArrayList<StoredResponse>();
        index.values().forEach(gone::addAll);
        index.clear();
        gone.forEach(replacement::remove);
        objects.add(-gone.size());
        return gone;
    }

    /** Those that make room for a newcomer, which are still here; none if they are worth more than it. */
    List<StoredResponse> giveWay(int frequency, long size, long missing) {
        return replacement.giveWay(frequency, size, missing, StoredResponse::isInUse);
    }

    /** Those worth least, which are still here, of at least so many bytes together. */
    List<StoredResponse> shed(long bytes) {
        return replacement.shed(bytes);
    }

    /** Any thread. */
    long objects() {
        return objects.sum();
    }
}
