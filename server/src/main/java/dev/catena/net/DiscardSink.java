// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import io.netty.buffer.ByteBuf;

/** Takes a body that nobody wants. */
public final class DiscardSink implements BodySink {
    public static final DiscardSink INSTANCE = new DiscardSink();

    private DiscardSink() {}

    @Override
    public void takeData(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void end(Headers trailers) {}

    @Override
    public void cut(Refusal why) {}

    @Override
    public void flush() {}
}
