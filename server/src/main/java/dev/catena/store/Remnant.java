// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.List;
import java.util.function.LongFunction;

/**
 * What is kept of a body that breaks off: what has come, as a part (RFC 9111 §3.3).
 *
 * @param place where it is kept
 * @param head of a part of so many bytes
 */
public record Remnant(MemoryStore.Place place, LongFunction<StoredHead> head) {
    /** Keeps it on disk, where the body went while it passed. Instead of the spool's other ends. */
    void keep(Spool spool, long bytes) {
        spool.commitPart(place, head.apply(bytes));
    }

    /** Keeps it in memory, copied: the memory for all of the body is too much for a part. Not if there is no room. */
    void keep(MemoryStore store, Piece whole, int bytes) {
        var as = head.apply(bytes);
        var budget = store.budget();
        long cost = MemoryStore.cost(place.key(), as);
        if (!budget.tryTake(cost + bytes)) return;
        var piece = Piece.allocate(budget.ledger(), bytes);
        if (piece == null) {
            budget.ledger().giveBack(cost);
            return;
        }
        piece.writeBytes(whole, 0, bytes);
        var part = new StoredResponse(place.key(), as, new MemoryBody(List.of(piece), bytes), budget.ledger(), cost);
        if (!store.insert(place, part)) part.release();
    }
}
