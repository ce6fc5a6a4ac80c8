// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.ArrayList;
import java.util.List;

/** What memory has of a body that arrives: pieces, one behind the other, of which the first ones may be gone. Under the body's monitor. */
final class Window {
    private final List<Piece> pieces = new ArrayList<>(1);

    /** @param offset of the piece in the body */
    void append(Piece piece, long offset) {
        piece.offset = offset;
        pieces.add(piece);
    }

    /** The last piece in a smaller copy. */
    void replaceLast(Piece by) {
        by.offset = pieces.getLast().offset;
        pieces.removeLast().release();
        pieces.add(by);
    }

    /** Where its first byte stands; if it has none, where the next will. */
    long from(long next) {
        return pieces.isEmpty() ? next : pieces.getFirst().offset;
    }

    /** The piece with that byte, which is in the window. */
    Piece at(long position) {
        int low = 0;
        for (int high = pieces.size() - 1; low < high; ) {
            int middle = (low + high + 1) >>> 1;
            if (pieces.get(middle).offset <= position) low = middle;
            else high = middle - 1;
        }
        return pieces.get(low);
    }

    /** Where the oldest piece ends; -1 if it is the only one, or there is none. */
    long oldestEnd() {
        return pieces.size() < 2 ? -1 : pieces.get(1).offset;
    }

    /** Drops the pieces that end before, or at, that byte; the last one stays. Returns whether there were any. */
    boolean dropUpTo(long needed) {
        boolean dropped = false;
        while (pieces.size() > 1 && pieces.get(1).offset <= needed) {
            pieces.removeFirst().release();
            dropped = true;
        }
        return dropped;
    }

    /** All of it once more. */
    List<Piece> retained() {
        pieces.forEach(Piece::retain);
        return List.copyOf(pieces);
    }

    void giveTo(Spool spool) {
        pieces.forEach(spool::write);
    }

    void free() {
        pieces.forEach(Piece::release);
        pieces.clear();
    }
}
