// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that the store may hold, and how there come to be enough of them: what is worth least goes. Bytes are taken from the {@link Ledger} before memory
 * is, and given back by its last user; so what slow clients still read counts, and is not chosen to make room. Any thread.
 */
final class Budget {
    /** Attempts to get the room that was made, when others take it first. */
    private static final int ATTEMPTS = 3;

    /** Bodies that only pass have this part of the memory at most. */
    private static final int PASSING_SHARE = 2;

    /** The bytes go to what is needed now, whatever else is worth. */
    static final int NEEDED = Integer.MAX_VALUE;

    private final Contents contents;
    private final Consumer<StoredResponse> whenEvicted;
    private final Ledger ledger = new Ledger();
    /** Of those, bytes of bodies that are not to be kept. */
    private final Ledger passing = new Ledger();
    private final LongAdder evictions = new LongAdder();
    private volatile long capacity;

    /** @param whenEvicted told under the contents' monitor of a response that was taken out of them */
    Budget(Contents contents, long capacity, Consumer<StoredResponse> whenEvicted) {
        this.contents = contents;
        this.capacity = capacity;
        this.whenEvicted = whenEvicted;
    }

    Ledger ledger() {
        return ledger;
    }

    long capacity() {
        return capacity;
    }

    /** Whether more is held than there is room for, as the bound was lowered. */
    boolean isOverfull() {
        return ledger.held() > capacity;
    }

    /** Takes bytes if they are free. */
    boolean tryTake(long bytes) {
        return ledger.tryTake(bytes, capacity);
    }

    /** Takes bytes for what is needed now. */
    boolean takeNeeded(long bytes) {
        return tryTake(bytes) || evictFor(NEEDED, bytes, bytes);
    }

    /**
     * Makes room for a newcomer, evicting others where it is worth more than they are, and takes bytes of it.
     *
     * @param frequency how often it is asked for, or {@link #NEEDED}
     * @param size of all of it
     * @param bytes to take now
     */
    boolean evictFor(int frequency, long size, long bytes) {
        if (size > capacity) return false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<StoredResponse> gone = List.of();
            synchronized (contents) {
                long missing = ledger.held() + bytes - capacity;
                if (missing > 0) {
                    gone = contents.giveWay(frequency, size, missing);
                    if (gone.isEmpty()) return false;
                    gone.forEach(this::evict);
                }
            }
            evictions.add(gone.size());
            gone.forEach(StoredResponse::release);
            if (tryTake(bytes)) return true;
        }
        return false;
    }

    private void evict(StoredResponse response) {
        contents.replace(response, null);
        whenEvicted.accept(response);
    }

    /**
     * Memory for a body that is not to be kept, within the share for those.
     *
     * @param wanted somebody reads it, so that others give way
     */
    @Nullable Piece passingPiece(int size, boolean wanted) {
        if (!passing.tryTake(size, capacity / PASSING_SHARE)) return null;
        if (tryTake(size) || wanted && takeNeeded(size)) return Piece.allocate(ledger, passing, size);
        passing.giveBack(size);
        return null;
    }

    /** Changes the bound; what does not fit any more is evicted, its memory freed when its last reader is done. */
    void resize(long bytes) {
        List<StoredResponse> gone;
        synchronized (contents) {
            capacity = bytes;
            long excess = ledger.held() - bytes;
            gone = excess > 0 ? contents.shed(excess) : List.of();
            gone.forEach(this::evict);
        }
        evictions.add(gone.size());
        gone.forEach(StoredResponse::release);
    }

    long held() {
        return ledger.held();
    }

    long passing() {
        return passing.held();
    }

    long evictions() {
        return evictions.sum();
    }
}
