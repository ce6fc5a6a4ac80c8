// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A complete response in the store: its head, and its body outside the heap. Immutable; counted, because it may be
 * pushed out while a slow client still reads it.
 *
 * <p>Whoever got one retained calls {@link #release} once. Buffers taken from it have a count of their own: they stay
 * good after the response was released, and are released by whoever writes them.
 */
public final class StoredResponse extends Resident {
    private final String key;
    private final StoredHead head;
    private final List<Piece> body;
    private final long bodyLength;
    private final Ledger ledger;
    private final long headCost;
    /** The store holds one reference while the response can be found. */
    private final AtomicInteger references = new AtomicInteger(1);

    /** Takes over the pieces, and the cost of the head in the ledger. */
    StoredResponse(String key, StoredHead head, List<Piece> body, long bodyLength, Ledger ledger, long headCost) {
        super(Hash.of(key), headCost + capacity(body));
        this.key = key;
        this.head = head;
        this.body = List.copyOf(body);
        this.bodyLength = bodyLength;
        this.ledger = ledger;
        this.headCost = headCost;
    }

    /** The same body under another head. The caller has a reference to this. */
    StoredResponse withHead(StoredHead other, long otherCost) {
        body.forEach(Piece::retain);
        var renewed = new StoredResponse(key, other, body, bodyLength, ledger, otherCost);
        renewed.frequency = frequency + takeUses();
        return renewed;
    }

    private static long capacity(List<Piece> pieces) {
        long bytes = 0;
        for (var piece : pieces) bytes += piece.capacity();
        return bytes;
    }

    String key() {
        return key;
    }

    public StoredHead head() {
        return head;
    }

    public int status() {
        return head.status();
    }

    /** Body bytes. */
    public long bodyLength() {
        return bodyLength;
    }

    /** The whole body; the caller owns the buffer, must not write to it, and releases it. */
    public ByteBuf takeBody() {
        return takeBody(0, bodyLength);
    }

    /** Part of the body; the caller owns the buffer, must not write to it, and releases it. */
    public ByteBuf takeBody(long from, long toExclusive) {
        if (from < 0 || toExclusive > bodyLength || from > toExclusive) {
            throw new IndexOutOfBoundsException("%d to %d of %d".formatted(from, toExclusive, bodyLength));
        }
        if (from == toExclusive) return Unpooled.EMPTY_BUFFER;
        if (body.size() == 1) return body.getFirst().retainedSlice((int) from, (int) (toExclusive - from));
        return composed(from, toExclusive);
    }

    private ByteBuf composed(long from, long toExclusive) {
        var whole = Unpooled.compositeBuffer(body.size());
        long start = 0;
        for (var piece : body) {
            long end = start + piece.writerIndex();
            int first = (int) (Math.max(from, start) - start);
            int last = (int) (Math.min(toExclusive, end) - start);
            if (first < last) whole.addComponent(true, piece.retainedSlice(first, last - first));
            start = end;
        }
        return whole;
    }

    /** Appends the whole body to a buffer of the caller's: for bodies small enough to travel with their head. */
    public void copyBody(ByteBuf target) {
        for (var piece : body) target.writeBytes(piece, 0, piece.writerIndex());
    }

    /** Its {@code Age}, seconds. */
    public long ageSeconds(long nowMillis) {
        return head.terms().age(nowMillis);
    }

    /** Seconds from age 0 during which it is fresh. */
    public long freshnessLifetime() {
        return head.terms().lifetime();
    }

    /** Takes one more reference, unless the last is gone already. Any thread. */
    public boolean tryRetain() {
        for (int now = references.get(); now > 0; ) {
            int seen = references.compareAndExchange(now, now + 1);
            if (seen == now) return true;
            now = seen;
        }
        return false;
    }

    /** Gives one reference back. Any thread. */
    public void release() {
        int left = references.decrementAndGet();
        if (left < 0) throw new IllegalStateException("released once too often: " + key);
        if (left > 0) return;
        body.forEach(Piece::release);
        ledger.giveBack(headCost);
    }

    /** Whether somebody but the store holds it or a part of its body, so that its bytes would not come free. */
    boolean isInUse() {
        if (references.get() > 1) return true;
        for (var piece : body) if (piece.refCnt() > 1) return true;
        return false;
    }
}
