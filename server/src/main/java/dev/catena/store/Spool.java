// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;

/**
 * A response too large for memory on its way to the {@link LowerTier}, while it passes. Its writer's event loop; nothing waits. Exactly one of {@link #commit} and
 * {@link #abandon} is called.
 */
public interface Spool {
    /** Copies the readable bytes; the caller keeps the chunk, and its indices do not move. What does not keep up ends the spool. */
    void write(ByteBuf chunk);

    /** Whether it will be kept if it comes whole, as far as is known. */
    boolean isOpen();

    /** The body has come whole: the response is found soon. Returns whether it is kept, as far as is known. */
    boolean commit();

    /** Nothing is kept. */
    void abandon();
}
