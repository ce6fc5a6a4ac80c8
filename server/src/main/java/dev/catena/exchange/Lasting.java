// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Gap;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
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

    private final Predicate<Refusal> worthIt;
    private final Function<Gap, BodySource> rests;
    private BodySource source;
    private Gap missing;
    private @Nullable BodySink sink;
    /** Why it broke off, if nothing has come since. */
    private @Nullable Refusal broken;
    private int times;
    private boolean paused;
    private boolean over;

    /**
     * @param first brings all of it, if all goes well
     * @param all what it brings
     * @param worthIt which ends are no reason to give up
     * @param rests who brings what is missing
     */
    Lasting(BodySource first, Gap all, Predicate<Refusal> worthIt, Function<Gap, BodySource> rests) {
        this.source = first;
        this.missing = all;
        this.worthIt = worthIt;
        this.rests = rests;
    }

    /** Whether a body broke off in a way that may be its connection's fault alone. */
    static boolean isBrokenOff(Refusal why) {
        return why.code() == RefusalCode.RESPONSE_INCOMPLETE;
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
        boolean goesOn = broken == null && times < TIMES_MAX && !missing.isEmpty() && worthIt.test(why);
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
        source = rests.apply(missing);
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
