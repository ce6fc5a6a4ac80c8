// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A response in the store: its head, and its body wherever that is. Immutable; counted, because it may be pushed out while a slow client still
 * reads it.
 *
 * <p>Whoever got one retained calls {@link #release} once. Buffers and sources taken from its body have a count of their own: they stay good
 * after the response was released.
 */
public final class StoredResponse extends Resident implements StoredEntry {
    private static final AtomicIntegerFieldUpdater<StoredResponse> REFERENCES = AtomicIntegerFieldUpdater.newUpdater(StoredResponse.class, "references");

    private final String key;
    private final StoredHead head;
    private final StoredBody body;
    private final Ledger ledger;
    private final long headCost;
    /** Whether the tier below has it too, or need not be asked again whether it wants it. Written under the store's lock. */
    boolean isBelow;
    private volatile boolean noticed;
    /** Its body is to be moved; written once, by whoever begins that. */
    private volatile boolean isToMove;
    /** The store holds one reference while the response can be found. Changed by {@link #REFERENCES} alone, and no object of its own: it is on the way of each hit. */
    private volatile int references = 1;

    /** Takes over the reference to the body, and the cost of the head in the ledger. */
    StoredResponse(String key, StoredHead head, StoredBody body, Ledger ledger, long headCost) {
        super(Hash.of(key), headCost + body.memoryBytes());
        this.key = key;
        this.head = head;
        this.body = body;
        this.ledger = ledger;
        this.headCost = headCost;
        this.isToMove = body.isMisplaced();
    }

    /** The same body under another head. The caller has a reference to this. */
    StoredResponse withHead(StoredHead other, long otherCost) {
        body.retain();
        var renewed = new StoredResponse(key, other, body, ledger, otherCost);
        renewed.frequency = frequency + takeUses();
        return renewed;
    }

    /** The same with its body in another place, which is owned from now on. The caller has taken the cost of another head. */
    StoredResponse withBody(StoredBody other) {
        var moved = new StoredResponse(key, head, other, ledger, headCost);
        moved.frequency = frequency + uses();
        moved.noticed = noticed;
        return moved;
    }

    /** Bytes in the ledger for all but the body. */
    long headCost() {
        return headCost;
    }

    /** Whether its body lies where the kernel cannot send it from, and nobody moves it yet. */
    boolean isToMove() {
        return isToMove;
    }

    /** True for the first only. */
    synchronized boolean startsMoving() {
        boolean first = isToMove;
        isToMove = false;
        return first;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public StoredHead head() {
        return head;
    }

    public int status() {
        return head.status();
    }

    public StoredBody body() {
        return body;
    }

    /** Body bytes; {@link StoredBody#UNKNOWN} perhaps, while it arrives. */
    @Override
    public long bodyLength() {
        return body.length();
    }

    /** Its {@code Age}, seconds. */
    public long ageSeconds(long nowMillis) {
        return head.terms().age(nowMillis);
    }

    /** Seconds from age 0 during which it is fresh. */
    public long freshnessLifetime() {
        return head.terms().lifetime();
    }

    /** True the first time, and to one of several who ask at once perhaps to another, too. Any thread. */
    public boolean isFirstTime() {
        if (noticed) return false;
        noticed = true;
        return true;
    }

    /** How often it was asked for, roughly, since its key is known. Any thread. */
    public int popularity() {
        return frequency + uses();
    }

    /** Takes one more reference, unless the last is gone already. Any thread. */
    public boolean tryRetain() {
        for (int now = references; now > 0; now = references) if (REFERENCES.compareAndSet(this, now, now + 1)) return true;
        return false;
    }

    /** Gives one reference back. Any thread. */
    public void release() {
        int left = REFERENCES.decrementAndGet(this);
        if (left < 0) throw new IllegalStateException("released once too often: " + key);
        if (left > 0) return;
        body.release();
        ledger.giveBack(headCost);
    }

    /** Whether somebody but the store holds it or a part of its body, so that its bytes would not come free. */
    boolean isInUse() {
        return references > 1 || body.isInUse();
    }
}
