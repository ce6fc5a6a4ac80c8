// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A response too large for memory on its way to the {@link LowerTier}, while it passes; who reads it along and is slow reads it back. Its writer's event loop, where
 * nothing else is said; nothing waits. Exactly one of {@link #commit},
 * {@link #commitPart} and {@link #abandon} is called.
 */
public interface Spool {
    /** Copies the readable bytes; the caller keeps the chunk, and its indices do not move. What does not keep up ends the spool. */
    void write(ByteBuf chunk);

    /** Whether it will be kept if it comes whole, as far as is known. */
    boolean isOpen();

    /** Whether so much waits to be written that its source had better pause. */
    boolean isBehind();

    /** Bytes of the body, from its beginning, that can be read back. Any thread. */
    long readable();

    /**
     * Reads back what is {@link #readable}. Any thread; somebody has to send the source somewhere, or abandon it.
     *
     * @return null if nothing can be read back any more
     */
    @Nullable BodySource read(long from, long toExclusive, LoopContext reader);

    /** Has it run, on the writing thread, whenever more is readable. Before the first chunk. */
    void whenReadable(Runnable progress);

    /** Nobody reads back any more, but for those who have begun. Once, after all else. */
    void endReading();

    /** The body has come whole: the response is found soon. Returns whether it is kept, as far as is known. */
    boolean commit();

    /** No more comes of the body, and what has come is kept as that. Instead of {@link #commit}. Returns whether it is kept, as far as is known. */
    boolean commitPart(MemoryStore.Place place, StoredHead head);

    /** Nothing is kept. */
    void abandon();
}
