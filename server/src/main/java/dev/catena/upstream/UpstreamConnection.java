// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.HeadFault;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Scanned;
import dev.catena.http.Trailers;
import dev.catena.http.WireBuffer;
import dev.catena.net.BodyDecoder;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.BodyWriter;
import dev.catena.net.DiscardSink;
import dev.catena.net.HeadReader;
import dev.catena.net.LoopContext;
import dev.catena.net.Sweeper;
import dev.catena.net.Unread;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a next hop, and the exchange that is on it. The hop is trusted as little as a client: what it
 * sends out of turn, or what cannot be framed without doubt, ends the connection (RFC 9112 §6.3, §9.2).
 *
 * <p>Life: pooled → {@link #send} → waiting for a head → body → pooled again, or closed. Owner: one event loop.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter {
    private enum State { READY, WAITING, BODY, CLOSED }

    private final LoopContext context;
    private final Channel channel;
    private final InetSocketAddress peer;
    private final Shelf shelf;
    private final Upstreams upstreams;
    private final Upstreams.Terms terms;
    private final HeadReader heads;
    private final BodyWriter out;
    private final Deadline deadline = new Deadline();

    private State state = State.READY;
    private boolean reused;
    private boolean failed;
    private long idleSince = System.nanoTime();
    private @Nullable ByteBuf held;
    private @Nullable ByteBuf consuming;
    private @Nullable Outgoing request;
    private @Nullable Incoming response;

    UpstreamConnection(LoopContext context, Channel channel, InetSocketAddress peer, Shelf shelf, Upstreams upstreams,
        Upstreams.Terms terms, HeadLimits limits) {
        this.context = context;
        this.channel = channel;
        this.peer = peer;
        this.shelf = shelf;
        this.upstreams = upstreams;
        this.terms = terms;
        this.heads = new HeadReader(context, limits);
        this.out = new BodyWriter(channel);
        context.sweeper().add(deadline);
    }

    /** The address at the other end. */
    public InetSocketAddress peer() {
        return peer;
    }

    /** Whether it has carried an exchange before. */
    public boolean wasReused() {
        return reused;
    }

    boolean isUsable() {
        return state == State.READY && channel.isActive();
    }

    long idleNanos() {
        return System.nanoTime() - idleSince;
    }

    void taken() {
        reused = true;
        deadline.off();
    }

    void shelved(Duration idle) {
        idleSince = System.nanoTime();
        deadline.within(idle);
        channel.config().setAutoRead(true); // to hear it close
    }

    /** Returns it unused. */
    public void giveBack() {
        if (isUsable()) upstreams.pool(this, shelf);
        else close();
    }

    /**
     * Sends a request: its head as it goes on the wire, then its body as it comes. Interim responses other than the
     * 101 that was asked for are passed on (RFC 9110 §15.2).
     */
    public CompletionStage<Reply> send(RequestHead asked, boolean upgrade, WireBuffer head, BodySource body, Consumer<ResponseHead> interim) {
        var outgoing = new Outgoing(asked, upgrade, body, interim);
        request = outgoing;
        state = State.WAITING;
        if (!channel.isActive()) {
            lose(outgoing.mayRepeat(reused), new Refusal(RefusalCode.CONNECTION_LOST, "the server closed the connection before the request was sent"));
            return outgoing.reply;
        }
        out.head(head, asked.body());
        // a body that does not come is the client's fault, and its side of the proxy watches that
        if (!asked.hasBody() || asked.expectsContinue()) deadline.within(terms.timeouts().response());
        body.sendTo(outgoing);
        if (asked.hasBody() || outgoing.ended) out.flush();
        if (state == State.WAITING) channel.config().setAutoRead(true);
        return outgoing.reply;
    }

    /** The body of the response whose head {@link #send} gave. */
    public BodySource responseBody() {
        return response;
    }

    /** Takes the connection away from HTTP: a tunnel, or an upgrade that the hop agreed to. */
    public Detached detach() {
        context.sweeper().remove(deadline);
        channel.config().setAutoRead(false);
        channel.pipeline().remove(this);
        var rest = held;
        held = null;
        // the other protocol may have begun right behind the 101
        if (consuming != null && consuming.isReadable()) rest = consuming.readBytes(consuming.readableBytes());
        state = State.CLOSED;
        channel.closeFuture().addListener(_ -> upstreams.gone(this, shelf));
        return new Detached(channel, rest);
    }

    /** A channel without a protocol, and what was read of it already. */
    public record Detached(Channel channel, @Nullable ByteBuf rest) {}

    /** Ends it now. */
    public void close() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        boolean more = held != null;
        var in = more ? joined((ByteBuf) message) : (ByteBuf) message;
        consuming = in;
        try {
            consume(in);
        } finally {
            consuming = null;
            if (in.isReadable() && state != State.CLOSED) held = Unread.keep(in, more, channel.alloc());
            else in.release();
        }
    }

    private ByteBuf joined(ByteBuf more) {
        var all = held;
        held = null;
        all.writeBytes(more);
        more.release();
        return all;
    }

    private void consume(ByteBuf in) {
        while (in.isReadable()) {
            switch (state) {
                case READY -> {
                    // bytes that no request asked for could be taken for the next one's response
                    in.skipBytes(in.readableBytes());
                    close();
                    return;
                }
                case WAITING -> {
                    if (!readHead(in)) return;
                }
                case BODY -> {
                    if (response.sink == null) {
                        response.pause();
                        return;
                    }
                    readBody(in);
                }
                case CLOSED -> {
                    in.skipBytes(in.readableBytes());
                    return;
                }
            }
        }
    }

    /** Whether there may be more to do with {@code in}. */
    private boolean readHead(ByteBuf in) {
        return switch (heads.read(in, HeadScanner::response)) {
            case Scanned.Incomplete<ResponseHead>() -> false;
            case Scanned.Malformed<ResponseHead>(var fault) -> {
                malformed(in, fault);
                yield false;
            }
            case Scanned.Complete<ResponseHead>(var head, _) -> head.isInterim() ? interim(in, head) : begin(in, head);
        };
    }

    private boolean interim(ByteBuf in, ResponseHead head) {
        if (head.status() == 101) {
            if (request.upgrade) return switched(head);
            malformed(in, new Refusal(RefusalCode.UPGRADE_FAILED, "the server answered 101 without being asked to switch"));
            return false;
        }
        if (++request.interimCount > terms.limits().interimResponses()) {
            malformed(in, new Refusal(RefusalCode.RESPONSE_MALFORMED,
                "the server sent more than " + terms.limits().interimResponses() + " interim responses",
                "repair the server, or raise `limits.interim-responses`"));
            return false;
        }
        request.interim.accept(head);
        return state == State.WAITING;
    }

    private boolean switched(ResponseHead head) {
        deadline.off();
        channel.config().setAutoRead(false);
        request.answer(new Reply.Head(head));
        return false; // what follows belongs to the other protocol; detach() takes it along
    }

    private boolean begin(ByteBuf in, ResponseHead head) {
        var length = head.bodyFor(request.asked.method());
        response = new Incoming(head, new BodyDecoder(length, terms.limits()));
        // a body where there is none, behind a 204 or the answer to HEAD: never the next request's response
        response.surplus = response.decoder.isEnded() && in.isReadable();
        state = State.BODY;
        deadline.within(terms.timeouts().stall());
        var started = response;
        request.answer(new Reply.Head(head));
        return state == State.BODY && response == started;
    }

    private void readBody(ByteBuf in) {
        var current = response;
        deadline.within(terms.timeouts().stall());
        var fault = current.decoder.decode(in, current.sink);
        if (response != current) return; // the sink gave up meanwhile
        if (fault.isPresent()) {
            in.skipBytes(in.readableBytes());
            cut(Refusal.ofResponse(fault.get()));
        } else if (current.decoder.isEnded()) {
            if (in.isReadable()) current.surplus = true;
            complete();
        }
    }

    /** The response is complete: the connection goes back or away, then the sink hears it. */
    private void complete() {
        var done = response;
        var sent = request;
        boolean again = done.head.keepsAlive() && !done.surplus && sent.ended && !done.decoder.endsByClose() && !failed;
        response = null;
        request = null;
        state = State.READY;
        deadline.off();
        if (!sent.ended) sent.body.abandon();
        if (again) upstreams.pool(this, shelf);
        else close();
        done.sink.end(done.decoder.trailers());
        done.sink.flush();
    }

    /** The response broke off after its head. */
    private void cut(Refusal why) {
        var broken = response;
        var sent = request;
        response = null;
        request = null;
        state = State.CLOSED;
        close();
        if (sent != null && !sent.ended) sent.body.abandon();
        if (broken != null && broken.sink != null) {
            broken.sink.cut(why);
        } else if (broken != null) {
            broken.cutBefore = why;
        }
    }

    private void malformed(ByteBuf in, HeadFault fault) {
        malformed(in, Refusal.ofResponse(fault));
    }

    private void malformed(ByteBuf in, Refusal refusal) {
        in.skipBytes(in.readableBytes());
        lose(false, refusal);
    }

    /** No response came. */
    private void lose(boolean retriable, Refusal refusal) {
        var sent = request;
        request = null;
        state = State.CLOSED;
        close();
        if (sent == null) return;
        if (!sent.ended) sent.body.abandon();
        sent.answer(new Reply.Lost(retriable, refusal));
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext handler) {
        if (response != null && response.sink != null) response.sink.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handler) {
        if (!channel.isWritable() || request == null || request.ended) return;
        if (state == State.WAITING) deadline.off();
        request.body.resume();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        if (!(cause instanceof IOException)) {
            System.getLogger("dev.catena.upstream").log(System.Logger.Level.ERROR, "on a connection to " + peer, cause);
            close();
            return;
        }
        failed = true;
        // The hop closed while we still sent. Its answer may be on the way: what it sent before is still readable.
        if (request != null && !request.ended) {
            request.ended = true;
            request.body.abandon();
            deadline.within(Duration.ofSeconds(1));
        } else if (channel.isActive() && state != State.BODY) {
            close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        context.sweeper().remove(deadline);
        out.discard();
        var before = state;
        boolean headBegun = heads.isInPieces();
        switch (before) {
            case WAITING -> lose(!headBegun && request.mayRepeat(reused), new Refusal(RefusalCode.CONNECTION_LOST,
                "the server " + peer.getAddress().getHostAddress() + " closed the connection "
                    + (headBegun ? "within the head of its response" : "without a response")));
            case BODY -> {
                if (response.decoder.endsByClose() && !failed && response.sink != null) complete();
                else cut(incomplete());
            }
            case READY, CLOSED -> { }
        }
        state = State.CLOSED;
        if (held != null) held.release();
        held = null;
        upstreams.gone(this, shelf);
    }

    private Refusal incomplete() {
        return new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
            "the server closed the connection after " + response.decoder.dataBytes() + " bytes of the body");
    }

    /** The request on its way out. */
    private final class Outgoing implements BodySink {
        private final RequestHead asked;
        private final boolean upgrade;
        private final BodySource body;
        private final Consumer<ResponseHead> interim;
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private int interimCount;
        private boolean ended;
        private boolean bodySent;

        Outgoing(RequestHead asked, boolean upgrade, BodySource body, Consumer<ResponseHead> interim) {
            this.asked = asked;
            this.upgrade = upgrade;
            this.body = body;
            this.interim = interim;
        }

        boolean mayRepeat(boolean onUsedConnection) {
            return onUsedConnection && asked.method().idempotent() && !asked.hasBody() && !bodySent;
        }

        void answer(Reply what) {
            reply.complete(what);
        }

        @Override
        public void takeData(ByteBuf chunk) {
            if (request != this || failed) {
                chunk.release();
                return;
            }
            bodySent = true;
            out.data(chunk);
            if (!out.isWritable()) out.flush();
            if (out.isWritable()) {
                if (state == State.WAITING) deadline.off();
            } else {
                body.pause();
                if (state == State.WAITING) deadline.within(terms.timeouts().stall());
            }
        }

        @Override
        public void end(Headers trailers) {
            if (request != this) return;
            ended = true;
            out.end(Trailers.forwardable(trailers));
            out.flush();
            if (state == State.WAITING) deadline.within(terms.timeouts().response());
        }

        @Override
        public void cut(Refusal why) {
            if (request != this) return;
            // never a neat last chunk: the hop must see that the body broke off
            ended = true;
            if (state == State.WAITING) lose(false, why);
            else UpstreamConnection.this.cut(why);
        }

        @Override
        public void flush() {
            if (request == this) out.flush();
        }
    }

    /** The response on its way in, once its head is here. */
    private final class Incoming implements BodySource {
        private final ResponseHead head;
        private final BodyDecoder decoder;
        private @Nullable BodySink sink;
        private @Nullable Refusal cutBefore;
        private boolean surplus;

        Incoming(ResponseHead head, BodyDecoder decoder) {
            this.head = head;
            this.decoder = decoder;
        }

        @Override
        public void sendTo(BodySink taker) {
            sink = taker;
            if (cutBefore != null) {
                taker.cut(cutBefore);
            } else if (response == this && decoder.isEnded()) {
                complete();
            } else if (response == this && held != null) {
                var rest = held;
                held = null;
                consumeHeld(rest);
            }
        }

        private void consumeHeld(ByteBuf rest) {
            try {
                consume(rest);
                if (response == this) sink.flush();
                resume();
            } finally {
                rest.release();
            }
        }

        @Override
        public void pause() {
            if (response != this) return;
            deadline.off(); // the client is slow, not the hop
            channel.config().setAutoRead(false);
        }

        @Override
        public void resume() {
            if (response != this || channel.config().isAutoRead()) return;
            deadline.within(terms.timeouts().stall());
            channel.config().setAutoRead(true);
        }

        @Override
        public void abandon() {
            if (response != this) return;
            sink = DiscardSink.INSTANCE;
            response = null;
            var sent = request;
            request = null;
            state = State.CLOSED;
            if (sent != null && !sent.ended) sent.body.abandon();
            close();
        }
    }

    /** Gives up on a request that has not been answered; nobody wants the answer any more. */
    public void abandon() {
        request = null;
        if (response != null) response.abandon();
        state = State.CLOSED;
        close();
    }

    private final class Deadline extends Sweeper.Watch {
        @Override
        protected void expired() {
            switch (state) {
                case READY -> close();
                case WAITING -> lose(false, failed
                    ? new Refusal(RefusalCode.CONNECTION_LOST, "the server closed the connection while the request was being sent")
                    : new Refusal(RefusalCode.RESPONSE_TIMEOUT,
                        "no response from " + peer.getAddress().getHostAddress() + " within " + waited().toMillis() + " ms"));
                case BODY -> cut(new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
                    "the response's body did not move for " + terms.timeouts().stall().toMillis() + " ms"));
                case CLOSED -> { }
            }
        }

        private Duration waited() {
            return request != null && !request.ended ? terms.timeouts().stall() : terms.timeouts().response();
        }
    }
}
