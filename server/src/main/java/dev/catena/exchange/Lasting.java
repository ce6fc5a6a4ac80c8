// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Gap;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.store.ArrivingBody;
import io.netty.buffer.ByteBuf;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A body that goes on where its source breaks off: whoever sent it is asked for the rest, of the very same representation. A few times, and never twice at the
 * same byte. Owner: one event loop.
 */
final class Lasting implements BodySource, BodySink {
    /** So often a body is gone on with. */
    static final int TIMES_MAX = 3;

    /**
     * How a body can be gone on with.
     *
     * @param all what it is
     * @param rests who brings what is missing of it
     */
    record Way(Gap all, Function<Gap, BodySource> rests) {
        /** The body itself. */
        Lasting from(BodySource first) {
            return new Lasting(first, this, 0, Lasting::isBrokenOff);
        }

        /** What one reads of it who shares it with others, after so many bytes: gone on with where there is no more room for who is slow. */
        Lasting along(BodySource first, long after) {
            return new Lasting(first, this, after, ArrivingBody::isLetGo);
        }
    }

    private final Way way;
    private final Predicate<Refusal> worthIt;
    private BodySource source;
    private Gap missing;
    private @Nullable BodySink sink;
    /** Why it broke off, if nothing has come since. */
    private @Nullable Refusal broken;
    private int times;
    private boolean paused;
    private boolean over;

    /**
     * @param first brings all of it after so many bytes, if all goes well
     * @param worthIt which ends of it are no reason to give up
     */
    private Lasting(BodySource first, Way way, long after, Predicate<Refusal> worthIt) {
        this.source = first;
        this.way = way;
        this.missing = way.all.after(way.all.from() + after);
        this.worthIt = worthIt;
    }

    Way way() {
        return way;
    }

    /** Whether a body broke off in a way that may be its connection's fault alone, or that of our disk. */
    private static boolean isBrokenOff(Refusal why) {
        return why.code() == RefusalCode.RESPONSE_INCOMPLETE || why.code() == RefusalCode.INTERNAL;
    }

    @Override
    public void sendTo(BodySink taker) {
        sink = taker;
        source.sendTo(this);
    }

    private BodySink taker() {
        if (sink == null) throw new IllegalStateException("nobody takes it yet");
        return sink;
    }

    @Override
    public void takeData(ByteBuf chunk) {
        came(chunk.readableBytes());
        taker().takeData(chunk);
    }

    @Override
    public boolean takesFiles() {
        return taker().takesFiles();
    }

    @Override
    public void takeFile(LeasedRegion region) {
        came(region.count());
        taker().takeFile(region);
    }

    private void came(long bytes) {
        missing = missing.after(missing.from() + bytes);
        broken = null;
    }

    @Override
    public void end(Headers trailers) {
        over = true;
        taker().end(trailers);
    }

    @Override
    public void cut(Refusal why) {
        if (over) return;
        boolean goesOn = broken == null && times < TIMES_MAX && !missing.isEmpty() && (times == 0 ? worthIt.test(why) : isBrokenOff(why));
        if (goesOn) {
            goOn(why);
        } else {
            over = true;
            taker().cut(broken == null ? why : broken);
        }
    }

    private void goOn(Refusal why) {
        broken = why;
        times++;
        taker().flush();
        if (over) return; // the client left over it
        source = way.rests.apply(missing);
        source.sendTo(this);
        if (paused && !over) source.pause();
    }

    @Override
    public void flush() {
        taker().flush();
    }

    @Override
    public void pause() {
        paused = true;
        source.pause();
    }

    @Override
    public void resume() {
        paused = false;
        source.resume();
    }

    @Override
    public void abandon() {
        if (over) return;
        over = true;
        source.abandon();
    }
}
