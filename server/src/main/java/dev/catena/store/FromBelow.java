// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.store.MemoryStore.Place;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How memory takes what the {@link LowerTier} has: a small response whole, of a large one the head. Any thread. */
public final class FromBelow {
    private final MemoryStore store;
    private final Contents contents;
    private final Budget budget;

    FromBelow(MemoryStore store, Contents contents, Budget budget) {
        this.store = store;
        this.contents = contents;
        this.budget = budget;
    }

    /**
     * Stores a response that came just now and whose body went below; memory holds its head.
     *
     * @param body a reference is taken over, whatever comes of it
     * @return the response, retained for the caller; empty if there is no room for it, or it was purged meanwhile
     */
    public Optional<StoredResponse> adopt(Place place, StoredHead head, StoredBody body) {
        long headCost = MemoryStore.cost(place.key(), head);
        if (!store.makeRoom(place, headCost + body.memoryBytes(), headCost)) {
            body.release();
            store.reject();
            return Optional.empty();
        }
        var response = new StoredResponse(place.key(), head, body, budget.ledger(), headCost);
        if (!response.tryRetain()) throw new AssertionError("nobody had it yet");
        if (store.insert(place, response)) return Optional.of(response);
        response.release();
        response.release();
        return Optional.empty();
    }

    /**
     * Brings up what was found below. What is here of the same key and variant is later, and stays.
     *
     * @param body a reference is taken over, whatever comes of it
     * @return the response, retained for the caller, whether there was room for it or not; empty if it was purged meanwhile
     */
    public Optional<StoredResponse> bringUp(Place place, StoredHead head, StoredBody body) {
        long headCost = MemoryStore.cost(place.key(), head);
        boolean fits = budget.tryTake(headCost) || budget.evictFor(Budget.NEEDED, headCost + body.memoryBytes(), headCost);
        var response = new StoredResponse(place.key(), head, body, budget.ledger(), fits ? headCost : 0);
        response.isBelow = true;
        synchronized (contents) {
            if (!store.isCurrent(place)) {
                response.release();
                return Optional.empty();
            }
            boolean isHere = fits && !budget.isOverfull() && contents.addBehind(response);
            // else the store's own reference is the caller's
            if (isHere && !response.tryRetain()) throw new AssertionError("nobody had it yet");
        }
        return Optional.of(response);
    }

    /** A body in memory for {@link #bringUp}; null if there is no room for it. */
    public @Nullable StoredBody copied(ByteBuffer body) {
        int bytes = body.remaining();
        if (!budget.tryTake(bytes) && !budget.evictFor(Budget.NEEDED, MemoryStore.ENTRY_COST + bytes, bytes)) return null;
        var piece = Piece.allocate(budget.ledger(), bytes);
        return piece == null ? null : new MemoryBody(List.of((Piece) piece.writeBytes(body)), bytes);
    }

    /** Forgets one response here, if it is still stored: the tier below has it no more. */
    public void drop(StoredResponse response) {
        boolean found;
        synchronized (contents) {
            found = contents.replace(response, null);
        }
        if (found) response.release();
    }
}
