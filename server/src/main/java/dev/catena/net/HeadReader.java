// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.HeadEnd;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.Scanned;
import io.netty.buffer.ByteBuf;

/**
 * Finds heads at the front of what a connection has read. The usual head, whole in one read, is scanned once in the
 * loop's scratch space; one that comes in pieces is scanned again only when its last line has come.
 */
public final class HeadReader {
    /** Scans one kind of head. */
    @FunctionalInterface
    public interface Scan<H> {
        Scanned<H> scan(HeadScanner scanner, byte[] bytes, int from, int to);
    }

    private final LoopContext context;
    private final HeadScanner scanner;
    private final int window;
    private final HeadEnd end = new HeadEnd();
    private boolean inPieces;
    private int looked;

    public HeadReader(LoopContext context, HeadLimits limits) {
        this.context = context;
        this.scanner = new HeadScanner(limits);
        this.window = limits.headBytes() + 16;
    }

    /** Looks at the front of {@code in}; a whole head is skipped in it, anything else is left. */
    public <H> Scanned<H> read(ByteBuf in, Scan<H> scan) {
        int bytes = Math.min(in.readableBytes(), window);
        byte[] scratch = context.scratch(bytes);
        if (inPieces && bytes < window && !endsIn(in, bytes, scratch)) return new Scanned.Incomplete<>();
        in.getBytes(in.readerIndex(), scratch, 0, bytes);
        var scanned = scan.scan(scanner, scratch, 0, bytes);
        inPieces = scanned instanceof Scanned.Incomplete;
        if (scanned instanceof Scanned.Complete<H>(_, int length)) in.skipBytes(length);
        if (!inPieces) {
            end.reset();
            looked = 0;
        }
        return scanned;
    }

    /** Looks only at what it has not seen yet. */
    private boolean endsIn(ByteBuf in, int bytes, byte[] scratch) {
        int more = bytes - looked;
        in.getBytes(in.readerIndex() + looked, scratch, 0, more);
        looked = bytes;
        return end.reached(scratch, more);
    }

    /** Whether the beginning of a head has been seen. */
    public boolean isInPieces() {
        return inPieces;
    }
}
