// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import java.util.Arrays;

/**
 * The framing of a chunked body (RFC 9112 §7.1), byte by byte, so that data never passes through it: the owner hands
 * over framing bytes one at a time while {@link #dataLeft} is 0, and takes {@code dataLeft} bytes of data as they are.
 *
 * <p>Strict: a size is 1 to 15 hexadecimal digits, a line ends in CR LF, extensions and trailers are bounded over the
 * whole message. Extensions are dropped.
 */
public final class ChunkScanner {
    private enum State { SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILERS, DONE, BROKEN }

    private final int extensionBytesMax;
    private final HeadLimits trailerLimits;
    private State state = State.SIZE;
    private long size;
    private int digits;
    private int extensionBytes;
    private byte[] trailerBytes = new byte[0];
    private int trailerLength;
    private int trailerLine;
    private Headers trailers = Headers.EMPTY;
    private HeadFault fault = HeadFault.framing("");

    public ChunkScanner(int extensionBytesMax, HeadLimits trailerLimits) {
        this.extensionBytesMax = extensionBytesMax;
        this.trailerLimits = trailerLimits;
    }

    /** Takes one byte of framing. Only while there is no data left and the body is neither done nor broken. */
    public void accept(byte b) {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_LF -> {
                if (b != '\n') broken("a chunk size line ends in CR without LF");
                else state = size == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_CR -> {
                if (b != '\r') broken("chunk data is longer than its size says");
                else state = State.DATA_LF;
            }
            case DATA_LF -> {
                if (b != '\n') broken("chunk data ends in CR without LF");
                else nextChunk();
            }
            case TRAILERS -> trailer(b);
            case DATA, DONE, BROKEN -> throw new IllegalStateException("no framing byte is due in " + state);
        }
    }

    private void size(byte b) {
        int digit = Ascii.hex(b);
        if (digit >= 0) {
            if (++digits > 15) broken("a chunk size of more than 15 digits");
            size = size << 4 | digit;
        } else if (digits == 0) {
            broken("a chunk size without digits");
        } else if (b == '\r') {
            state = State.SIZE_LF;
        } else if (b == ';') {
            state = State.EXTENSION;
            extension(b);
        } else {
            broken("a chunk size is followed by something else than CR LF or an extension");
        }
    }

    private void extension(byte b) {
        if (b == '\r') state = State.SIZE_LF;
        else if (!Ascii.isValueByte(b)) broken("a control character in a chunk extension");
        else if (++extensionBytes > extensionBytesMax) broken("more than " + extensionBytesMax + " bytes of chunk extensions");
    }

    private void nextChunk() {
        state = State.SIZE;
        size = 0;
        digits = 0;
    }

    private void trailer(byte b) {
        if (trailerLength == trailerBytes.length) trailerBytes = Arrays.copyOf(trailerBytes, Math.max(64, trailerLength * 2));
        trailerBytes[trailerLength++] = b;
        if (trailerLength > trailerLimits.headBytes()) {
            broken("more than " + trailerLimits.headBytes() + " bytes of trailers");
            return;
        }
        int lineBytes = trailerLength - trailerLine;
        boolean endsInCr = lineBytes >= 2 && trailerBytes[trailerLength - 2] == '\r';
        trailerLine = trailerLength;
        if (lineBytes > 2 && endsInCr) return; // scanned once: with the empty line, or with one that is not valid
        switch (new HeadScanner(trailerLimits).trailers(trailerBytes, 0, trailerLength)) {
            case Scanned.Incomplete<Headers>() -> { }
            case Scanned.Malformed<Headers>(var wrong) -> broken("in the trailers: " + wrong.what());
            case Scanned.Complete<Headers>(var read, _) -> {
                trailers = read;
                state = State.DONE;
            }
        }
    }

    /** Bytes of data that come next; 0 when framing comes next. */
    public long dataLeft() {
        return state == State.DATA ? size : 0;
    }

    /** So many bytes of data were taken. */
    public void took(long bytes) {
        if (bytes > dataLeft()) throw new IllegalArgumentException("took " + bytes + " of " + dataLeft());
        size -= bytes;
        if (size == 0) state = State.DATA_CR;
    }

    /** The last chunk and the trailers have come. */
    public boolean isDone() {
        return state == State.DONE;
    }

    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** Why it is broken. */
    public HeadFault fault() {
        return fault;
    }

    /** The trailer fields; empty before the end. */
    public Headers trailers() {
        return trailers;
    }

    private void broken(String what) {
        fault = HeadFault.framing(what);
        state = State.BROKEN;
        trailerBytes = new byte[0];
    }
}
