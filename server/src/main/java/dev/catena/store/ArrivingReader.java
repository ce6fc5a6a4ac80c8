// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One who reads an {@link ArrivingBody}, on an event loop of its own. All but {@link #wake} belongs to that loop. */
final class ArrivingReader implements BodySource, Runnable {
    static final Refusal LET_GO = new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
        "this client took a body that it shares with others so slowly that there was no more room to keep it");

    /** Bytes given to the sink at once: about what a socket takes. */
    private static final int CHUNK_MAX = 64 << 10;
    /** Bytes after which other readers of the loop have their turn. */
    private static final int TURN_MAX = 256 << 10;

    private final ArrivingBody body;
    private final LoopContext loop;
    final long toExclusive;
    /** Changed under the body's monitor. */
    long position;
    /** Under the body's monitor: it has all there is so far. */
    boolean waiting;
    /** Changed under the body's monitor: it is too slow for the others. */
    volatile boolean letGo;

    private final AtomicBoolean scheduled = new AtomicBoolean();
    private @Nullable BodySink sink;
    private boolean paused;
    private boolean pumping;
    private boolean over;

    ArrivingReader(ArrivingBody body, long from, long toExclusive, LoopContext loop) {
        this.body = body;
        this.position = from;
        this.toExclusive = toExclusive;
        this.loop = loop;
    }

    /** There may be something to do. Any thread. */
    void wake() {
        if (scheduled.compareAndSet(false, true)) loop.execute(this);
    }

    @Override
    public void run() {
        scheduled.set(false);
        pump();
    }

    @Override
    public void sendTo(BodySink taker) {
        sink = taker;
        pump();
    }

    @Override
    public void pause() {
        paused = true;
    }

    @Override
    public void resume() {
        paused = false;
        pump();
    }

    @Override
    public void abandon() {
        if (over) return;
        over = true;
        body.left(this);
    }

    private void pump() {
        var taker = sink;
        if (taker == null || pumping) return;
        pumping = true;
        try {
            pump(taker);
        } finally {
            pumping = false;
        }
    }

    private void pump(BodySink taker) {
        int turn = TURN_MAX;
        while (!over && (!paused || letGo)) {
            var chunk = body.next(this, CHUNK_MAX);
            if (chunk == null) {
                if (conclude(taker)) return;
                continue;
            }
            turn -= chunk.readableBytes();
            taker.takeData(chunk);
            if (turn <= 0) {
                wake();
                break;
            }
        }
        if (!over) taker.flush();
    }

    /** Nothing was there for it; false if there is now. */
    private boolean conclude(BodySink taker) {
        switch (body.prospect(this)) {
            case ArrivingBody.Prospect.More() -> {
                return false;
            }
            case ArrivingBody.Prospect.Wait() -> taker.flush();
            case ArrivingBody.Prospect.End() -> {
                abandon();
                taker.end(Headers.EMPTY);
                taker.flush();
            }
            case ArrivingBody.Prospect.Broken(var why) -> {
                abandon();
                taker.cut(why);
            }
        }
        return true;
    }
}
