// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;

/**
 * A complete response in the store: its head, and its body outside the heap. Immutable; counted, because it may be
 * pushed out while a slow client still reads it.
 *
 * <p>Whoever got one retained calls {@link #release} once. Buffers taken from it have a count of their own: they stay
 * good after the response was released, and are released by whoever writes them.
 */
public final class StoredResponse {
    private final StoredHead head;

    StoredResponse(StoredHead head) {
        this.head = head;
    }

    public StoredHead head() {
        return head;
    }

    public int status() {
        return head.status();
    }

    /** Body bytes. */
    public long bodyLength() {
        throw new UnsupportedOperationException();
    }

    /** The whole body; the caller owns the buffer, must not write to it, and releases it. */
    public ByteBuf takeBody() {
        return takeBody(0, bodyLength());
    }

    /** Part of the body; the caller owns the buffer, must not write to it, and releases it. */
    public ByteBuf takeBody(long from, long toExclusive) {
        throw new UnsupportedOperationException();
    }

    /** Appends the whole body to a buffer of the caller's: for bodies small enough to travel with their head. */
    public void copyBody(ByteBuf target) {
        throw new UnsupportedOperationException();
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
        throw new UnsupportedOperationException();
    }

    /** Gives one reference back. Any thread. */
    public void release() {
        throw new UnsupportedOperationException();
    }
}
