// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.cache.Gap;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord;
import dev.catena.upstream.Reply;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Missing bytes of a body, which a request of our own asks for as soon as somebody takes them ({@link Background}). If the next hop has not exactly them,
 * the body is cut before its first byte. Owner: one event loop.
 */
final class Rest implements BodySource, BodySink {
    private final Worker worker;
    private final Background.Account account;
    private final RequestHead like;
    private final Gap gap;
    private Background.@Nullable Asking asking;
    private @Nullable BodySink sink;
    private @Nullable BodySource source;
    private boolean paused;
    private boolean over;

    /** @param like what the client asked for, of which this is a part */
    Rest(Worker worker, Background.Account account, RequestHead like, Gap gap) {
        this.worker = worker;
        this.account = account;
        this.like = like;
        this.gap = gap;
    }

    @Override
    public void sendTo(BodySink taker) {
        sink = taker;
        asking = Background.fill(worker, account, like, gap, this::answered, this::ended);
    }

    /** Something came for the request: takes it, whatever it is. */
    private void answered(Reply.Head reply) {
        if (over) {
            reply.body().abandon();
        } else if (gap.isFilledBy(reply.head())) {
            source = reply.body();
            source.sendTo(this);
            if (paused && !over) source.pause();
        } else {
            reply.body().abandon();
            leave();
            lose(new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
                "asked for the rest of a body, the server answered %d with something else".formatted(reply.head().status())));
        }
    }

    /** The request is over. */
    private void ended(ExchangeRecord record) {
        asking = null;
        var cause = record.refusalCause.isEmpty() ? "" : ": " + record.refusalCause;
        lose(new Refusal(RefusalCode.RESPONSE_INCOMPLETE, "the rest of the body could not be had" + cause));
    }

    private void lose(Refusal why) {
        var taker = sink;
        if (over || taker == null) return;
        over = true;
        taker.cut(why);
    }

    private void leave() {
        var asked = asking;
        asking = null;
        if (asked != null) asked.leave();
    }

    private BodySink taker() {
        if (sink == null) throw new IllegalStateException("nobody takes it yet");
        return sink;
    }

    @Override
    public void takeData(ByteBuf chunk) {
        taker().takeData(chunk);
    }

    @Override
    public void end(Headers trailers) {
        over = true;
        var asked = asking;
        asking = null;
        if (asked != null) asked.exchange().finish(End.COMPLETE, Headers.EMPTY);
        taker().end(trailers);
    }

    @Override
    public void cut(Refusal why) {
        lose(why);
        var asked = asking;
        asking = null;
        if (asked != null) asked.exchange().breakOff(End.ORIGIN_CUT, why);
    }

    @Override
    public void flush() {
        taker().flush();
    }

    @Override
    public void pause() {
        paused = true;
        if (source != null) source.pause();
    }

    @Override
    public void resume() {
        paused = false;
        if (source != null) source.resume();
    }

    @Override
    public void abandon() {
        if (over) return;
        over = true;
        if (source != null) source.abandon();
        leave();
    }
}
