// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
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
    /** Brings what memory has no more; null while it reads memory. */
    private @Nullable BodySource back;
    private boolean paused;
    private boolean pumping;
    /** It was told to go on while it was at it. */
    private boolean again;
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
        if (back != null) back.pause();
    }

    @Override
    public void resume() {
        paused = false;
        if (back != null) back.resume();
        else if (pumping) again = true; // a flush at the end of the turn made room
        else pump();
    }

    @Override
    public void abandon() {
        if (over) return;
        over = true;
        if (back != null) back.abandon();
        back = null;
        body.left(this);
    }

    private void pump() {
        var taker = sink;
        if (taker == null || pumping || back != null) return;
        pumping = true;
        try {
            do {
                again = false;
                pump(taker);
            } while (again && !paused && !over && back == null);
        } finally {
            pumping = false;
        }
    }

    private void pump(BodySink taker) {
        int turn = TURN_MAX;
        while (!over && back == null && (!paused || letGo)) {
            var region = taker.takesFiles() ? body.nextRegion(this, TURN_MAX) : null;
            if (region != null) {
                turn -= (int) region.count();
                taker.takeFile(region);
                if (turn <= 0) {
                    wake();
                    break;
                }
                continue;
            }
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
        if (turn <= 0) again = false; // it goes on in a turn of its own
    }

    /** Nothing was there for it; false if there is now. */
    private boolean conclude(BodySink taker) {
        switch (body.prospect(this)) {
            case ArrivingBody.Prospect.More() -> {
                return false;
            }
            case ArrivingBody.Prospect.Behind() -> readBack(taker);
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

    /** Reads on from disk until memory has what comes next. */
    private void readBack(BodySink taker) {
        var source = body.readBack(this, loop);
        if (source == null) {
            abandon();
            taker.cut(LET_GO);
            return;
        }
        back = source;
        source.sendTo(new Back(taker));
        if (paused && back == source) source.pause();
    }

    /** The way of what is read back. */
    private final class Back implements BodySink {
        private final BodySink taker;

        Back(BodySink taker) {
            this.taker = taker;
        }

        @Override
        public void takeData(ByteBuf chunk) {
            body.advance(ArrivingReader.this, chunk.readableBytes());
            taker.takeData(chunk);
        }

        @Override
        public boolean takesFiles() {
            return taker.takesFiles();
        }

        @Override
        public void takeFile(LeasedRegion region) {
            body.advance(ArrivingReader.this, region.count());
            taker.takeFile(region);
        }

        @Override
        public void end(Headers trailers) {
            back = null;
            if (!over) wake(); // not from within the source's own turn
        }

        @Override
        public void cut(Refusal why) {
            back = null;
            if (over) return;
            abandon();
            taker.cut(why);
        }

        @Override
        public void flush() {
            taker.flush();
        }
    }
}
