// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Headers;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A body, or a part of one, that is in memory already. It comes at once, whatever the pace: its bytes are held anyway. */
public final class OneBuffer implements BodySource {
    private @Nullable ByteBuf bytes;

    /** Owns the buffer. */
    public OneBuffer(ByteBuf bytes) {
        this.bytes = bytes;
    }

    @Override
    public void sendTo(BodySink sink) {
        var all = bytes;
        bytes = null;
        if (all != null && all.isReadable()) sink.takeData(all);
        else if (all != null) all.release();
        sink.end(Headers.EMPTY);
    }

    @Override
    public void pause() {}

    @Override
    public void resume() {}

    @Override
    public void abandon() {
        if (bytes != null) bytes.release();
        bytes = null;
    }
}
