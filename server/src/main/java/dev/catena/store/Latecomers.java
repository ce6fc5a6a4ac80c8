// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.base.Offload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings those large bodies into the {@link MemoryFile} that did not come into it: there was none yet, as it takes a while to make, or they said nothing of their
 * length and lie in many pieces. Who asks for one is still served a copy; meanwhile it is moved, if there is free memory for both, and who comes next has it
 * sent by the kernel. Any thread.
 */
final class Latecomers {
    private static final int WAITING_MAX = 256;
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final MemoryStore store;
    private final Budget budget;
    private final Offload moves = new Offload("moves", 1, WAITING_MAX, DEADLINE);

    Latecomers(MemoryStore store, Budget budget) {
        this.store = store;
        this.budget = budget;
    }

    /** A response with such a body was asked for. It is moved once, or not at all if there is not the memory for it now. */
    void askedFor(StoredResponse response) {
        long bytes = response.headCost() + response.bodyLength();
        if (!MemoryFile.isOpen() || !budget.tryTake(bytes)) return;
        if (!response.tryRetain()) {
            budget.ledger().giveBack(bytes);
            return;
        }
        var move = new Move(response, bytes);
        if (response.startsMoving()) moves.submit(move).whenComplete((_, _) -> move.cancel());
        else move.cancel();
    }

    /** One that is to be moved. It is done or cancelled, whichever comes first. */
    private final class Move implements Callable<Boolean> {
        /** With a reference. */
        private final StoredResponse response;
        /** Taken from the ledger. */
        private final long bytes;
        private final AtomicBoolean over = new AtomicBoolean();

        Move(StoredResponse response, long bytes) {
            this.response = response;
            this.bytes = bytes;
        }

        void cancel() {
            if (over.compareAndSet(false, true)) giveUp(bytes);
        }

        private void giveUp(long taken) {
            budget.ledger().giveBack(taken);
            response.release();
        }

        @Override
        public Boolean call() {
            if (!over.compareAndSet(false, true)) return false;
            int length = (int) response.bodyLength();
            var piece = Piece.allocate(budget.ledger(), length);
            if (piece == null || piece.room() == null) {
                if (piece != null) piece.release();
                giveUp(bytes - length);
                return false;
            }
            var all = Objects.requireNonNull(response.body().takeNow(0, length), "it is in memory");
            piece.writeBytes(all);
            all.release();
            boolean swapped = store.swap(response, response.withBody(new MemoryBody(List.of(piece), length)));
            response.release();
            return swapped;
        }
    }
}
