// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a stored response, wherever they are: in memory, on disk, or still arriving. Any thread.
 *
 * <p>Counted: begins with one reference, and frees what it holds with the last. Buffers and sources taken from it have references of their own.
 */
public interface StoredBody {
    /** The length of a body that arrives without saying how long it will be. */
    long UNKNOWN = -1;

    /** Bytes; {@link #UNKNOWN} only while it arrives. */
    long length();

    /** Bytes of memory that come free with its last reference. */
    long memoryBytes();

    /**
     * A part of it, if its bytes are in memory: the caller owns the buffer, must not write to it, and releases it. Null if they must be
     * {@link #read}.
     *
     * @throws IndexOutOfBoundsException if it has no such part
     */
    @Nullable ByteBuf takeNow(long from, long toExclusive);

    /** Where its bytes are, if all of them lie in one place in memory; 0 if not. Good as long as the caller holds the response. */
    default long address() {
        return 0;
    }

    /** Whether so many of its bytes had better be {@link #read} than taken, as the kernel can send them by itself. */
    default boolean isBestRead(long bytes) {
        return false;
    }

    /** Whether the kernel could send it by itself if only it were elsewhere in memory. */
    default boolean isMisplaced() {
        return false;
    }

    /**
     * A part of it, as it becomes available, on a reader's event loop. Somebody has to send it somewhere, or abandon it.
     *
     * @param toExclusive {@link Long#MAX_VALUE} for all that comes
     * @throws IndexOutOfBoundsException if it has no such part
     */
    BodySource read(long from, long toExclusive, LoopContext reader);

    /** Takes one more reference. The caller has one, or holds the response that has. */
    void retain();

    /** Gives one reference back. */
    void release();

    /** Whether buffers or sources taken from it are still out, so that its bytes would not come free with the store's reference. */
    boolean isInUse();
}
