// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * A message body as it arrives, without its framing. Every wait for the next piece has {@link Patience#USUAL}.
 *
 * <p>It ends with -1 also when it is cut; {@link #ending()} tells the two apart.
 */
public final class Body extends InputStream {
    private final Wire wire;
    private final MessageReader reader;
    private final Framing framing;
    private long left;
    private boolean firstChunk = true;
    private boolean done;
    private List<Field> trailers = List.of();

    Body(Wire wire, MessageReader reader, Framing framing) {
        this.wire = wire;
        this.reader = reader;
        this.framing = framing;
        this.left = switch (framing) {
            case Framing.None() -> 0;
            case Framing.Length(long bytes) -> bytes;
            case Framing.Chunked() -> 0;
            case Framing.UntilClose() -> Long.MAX_VALUE;
        };
    }

    /** {@link Ending#OPEN} while the connection goes on; else how it ended before, or as, the body did. */
    public Ending ending() {
        return done && !(framing instanceof Framing.UntilClose) ? Ending.OPEN : wire.ending();
    }

    /** Fields after the last chunk; empty before the body was read to its end. */
    public List<Field> trailers() {
        return trailers;
    }

    @Override
    public int read() {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        try {
            if (done || left == 0 && !nextChunk()) {
                done = true;
                return -1;
            }
        } catch (MessageReader.Unfinished _) {
            return -1;
        }
        int n = wire.read(target, offset, (int) Math.min(length, left), Patience.usual());
        left -= Math.max(n, 0);
        return n;
    }

    /** Reads what stands before the next chunk; false when the body is over, and then its trailers are read. */
    private boolean nextChunk() {
        if (!(framing instanceof Framing.Chunked)) {
            return false;
        }
        if (!firstChunk && !reader.line(Patience.usual()).isEmpty()) {
            throw new MalformedMessage("a chunk is longer than its size says");
        }
        firstChunk = false;
        left = size(reader.line(Patience.usual()));
        if (left == 0) {
            trailers = reader.fields(Patience.usual());
        }
        return left > 0;
    }

    /** The size in a chunk's first line (RFC 9112 §7.1): hexadecimal digits, then perhaps extensions. */
    private static long size(String line) {
        if (!line.matches("[0-9A-Fa-f]{1,15}(;.*)?")) {
            throw new MalformedMessage("this is no chunk size: " + line);
        }
        int end = line.indexOf(';');
        return Long.parseLong(end < 0 ? line : line.substring(0, end), 16);
    }
}
