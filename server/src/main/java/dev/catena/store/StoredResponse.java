// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A response in the store: its head, and its body wherever that is. Immutable; counted, because it may be pushed out while a slow client still
 * reads it.
 *
 * <p>Whoever got one retained calls {@link #release} once. Buffers and sources taken from its body have a count of their own: they stay good
 * after the response was released.
 */
public final class StoredResponse extends Resident implements StoredEntry {
    private final String key;
    private final StoredHead head;
    private final StoredBody body;
    private final Ledger ledger;
    private final long headCost;
    /** Whether the tier below has it too, or need not be asked again whether it wants it. Written under the store's lock. */
    boolean isBelow;
    private volatile boolean noticed;
    /** The store holds one reference while the response can be found. */
    private final AtomicInteger references = new AtomicInteger(1);

    /** Takes over the reference to the body, and the cost of the head in the ledger. */
    StoredResponse(String key, StoredHead head, StoredBody body, Ledger ledger, long headCost) {
        super(Hash.of(key), headCost + body.memoryBytes());
        this.key = key;
        this.head = head;
        this.body = body;
        this.ledger = ledger;
        this.headCost = headCost;
    }

    /** The same body under another head. The caller has a reference to this. */
    StoredResponse withHead(StoredHead other, long otherCost) {
        body.retain();
        var renewed = new StoredResponse(key, other, body, ledger, otherCost);
        renewed.frequency = frequency + takeUses();
        return renewed;
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
        body.release();
        ledger.giveBack(headCost);
    }

    /** Whether somebody but the store holds it or a part of its body, so that its bytes would not come free. */
    boolean isInUse() {
        return references.get() > 1 || body.isInUse();
    }
}
