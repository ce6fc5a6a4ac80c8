// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies one after the other as one; each begins when the one before has ended. Ends with the trailers of the last. Owner: one event loop. */
final class Chain implements BodySource {
    private final List<BodySource> sources;
    private @Nullable BodySink sink;
    /** The one whose turn it is. */
    private int at;
    private boolean flowing;
    private boolean starting;
    private boolean paused;
    private boolean over;
    private Headers trailers = Headers.EMPTY;

    /** Takes them over. */
    Chain(List<BodySource> sources) {
        this.sources = List.copyOf(sources);
    }

    @Override
    public void sendTo(BodySink taker) {
        sink = taker;
        goOn(taker);
    }

    /** As far as it goes without being asked for more; not one source within the other, however many there are. */
    private void goOn(BodySink taker) {
        if (starting) return;
        starting = true;
        while (!paused && !over && !flowing && at < sources.size()) {
            flowing = true;
            sources.get(at).sendTo(new Link(taker));
        }
        starting = false;
        if (!over && !flowing && at == sources.size()) {
            over = true;
            taker.end(trailers);
        }
    }

    @Override
    public void pause() {
        paused = true;
        if (flowing) sources.get(at).pause();
    }

    @Override
    public void resume() {
        paused = false;
        if (flowing) sources.get(at).resume();
        else if (sink != null) goOn(sink);
    }

    @Override
    public void abandon() {
        abandonFrom(at);
    }

    private void abandonFrom(int first) {
        if (over) return;
        over = true;
        for (int i = first; i < sources.size(); i++) sources.get(i).abandon();
    }

    /** One source's way to the taker of all. */
    private final class Link implements BodySink {
        private final BodySink taker;

        Link(BodySink taker) {
            this.taker = taker;
        }

        @Override
        public void takeData(ByteBuf chunk) {
            taker.takeData(chunk);
        }

        @Override
        public boolean takesFiles() {
            return taker.takesFiles();
        }

        @Override
        public void takeFile(LeasedRegion region) {
            taker.takeFile(region);
        }

        @Override
        public void end(Headers last) {
            if (over) return;
            flowing = false;
            trailers = last;
            at++;
            goOn(taker);
        }

        @Override
        public void cut(Refusal why) {
            if (over) return;
            abandonFrom(at + 1);
            taker.cut(why);
        }

        @Override
        public void flush() {
            taker.flush();
        }
    }
}
