// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.store.HeldContent;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The body of a QUERY, read before the cache is asked, since its content is a part of the key (RFC 10008 §2.7). When all of it is here, it is sent
 * as often as it must be. Of one that turns out too large what came is sent first; the rest flows behind it, at the hop's pace. Owner: one event loop.
 */
final class HeldBody implements BodySink {
    private final HeldContent content;
    private final BodySource client;
    private final CompletableFuture<HeldBody> ready = new CompletableFuture<>();
    /** What came behind the content that is held: the rest of a read at most, as no more is read until it flows on. */
    private final ArrayDeque<ByteBuf> surplus = new ArrayDeque<>(2);
    private @Nullable Headers trailers;
    private @Nullable BodySink taker;
    private boolean tooLarge;
    private boolean paused;
    private boolean released;

    HeldBody(HeldContent content, BodySource client) {
        this.content = content;
        this.client = client;
    }

    /** One that was read for another exchange. */
    static HeldBody whole(HeldContent content) {
        var held = new HeldBody(content, BodySource.EMPTY);
        held.trailers = Headers.EMPTY;
        return held;
    }

    /** Begins to read; completes when all is here, or more than is held. Never if the client breaks off: the exchange hears of that. */
    CompletionStage<HeldBody> read() {
        client.sendTo(this);
        return ready;
    }

    /** Whether all of it is here, so that it can be sent again. */
    boolean isWhole() {
        return !tooLarge && trailers != null;
    }

    /** Whether it has trailers, which are no part of the content. */
    boolean hasTrailers() {
        return trailers != null && trailers.size() > 0;
    }

    HeldContent content() {
        return content;
    }

    /** The body, for a next hop. */
    BodySource source() {
        return isWhole() ? new Replay() : new Flowing();
    }

    /** Nobody sends it any more; doing so twice is the same as once. */
    void release() {
        released = true;
        content.release();
        surplus.forEach(ByteBuf::release);
        surplus.clear();
    }

    // ---- what comes from the client ----

    @Override
    public void takeData(ByteBuf chunk) {
        if (taker != null) {
            taker.takeData(chunk);
            return;
        }
        try {
            if (released || !tooLarge && content.add(chunk)) return;
            surplus.add(Unpooled.copiedBuffer(chunk));
        } finally {
            chunk.release();
        }
        if (tooLarge) return;
        tooLarge = true;
        client.pause();
        ready.complete(this);
    }

    @Override
    public void end(Headers last) {
        trailers = last;
        if (taker != null) taker.end(last);
        else ready.complete(this);
    }

    @Override
    public void cut(Refusal why) {
        if (taker != null) taker.cut(why);
    }

    @Override
    public void flush() {
        if (taker != null) taker.flush();
    }

    // ---- what goes to a hop ----

    /** All of it, from memory. */
    private final class Replay implements BodySource {
        @Override
        public void sendTo(BodySink sink) {
            if (content.length() > 0) sink.takeData(content.bytes());
            sink.end(trailers == null ? Headers.EMPTY : trailers);
        }

        @Override
        public void pause() {}

        @Override
        public void resume() {}

        @Override
        public void abandon() {}

        @Override
        public boolean isRepeatable() {
            return true;
        }
    }

    /** What came, then the rest as it comes. */
    private final class Flowing implements BodySource {
        @Override
        public void sendTo(BodySink sink) {
            taker = sink;
            if (content.length() > 0) sink.takeData(content.bytes());
            content.release();
            for (var chunk = surplus.poll(); chunk != null; chunk = surplus.poll()) sink.takeData(chunk);
            if (trailers != null) sink.end(trailers);
            else if (!paused) client.resume();
        }

        @Override
        public void pause() {
            paused = true;
            client.pause();
        }

        @Override
        public void resume() {
            paused = false;
            client.resume();
        }

        @Override
        public void abandon() {
            taker = null;
            release();
            client.abandon();
        }
    }
}
