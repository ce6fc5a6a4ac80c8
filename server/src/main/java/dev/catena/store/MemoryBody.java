// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.net.OneBuffer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A whole body outside the heap. Its references are those of its pieces. */
final class MemoryBody implements StoredBody {
    private final Piece[] pieces;
    /** The only one, as most bodies have. */
    private final @Nullable Piece only;
    private final long length;
    /** Of the only piece, so that a small body is copied without a look at it. */
    private final long address;

    /** Takes over the pieces. */
    MemoryBody(List<Piece> pieces, long length) {
        this.pieces = pieces.toArray(Piece[]::new);
        this.only = this.pieces.length == 1 ? this.pieces[0] : null;
        this.length = length;
        this.address = only == null ? 0 : only.memoryAddress();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long memoryBytes() {
        long bytes = 0;
        for (var piece : pieces) bytes += piece.capacity();
        return bytes;
    }

    @Override
    public ByteBuf takeNow(long from, long toExclusive) {
        if (from < 0 || toExclusive > length || from > toExclusive) {
            throw new IndexOutOfBoundsException("%d to %d of %d".formatted(from, toExclusive, length));
        }
        if (from == toExclusive) return Unpooled.EMPTY_BUFFER;
        if (only != null) return only.retainedSlice((int) from, (int) (toExclusive - from));
        return composed(from, toExclusive);
    }

    private ByteBuf composed(long from, long toExclusive) {
        var whole = Unpooled.compositeBuffer(pieces.length);
        long start = 0;
        for (var piece : pieces) {
            long end = start + piece.writerIndex();
            int first = (int) (Math.max(from, start) - start);
            int last = (int) (Math.min(toExclusive, end) - start);
            if (first < last) whole.addComponent(true, piece.retainedSlice(first, last - first));
            start = end;
        }
        return whole;
    }

    @Override
    public long address() {
        return address;
    }

    @Override
    public boolean isBestRead(long bytes) {
        return bytes >= MemoryFile.WORTH_IT && isInFile();
    }

    @Override
    public boolean isMisplaced() {
        return length >= MemoryFile.WORTH_IT && length <= MemoryFile.ROOM_MAX && !isInFile();
    }

    private boolean isInFile() {
        return only != null && only.room() != null;
    }

    @Override
    public BodySource read(long from, long toExclusive, LoopContext reader) {
        long end = Math.min(toExclusive, length);
        if (only != null && only.room() != null && from < end) return new RegionSource(only, only.room(), (int) from, (int) (end - from));
        return new OneBuffer(takeNow(from, end));
    }

    @Override
    public void retain() {
        for (var piece : pieces) piece.retain();
    }

    @Override
    public void release() {
        for (var piece : pieces) piece.release();
    }

    @Override
    public boolean isInUse() {
        for (var piece : pieces) if (piece.refCnt() > 1) return true;
        return false;
    }
}
