// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import io.netty.buffer.ByteBuf;

/** Takes a body that nobody wants, and can say when that is over. */
public final class DiscardSink implements BodySink {
    private final Runnable afterwards;

    public DiscardSink() {
        this(() -> { });
    }

    /** @param afterwards run once, when the body has ended or broken off */
    public DiscardSink(Runnable afterwards) {
        this.afterwards = afterwards;
    }

    @Override
    public void takeData(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public void end(Headers trailers) {
        afterwards.run();
    }

    @Override
    public void cut(Refusal why) {
        afterwards.run();
    }

    @Override
    public void flush() {}
}
