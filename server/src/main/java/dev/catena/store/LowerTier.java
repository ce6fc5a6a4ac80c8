// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What lies below memory: keeps responses that memory has or had, and finds them again. Any thread, some calls under the store's lock: nothing waits.
 *
 * <p>Memory tells it what it stores and forgets, in that order; what memory pushes out for others stays below.
 */
public interface LowerTier extends Inventory {
    /** There is only memory. */
    LowerTier NONE = new LowerTier() {
        @Override
        public String tier() {
            return "none";
        }

        @Override
        public void visit(Predicate<? super StoredEntry> visitor) {}

        @Override
        public int purge(Predicate<? super StoredEntry> meant) {
            return 0;
        }

        @Override
        public boolean wants(String key, long bytes, int misses) {
            return false;
        }

        @Override
        public @Nullable Spool spool(MemoryStore.Place place, StoredHead head, long length, int misses) {
            return null;
        }

        @Override
        public boolean stored(StoredResponse response, int misses) {
            return false;
        }

        @Override
        public boolean usedAgain(StoredResponse response) {
            return false;
        }

        @Override
        public boolean renewed(StoredResponse old, StoredResponse renewed) {
            return false;
        }

        @Override
        public void forgotten(StoredResponse response) {}

        @Override
        public int purged(String key) {
            return 0;
        }

        @Override
        public void cleared() {}

        @Override
        public void leftMemory(StoredResponse response, boolean used) {}

        @Override
        public Marks marks(Marks known, long nowMillis) {
            return known;
        }

        @Override
        public void mark(int slot, long value) {}

        @Override
        public CompletionStage<Boolean> sync() {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public boolean mayHave(String key, List<StoredResponse> inMemory) {
            return false;
        }

        @Override
        public CompletionStage<Loaded> load(String key, Loaded before) {
            return CompletableFuture.completedFuture(before.with(List.of()));
        }
    };

    /**
     * Whether it would keep a response of that size, so that memory should take it on its way, though it pushes others out there.
     *
     * @param misses how often it was asked for lately while it was not there
     */
    boolean wants(String key, long bytes, int misses);

    /**
     * Begins to keep a response that is too large for memory; null if it is not wanted.
     *
     * @param length of its body, or -1
     * @param misses how often it was asked for lately while it was not there
     */
    @Nullable Spool spool(MemoryStore.Place place, StoredHead head, long length, int misses);

    /**
     * Memory has a new response; what is below of the same key and variant is out of date.
     *
     * @param misses how often it was asked for lately while it was not there
     * @return whether it is, or will be, below too
     */
    boolean stored(StoredResponse response, int misses);

    /** A response that was not wanted below was of use in memory. Returns whether it is wanted now. */
    boolean usedAgain(StoredResponse response);

    /** A response has another head. Returns whether that is, or will be, below too. */
    boolean renewed(StoredResponse old, StoredResponse renewed);

    /** A response must not be used any more. */
    void forgotten(StoredResponse response);

    /** No response of a key may be used any more. Returns how many there were below. */
    int purged(String key);

    /** Nothing may be used any more. */
    void cleared();

    /** A response was pushed out of memory. */
    void leftMemory(StoredResponse response, boolean used);

    /**
     * What is marked below, with what is known already; from now on both are the same. May wait for disks.
     *
     * @param nowMillis where what was marked is not known any more, all up to now may have been
     */
    Marks marks(Marks known, long nowMillis);

    /** Keeps a number for a slot, if it is higher than the one there. What is stored after this call is kept after it. */
    void mark(int slot, long value);

    /** Completes when what was marked, purged and forgotten before this call is so after a crash and a loss of power, too; with whether it is. */
    CompletionStage<Boolean> sync();

    /** Whether there may be a response of the key that memory has not. */
    boolean mayHave(String key, List<StoredResponse> inMemory);

    /**
     * Brings the responses of a key into memory, as far as they fit.
     *
     * @param before what came of the same request's earlier attempt
     * @return completes soon, on some thread, with what was found, and never fails
     */
    CompletionStage<Loaded> load(String key, Loaded before);
}
