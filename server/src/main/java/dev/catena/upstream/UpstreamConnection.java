// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

import dev.catena.http.HeadLimits;
import dev.catena.http.Refusal;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.identity.HopProof;
import dev.catena.net.BodySource;
import dev.catena.net.BodyWriter;
import dev.catena.net.HeadReader;
import dev.catena.net.LoopContext;
import dev.catena.net.Sweeper;
import dev.catena.net.Unread;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a next hop: its bytes, its deadline, its way to the pool and back. What happens between a request
 * and its response is a {@link Turn}. Owner: one event loop.
 */
public final class UpstreamConnection extends ChannelInboundHandlerAdapter implements Shelf.Hopeful {
    private static final System.Logger LOG = System.getLogger("dev.catena.upstream");
    /** After the hop stopped reading, what it has sent before is waited for this long. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final LoopContext context;
    private final Channel channel;
    private final InetSocketAddress peer;
    private final Shelf shelf;
    private final Upstreams upstreams;
    private final Upstreams.Terms terms;
    private final HeadReader heads;
    private final BodyWriter out;
    private final Deadline deadline = new Deadline();
    private final HopProof proof = new HopProof();

    /** Whom it serves alone, instead of going back to its shelf. */
    private @Nullable Keeper keeper;
    private @Nullable Turn turn;
    private @Nullable ByteBuf held;
    private @Nullable ByteBuf consuming;
    private boolean closed;
    private boolean failed;
    private boolean reused;
    private boolean kept;
    private boolean begun;
    private boolean endedNeatly;
    private @Nullable Refusal broken;
    private long idleSince = System.nanoTime();

    UpstreamConnection(LoopContext context, Channel channel, InetSocketAddress peer, Shelf shelf, Upstreams upstreams,
        Upstreams.Terms terms, HeadLimits limits) {
        this.context = context;
        this.channel = channel;
        this.peer = peer;
        this.shelf = shelf;
        this.upstreams = upstreams;
        this.terms = terms;
        this.heads = new HeadReader(context, limits);
        this.out = new BodyWriter(channel, context, shelf.destination.way() instanceof Way.Tls);
        context.sweeper().add(deadline);
    }

    // ---- for exchanges ----

    /** The address at the other end. */
    public InetSocketAddress peer() {
        return peer;
    }

    /**
     * Sends a request: its head as it goes on the wire, then its body as it comes. Interim responses other than the
     * 101 that was asked for are passed on (RFC 9110 §15.2).
     */
    public CompletionStage<Reply> send(RequestHead asked, boolean upgrade, WireBuffer head, BodySource body, Consumer<ResponseHead> interim) {
        var next = new Turn(this, asked, upgrade, body, interim);
        turn = next;
        begun = true;
        next.start(head);
        return next.reply();
    }

    /** How far it has come in proving us to the hop. */
    public HopProof proof() {
        return proof;
    }

    /** Whether it stays with its exchange when a response ends, instead of going to the pool: there is more to say on it. */
    public void keep(boolean keeping) {
        kept = keeping;
    }

    /**
     * From now on it serves whom this keeper serves, and nobody else: it was told whose it is, or is about to be. There is no way back to
     * the shelf. Its deadline between two requests stays that of the pool.
     */
    public void serveOnly(Keeper whose) {
        keeper = whose;
    }

    /** Whether another request can be sent on it. */
    public boolean isReady() {
        return isUsable();
    }

    /** Returns it unused. */
    public void giveBack() {
        kept = false;
        if (isUsable() && held == null) goHome();
        else close();
    }

    private void goHome() {
        if (keeper == null) {
            upstreams.pool(this, shelf);
        } else {
            shelved(terms.origins().idle());
            keeper.take(this);
        }
    }

    /** Gives up on what is going on; nobody wants the answer any more. */
    public void abandon() {
        if (turn != null) turn.abandon();
        close();
    }

    /** Takes the connection away from HTTP: a tunnel, or an upgrade that the hop agreed to. */
    public Detached detach() {
        context.sweeper().remove(deadline);
        shelf.hopeNoMore(this);
        channel.config().setAutoRead(false);
        channel.pipeline().remove(this);
        var rest = held;
        held = null;
        // the other protocol may have begun right behind the head
        if (consuming != null && consuming.isReadable()) rest = consuming.readBytes(consuming.readableBytes());
        turn = null;
        closed = true;
        leaveKeeper();
        channel.closeFuture().addListener(_ -> upstreams.gone(this, shelf));
        return new Detached(channel, rest);
    }

    /** A channel without a protocol, and what was read of it already. */
    public record Detached(Channel channel, @Nullable ByteBuf rest) {}

    /** Ends it now. */
    public void close() {
        closed = true;
        leaveKeeper();
        channel.close();
    }

    // ---- for the pool ----

    boolean isUsable() {
        return turn == null && !closed && channel.isActive();
    }

    long idleNanos() {
        return System.nanoTime() - idleSince;
    }

    /** Somebody has it again, and not for the first time. */
    public void taken() {
        reused = true;
        deadline.off();
    }

    void shelved(Duration idle) {
        begun = true; // who waits there is not spoken to
        idleSince = System.nanoTime();
        deadline.within(idle, idleSince);
        channel.config().setAutoRead(true); // to hear it close
    }

    @Override
    public void lost(Refusal why) {
        if (turn == null) close();
        else turn.hopLost(why);
    }

    // ---- for the turn ----

    Upstreams.Terms terms() {
        return terms;
    }

    BodyWriter out() {
        return out;
    }

    HeadReader heads() {
        return heads;
    }

    Sweeper.Watch deadline() {
        return deadline;
    }

    boolean isActive() {
        return channel.isActive();
    }

    /** Whether it has carried an exchange before. */
    boolean wasReused() {
        return reused;
    }

    /** Whether its end may be taken for the end of what was sent: TLS says so itself (RFC 9112 §9.8). */
    boolean endedOnPurpose() {
        return endedNeatly || !(shelf.destination.way() instanceof Way.Tls);
    }

    /** Why it broke, if more is known than that it did. */
    Optional<Refusal> whyBroken() {
        return Optional.ofNullable(broken);
    }

    /** Whether writing or reading it went wrong. */
    boolean hasFailed() {
        return failed;
    }

    boolean isReading() {
        return channel.config().isAutoRead();
    }

    void setReading(boolean reading) {
        channel.config().setAutoRead(reading);
    }

    /** The turn is over; the connection may carry another, or not. */
    void ended(Turn over, boolean reusable) {
        if (turn == over) turn = null;
        deadline.off();
        if (reusable && kept) return;
        if (reusable) goHome();
        else close();
    }

    /** Whether it is in the middle of what was read. */
    boolean isConsuming() {
        return consuming != null;
    }

    /** Uses what was read before somebody wanted it. */
    void consumeHeld() {
        var rest = held;
        if (rest == null) return;
        held = null;
        try {
            consume(rest);
        } finally {
            rest.release();
        }
    }

    // ---- what happens to the channel ----

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        var in = (ByteBuf) message;
        boolean own = held != null;
        if (held != null) {
            in = held.writeBytes(in);
            held = null;
            ((ByteBuf) message).release();
        }
        consuming = in;
        try {
            consume(in);
        } finally {
            consuming = null;
            if (in.isReadable() && !closed) held = Unread.keep(in, own, channel.alloc());
            else in.release();
        }
    }

    private void consume(ByteBuf in) {
        while (in.isReadable() && !closed) {
            var current = turn;
            if (current == null && !begun) return; // who answers at the other end of a new tunnel may speak first
            if (current == null) {
                // bytes that no request asked for could be taken for the next one's response
                close();
            } else if (!current.take(in)) {
                return;
            }
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext handler) {
        if (turn != null) turn.flush();
        out.turnEnds();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext handler) {
        if (channel.isWritable() && turn != null) turn.hopWritable();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException tls) {
            broken = TlsFailure.of(shelf.destination.host() + ":" + shelf.destination.port(), shelf.destination.host(), tls);
            close();
            return;
        }
        if (!(cause instanceof IOException)) {
            LOG.log(System.Logger.Level.ERROR, "on a connection to " + peer, cause);
            close();
            return;
        }
        failed = true;
        // The hop closed while we still sent, and each write under way says so. Its answer may be on the way: what it sent before is still
        // readable, and a read that fails ends the channel by itself.
        if (turn == null || !channel.isActive()) close();
        else if (turn.stopSending() || !turn.hasHead()) deadline.within(LAST_WORDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext handler) {
        closed = true;
        context.sweeper().remove(deadline);
        out.discard();
        leaveKeeper();
        if (turn != null) turn.hopGone();
        turn = null;
        proof.close();
        if (held != null) held.release();
        held = null;
        upstreams.gone(this, shelf);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext handler, Object event) {
        if (event instanceof SslCloseCompletionEvent end && end.isSuccess()) endedNeatly = true;
    }

    private void leaveKeeper() {
        var former = keeper;
        keeper = null;
        if (former != null) former.lost(this);
    }

    private final class Deadline extends Sweeper.Watch {
        @Override
        protected void expired() {
            if (turn != null) turn.tookTooLong();
            else close();
        }
    }
}
