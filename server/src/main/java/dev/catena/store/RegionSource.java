// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Headers;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;

/** A part of a piece that is in the {@link MemoryFile}: the kernel sends it where the sink lets it. It comes at once, as its bytes are held anyway. */
final class RegionSource implements BodySource {
    private final Piece piece;
    private final MemoryFile.Room room;
    private final int from;
    private final int bytes;
    private boolean ended;

    /**
     * The caller has a reference to the piece.
     *
     * @param bytes at least one
     */
    RegionSource(Piece piece, MemoryFile.Room room, int from, int bytes) {
        this.piece = piece;
        this.room = room;
        this.from = from;
        this.bytes = bytes;
        piece.retain();
    }

    @Override
    public void sendTo(BodySink sink) {
        ended = true;
        if (sink.takesFiles()) sink.takeFile(new LeasedRegion(room.file().channel(), room.position() + from, bytes, room.file(), piece::release));
        else sink.takeData(piece.slice(from, bytes)); // with the reference taken above
        sink.end(Headers.EMPTY);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void abandon() {
        if (!ended) piece.release();
        ended = true;
    }
}
