// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledDirectByteBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Memory for a body, or for a part of one: outside the heap, of exactly the size asked for, and given back to the ledger by
 * whoever releases it last, be it the store or a slow client's connection. A large one is a part of the {@link MemoryFile}, if there is one.
 */
final class Piece extends UnpooledDirectByteBuf {
    private static final ByteBufAllocator GROWN_BUFFERS = UnpooledByteBufAllocator.DEFAULT;

    private final Ledger ledger;
    private final int size;
    /** Of its first byte, so that Netty moves its bytes without a detour. */
    private final long address;
    private final MemoryFile.@Nullable Room room;
    /** A second book that it is in, while it is not kept. */
    private @Nullable Ledger passing;
    /** Where in its body it begins. */
    long offset;

    private Piece(Ledger ledger, @Nullable Ledger passing, int size) {
        super(GROWN_BUFFERS, size, size);
        this.ledger = ledger;
        this.passing = passing;
        this.size = size;
        this.room = null;
        this.address = addressOf(nioBuffer(0, size));
    }

    private Piece(Ledger ledger, @Nullable Ledger passing, int size, MemoryFile.Room room) {
        super(GROWN_BUFFERS, room.memory(), size);
        writerIndex(0);
        this.ledger = ledger;
        this.passing = passing;
        this.size = size;
        this.room = room;
        this.address = addressOf(nioBuffer(0, size));
    }

    private static long addressOf(ByteBuffer memory) {
        return MemorySegment.ofBuffer(memory).address();
    }

    /** Memory for bytes already taken from the ledger; null, and the bytes given back, when the JVM has none left. */
    static @Nullable Piece allocate(Ledger ledger, int size) {
        return allocate(ledger, null, size);
    }

    /** The same for bytes taken from both ledgers. */
    static @Nullable Piece allocate(Ledger ledger, @Nullable Ledger passing, int size) {
        try {
            var room = MemoryFile.roomFor(size);
            return room == null ? new Piece(ledger, passing, size) : new Piece(ledger, passing, size, room);
        } catch (OutOfMemoryError _) { // the JVM's own bound on direct memory is lower than the store's
            ledger.giveBack(size);
            if (passing != null) passing.giveBack(size);
            return null;
        }
    }

    @Override
    public boolean hasMemoryAddress() {
        return true;
    }

    /** It never changes, as its size does not. */
    @Override
    public long memoryAddress() {
        return address;
    }

    /** It does not only pass any more: it is kept. Before others know of it. */
    void keep() {
        if (passing != null) passing.giveBack(size);
        passing = null;
    }

    /** The part of a file that it is; null if it is ordinary memory. */
    MemoryFile.@Nullable Room room() {
        return room;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        if (room != null) room.giveBack();
        ledger.giveBack(size);
        if (passing != null) passing.giveBack(size);
    }
}
