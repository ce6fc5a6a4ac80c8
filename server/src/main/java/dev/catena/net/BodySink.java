// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import io.netty.buffer.ByteBuf;

/**
 * Takes the bytes of one body in their order, then exactly one of {@link #end} and {@link #cut}. All calls come on the
 * event loop of the exchange.
 */
public interface BodySink {
    /** Owns the chunk from now on. Must not keep it over a turn of the loop without need. */
    void takeData(ByteBuf chunk);

    /** Whether {@link #takeFile} works here. Where it does not, a source reads its files itself, off the loop. */
    default boolean takesFiles() {
        return false;
    }

    /** Owns the region from now on: the next bytes of the body are those of a file. */
    default void takeFile(LeasedRegion region) {
        region.release();
        throw new UnsupportedOperationException("asked for no files");
    }

    /** The body is complete. */
    void end(Headers trailers);

    /** The body broke off; what came before must not pass for the whole. */
    void cut(Refusal why);

    /** No more comes in this turn of the loop: what was held back for company should go. */
    void flush();
}
