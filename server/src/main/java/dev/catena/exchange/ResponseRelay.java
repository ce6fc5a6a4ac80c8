// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import dev.catena.store.StoreWriter;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One body to the client that asked for it, and to the store, from which others may read it along.
 *
 * <p>Alone, the client gets each chunk as it came and sets the pace; the store keeps up because it only copies. As soon as somebody else
 * reads, the client becomes a reader as any other, and the source runs at the pace of the room in the store; it goes on when this client
 * leaves, and ends when the last reader has. Owner: one event loop.
 */
final class ResponseRelay implements BodySink {
    /** Readers that keep others waiting for want of room have so long to move. */
    private static final long HOLD_UP_MAX_MILLIS = 250;
    /** Those who waited for the head have so long to come and read, after the client it came for has left. */
    private static final long COMING_MAX_MILLIS = 1000;

    private final LoopContext context;
    private final BodySource source;
    private final StoreWriter writer;
    private final Lasting.@Nullable Way way;
    private @Nullable Delivery delivery;
    private boolean shared;
    private boolean waitsForRoom;
    private boolean readersMayCome;
    private boolean over;

    /**
     * @param delivery to the client that asked; null if it has left already, but others wait
     * @param way how the body can be gone on with for a client that is too slow for the others
     */
    ResponseRelay(LoopContext context, BodySource source, StoreWriter writer, @Nullable Delivery delivery, Lasting.@Nullable Way way) {
        this.context = context;
        this.source = source;
        this.writer = writer;
        this.delivery = delivery;
        this.way = way;
    }

    void start() {
        writer.reviewOn(context, this::review);
        if (delivery == null) goOnAlone(true);
        source.sendTo(this);
    }

    @Override
    public void takeData(ByteBuf chunk) {
        if (!shared && writer.isShared()) share();
        writer.write(chunk);
        if (!shared && delivery != null) {
            delivery.takeData(chunk);
        } else {
            chunk.release();
            keepUp();
        }
    }

    /** Somebody else reads: from here on the client reads what the store has. */
    private void share() {
        shared = true;
        if (delivery == null) return;
        var along = writer.readOn(context);
        delivery.goOnFrom(way == null ? along : way.along(along, writer.length()));
    }

    private void keepUp() {
        if (over) return;
        if (writer.hasGivenUp()) {
            drop();
        } else if (!waitsForRoom && !writer.hasRoom()) {
            waitsForRoom = true;
            source.pause();
            context.loop().schedule(this::hurry, HOLD_UP_MAX_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void hurry() {
        if (over || !waitsForRoom) return;
        writer.letGoOfSlowest();
        review();
        if (waitsForRoom) context.loop().schedule(this::hurry, HOLD_UP_MAX_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Readers came, left, or made room. */
    private void review() {
        if (over) return;
        if (!shared && writer.isShared()) share();
        if (delivery == null && !readersMayCome && writer.closeUnlessWanted()) {
            drop();
        } else if (waitsForRoom && writer.hasRoom()) {
            waitsForRoom = false;
            source.resume();
        }
    }

    private void drop() {
        over = true;
        source.abandon();
        writer.abandon();
    }

    @Override
    public void end(Headers trailers) {
        over = true;
        if (delivery != null) delivery.lastWords(trailers);
        // stored before the client knows the end: its next request must find it
        writer.commit();
        if (!shared && delivery != null) delivery.end(trailers);
    }

    @Override
    public void cut(Refusal why) {
        over = true;
        writer.abandon(why);
        if (!shared && delivery != null) delivery.cut(why);
    }

    @Override
    public void flush() {
        if (!shared && delivery != null) delivery.flush();
    }

    /** The client is gone; others may want the rest. */
    void clientLeft() {
        var left = delivery;
        delivery = null;
        if (left == null || over && !shared) return;
        if (shared) left.abandon();
        else source.resume(); // if the client's pace held it back
        goOnAlone(false);
    }

    private void goOnAlone(boolean readersExpected) {
        readersMayCome = readersExpected;
        if (readersExpected) {
            context.loop().schedule(() -> {
                readersMayCome = false;
                review();
            }, COMING_MAX_MILLIS, TimeUnit.MILLISECONDS);
        }
        review();
    }
}
