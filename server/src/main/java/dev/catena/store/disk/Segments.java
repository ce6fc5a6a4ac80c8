// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.BitSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The segments of all directories by the small numbers that the index uses. A number is used again: only a record that has the key asked for is believed. */
final class Segments {
    private static final int CHUNK = 1 << 10;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Segment>> chunks =
        new AtomicReferenceArray<>(Location.SLOTS_MAX / CHUNK);
    private final BitSet taken = new BitSet();
    private int next = 1;

    /** A free number, or -1: there are too many files. */
    synchronized int take() {
        int slot = taken.nextClearBit(next);
        if (slot >= Location.SLOTS_MAX) slot = taken.nextClearBit(1);
        if (slot >= Location.SLOTS_MAX) return -1;
        taken.set(slot);
        next = slot + 1;
        return slot;
    }

    synchronized void give(int slot) {
        var chunk = chunks.get(slot / CHUNK);
        if (chunk != null) chunk.set(slot % CHUNK, null);
        taken.clear(slot);
    }

    synchronized void set(Segment segment) {
        var chunk = chunks.get(segment.slot / CHUNK);
        if (chunk == null) {
            chunk = new AtomicReferenceArray<>(CHUNK);
            chunks.set(segment.slot / CHUNK, chunk);
        }
        chunk.set(segment.slot % CHUNK, segment);
    }

    /** The segment of that number, or null. */
    @Nullable Segment get(int slot) {
        var chunk = chunks.get(slot / CHUNK);
        return chunk == null ? null : chunk.get(slot % CHUNK);
    }

    /** The segment of a location with a reference for the caller, or null. */
    @Nullable Segment retained(long location) {
        var segment = get(Location.slot(location));
        return segment != null && segment.tryRetain() ? segment : null;
    }
}
