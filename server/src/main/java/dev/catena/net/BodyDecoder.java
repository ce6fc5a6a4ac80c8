// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.BodyLength;
import dev.catena.http.ChunkScanner;
import dev.catena.http.HeadFault;
import dev.catena.http.HeadLimits;
import dev.catena.http.Headers;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one body out of the bytes of a connection (RFC 9112 §6): data goes to a sink as slices, framing is read and
 * dropped. Owner: one event loop.
 */
public final class BodyDecoder {
    private final @Nullable ChunkScanner chunks;
    private final boolean untilClose;
    private long left;
    private boolean ended;
    private long dataBytes;

    public BodyDecoder(BodyLength length, LimitSettings limits) {
        switch (length) {
            case BodyLength.None() -> {
                chunks = null;
                untilClose = false;
                ended = true;
            }
            case BodyLength.Exactly(long bytes) -> {
                chunks = null;
                untilClose = false;
                left = bytes;
            }
            case BodyLength.Chunked() -> {
                var trailerLimits = new HeadLimits((int) limits.trailers().bytes(), limits.fields());
                chunks = new ChunkScanner((int) limits.chunkExtensions().bytes(), trailerLimits);
                untilClose = false;
            }
            case BodyLength.UntilClose() -> {
                chunks = null;
                untilClose = true;
                left = Long.MAX_VALUE;
            }
        }
    }

    /**
     * Takes what belongs to the body from {@code in} and gives it to {@code sink}, but does not tell it the end. What
     * is left in {@code in} afterwards belongs to the next message.
     *
     * @return a fault if the framing is broken
     */
    public Optional<HeadFault> decode(ByteBuf in, BodySink sink) {
        if (chunks != null) return decodeChunks(chunks, in, sink);
        int bytes = (int) Math.min(in.readableBytes(), left);
        if (bytes > 0) {
            give(in, bytes, sink);
            left -= bytes;
            ended = left == 0;
        }
        return Optional.empty();
    }

    private Optional<HeadFault> decodeChunks(ChunkScanner scanner, ByteBuf in, BodySink sink) {
        while (in.isReadable() && !scanner.isDone()) {
            long due = scanner.dataLeft();
            if (due > 0) {
                int bytes = (int) Math.min(due, in.readableBytes());
                give(in, bytes, sink);
                scanner.took(bytes);
            } else {
                scanner.accept(in.readByte());
                if (scanner.isBroken()) return Optional.of(scanner.fault());
            }
        }
        ended = scanner.isDone();
        return Optional.empty();
    }

    private void give(ByteBuf in, int bytes, BodySink sink) {
        dataBytes += bytes;
        sink.takeData(in.readRetainedSlice(bytes));
    }

    /** All of it has come. */
    public boolean isEnded() {
        return ended;
    }

    /** Whether the close of the connection is the regular end. */
    public boolean endsByClose() {
        return untilClose;
    }

    /** Bytes of data so far, without framing. */
    public long dataBytes() {
        return dataBytes;
    }

    /** The trailers of a chunked body, once it has ended. */
    public Headers trailers() {
        return chunks == null ? Headers.EMPTY : chunks.trailers();
    }
}
