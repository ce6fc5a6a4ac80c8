// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Takes a body while it passes by, and puts the response into the store once it is complete.
 *
 * <p>Belongs to one event loop. Exactly one of {@link #commit} and {@link #abandon} is called; once the writer gave up, only
 * that call still does something: it ends the writer.
 */
public final class StoreWriter {
    /** Pieces of a body of unknown length grow with it between these. */
    private static final int PIECE_MIN = 4 << 10;
    private static final int PIECE_MAX = 64 << 10;

    private enum State { OPEN, GAVE_UP, ENDED }

    private final MemoryStore store;
    private final MemoryStore.Place place;
    private final StoredHead head;
    private final long announced;
    private final long bodyMax;
    private final long headCost;
    private final Consumer<Boolean> outcome;
    private final List<Piece> pieces;
    private long length;
    private State state = State.OPEN;

    /**
     * Takes over the cost of the head in the ledger, and the memory for a body of known length.
     *
     * @param announced length of the body, or -1
     * @param outcome told once, as soon as it is known, whether the response is stored
     */
    StoreWriter(MemoryStore store, MemoryStore.Place place, StoredHead head, long announced, long bodyMax, long headCost,
        List<Piece> first, Consumer<Boolean> outcome) {
        this.store = store;
        this.place = place;
        this.head = head;
        this.announced = announced;
        this.bodyMax = bodyMax;
        this.headCost = headCost;
        this.outcome = outcome;
        this.pieces = new ArrayList<>(first);
    }

    /**
     * Copies the readable bytes; the caller keeps the chunk, and its indices do not move. When there is no room or the body is larger than
     * allowed, the writer gives up, frees what it has, and ignores the rest.
     */
    public void write(ByteBuf chunk) {
        if (state != State.OPEN) return;
        int left = chunk.readableBytes();
        if (length + left > (announced >= 0 ? announced : bodyMax)) {
            giveUp();
            return;
        }
        for (int from = chunk.readerIndex(); left > 0; ) {
            if (!hasSpace() && !grow(left)) {
                giveUp();
                return;
            }
            var last = pieces.getLast();
            int part = Math.min(left, last.writableBytes());
            last.writeBytes(chunk, from, part);
            from += part;
            left -= part;
            length += part;
        }
    }

    private boolean hasSpace() {
        return !pieces.isEmpty() && pieces.getLast().isWritable();
    }

    private boolean grow(int coming) {
        int size = Math.clamp(Math.max(length, coming), PIECE_MIN, PIECE_MAX);
        return store.makeRoom(place, headCost + length + size, size) && allocate(size);
    }

    private boolean allocate(int size) {
        var piece = Piece.allocate(store.ledger(), size);
        return piece != null && pieces.add(piece);
    }

    /**
     * The body ended as its framing says: the response is kept.
     *
     * @return false if the writer had given up, the body was shorter than announced, or the response was purged meanwhile
     */
    public boolean commit() {
        boolean complete = state == State.OPEN && (announced < 0 || length == announced);
        boolean kept = complete && keep();
        if (state == State.OPEN && !kept) giveUp();
        end();
        return kept;
    }

    private boolean keep() {
        trim();
        var response = new StoredResponse(place.key(), head, new MemoryBody(pieces, length), store.ledger(), headCost);
        if (!store.insert(place, response)) return false;
        pieces.clear();
        state = State.ENDED;
        store.writerEnded();
        outcome.accept(true);
        return true;
    }

    /** Copies the last piece of a body of unknown length into one of its own size, if that fits beside it for the moment. */
    private void trim() {
        if (!hasSpace() || announced >= 0) return;
        var last = pieces.removeLast();
        int size = last.writerIndex();
        if (store.ledger().tryTake(size, store.capacity()) && allocate(size)) {
            pieces.getLast().writeBytes(last, 0, size);
            last.release();
        } else {
            pieces.add(last);
        }
    }

    /** The body was cut: nothing is kept. */
    public void abandon() {
        if (state == State.OPEN) giveUp();
        end();
    }

    private void end() {
        if (state == State.ENDED) return;
        state = State.ENDED;
        store.writerEnded();
    }

    private void giveUp() {
        state = State.GAVE_UP;
        pieces.forEach(Piece::release);
        pieces.clear();
        store.ledger().giveBack(headCost);
        outcome.accept(false);
    }
}
