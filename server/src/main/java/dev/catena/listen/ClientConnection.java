// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.exchange.ClientSide;
import dev.catena.exchange.Exchange;
import dev.catena.exchange.Pins;
import dev.catena.exchange.Snapshot;
import dev.catena.exchange.Worker;
import dev.catena.http.BodyLength;
import dev.catena.http.HeadFault;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Scanned;
import dev.catena.http.Version;
import dev.catena.http.WireBuffer;
import dev.catena.identity.ConnectionProof;
import dev.catena.net.BodySource;
import dev.catena.net.BodyWriter;
import dev.catena.net.HeadReader;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import dev.catena.net.Sweeper;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.observe.ExchangeRecord;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One client connection speaking HTTP/1: reads a head, lets an {@link Exchange} answer it, then reads the next
 * (RFC 9112 §9). Pipelined requests wait unread behind the one that is being answered. What cannot be read without
 * doubt is refused, and the connection closed after it. Owner: one event loop.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter implements ClientSide, PendingInput.User, ClientDeadline.Watched {
    /** After the last answer on a connection, what the client still sends is read so long, so that it gets the answer. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Worker worker;
    private final Listener listener;
    private final Channel channel;
    private final InetSocketAddress address;
    private final boolean overLoopback;
    private final boolean encrypted;
    private final BodyWriter out;
    private final PendingInput input;
    private final ClientDeadline deadline;
    private final ConnectionProof proof;
    private final Pins pins = new Pins(this::endSoon);

    private Snapshot now;
    private Snapshot.Door door;
    private HeadReader heads;
    private @Nullable Exchange exchange;
    private @Nullable RequestBody body;
    private boolean keepAlive;
    private boolean reading;
    private boolean answering;
    private boolean inputEnded;
    private boolean endsByClose;
    private boolean lingering;
    private boolean handedOver;
    /** A head has begun, and its deadline is set. */
    private boolean headIsDue;
    private long headStartMillis;
    private long headStartNanos;

    /** @param encrypted TLS stands between the socket and this */
    ClientConnection(Worker worker, Listener listener, Channel channel, Snapshot.Door door, boolean encrypted) {
        this.worker = worker;
        this.listener = listener;
        this.channel = channel;
        this.address = (InetSocketAddress) channel.remoteAddress();
        this.overLoopback = address.getAddress().isLoopbackAddress();
        this.encrypted = encrypted;
        this.out = new BodyWriter(channel, worker.context(), encrypted);
        this.input = new PendingInput(channel, this);
        this.deadline = new ClientDeadline(this, out);
        this.proof = new ConnectionProof(address.getAddress());
        this.door = door;
        this.now = worker.snapshot().get();
        this.heads = headReader(now);
        worker.census().clientConnections.increment();
        worker.context().sweeper().add(deadline);
        deadline.within(now.timeouts().head());
    }

    private HeadReader headReader(Snapshot snapshot) {
        return new HeadReader(worker.context(), new HeadLimits((int) snapshot.limits().head().bytes(), snapshot.limits().fields()));
    }

    // ---- bytes in ----

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        reading = true;
        input.take((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        reading = false;
        out.flushSoon();
        if (body != null) body.flush();
        out.turnEnds();
    }

    @Override
    public void use(ByteBuf in) {
        while (in.isReadable()) {
            if (lingering) {
                in.skipBytes(in.readableBytes());
            } else if (body != null && body.isFlowing()) {
                body.read(in); // also one that nobody wants, behind an answer that has gone: it is never the next request
            } else if (exchange != null || body != null || !readHead(in)) {
                return;
            }
        }
    }

    @Override
    public boolean wantsNoMore() {
        return !channel.isActive() || handedOver;
    }

    /** What is pipelined stays in the kernel until its turn. */
    @Override
    public void kept() {
        if (exchange != null) channel.config().setAutoRead(false);
    }

    /** Whether there may be more to do with {@code in}. */
    private boolean readHead(ByteBuf in) {
        if (headStartNanos == 0) {
            headStartNanos = System.nanoTime();
            headStartMillis = now.clock().millis();
            var current = worker.snapshot().get();
            if (current != now) adopt(current);
            headIsDue = false;
        }
        return switch (heads.read(in, HeadScanner::request)) {
            case Scanned.Incomplete<RequestHead>() -> {
                if (!headIsDue) deadline.within(now.timeouts().head());
                headIsDue = true;
                yield false;
            }
            case Scanned.Malformed<RequestHead>(var fault) -> {
                in.skipBytes(in.readableBytes());
                refuse(fault);
                yield false;
            }
            case Scanned.Complete<RequestHead>(var head, _) -> {
                begin(head);
                yield true;
            }
        };
    }

    /** A reload happened: the next request is read by the new limits. */
    private void adopt(Snapshot snapshot) {
        now = snapshot;
        door = snapshot.doors().getOrDefault(listener.name(), door);
        heads = headReader(snapshot);
    }

    private void begin(RequestHead head) {
        keepAlive = head.keepsAlive() && !listener.isDraining();
        deadline.off();
        answering = false;
        body = head.hasBody() ? new RequestBody(this, head, now.limits(), now.timeouts()) : null;
        var record = new ExchangeRecord(worker.ids().next(), listener.name(), address, headStartMillis, headStartNanos);
        headStartNanos = 0;
        var begun = new Exchange(worker, this, door, head, now, record);
        exchange = begun;
        var tooLarge = body == null ? Optional.<Refusal>empty() : body.tooLarge();
        if (tooLarge.isPresent()) begun.requestBroken(tooLarge.get());
        else begun.begin();
    }

    /** Answers what could not be read as a request; the connection closes. */
    private void refuse(HeadFault fault) {
        refuse(Refusal.ofRequest(fault));
    }

    private void refuse(Refusal refusal) {
        boolean begun = headStartNanos != 0;
        var record = new ExchangeRecord(worker.ids().next(), listener.name(), address,
            begun ? headStartMillis : now.clock().millis(), begun ? headStartNanos : System.nanoTime());
        headStartNanos = 0;
        keepAlive = false;
        new UnreadableRequest(record, refusal, now).answer(this, out);
        linger();
    }

    // ---- the exchange's view ----

    @Override
    public LoopContext context() {
        return worker.context();
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public boolean isOverLoopback() {
        return overLoopback;
    }

    @Override
    public ConnectionProof proof() {
        return proof;
    }

    @Override
    public Pins pins() {
        return pins;
    }

    @Override
    public void skipRequestBody() {
        if (body != null) body.skip();
    }

    @Override
    public BodySource requestBody() {
        return body == null ? BodySource.EMPTY : body;
    }

    @Override
    public void interim(ResponseHead head) {
        if (exchange == null || exchange.request().version() == Version.HTTP_1_0) return;
        var message = context().head();
        AnswerHead.statusLine(head.status(), head.reason(), message);
        head.headers().writeTo(message);
        message.crlf();
        out.raw(message);
        out.flush();
    }

    @Override
    public void begin(int status, String reason, WireBuffer fields, BodyLength length, boolean bodiless) {
        answering = true;
        // an answer before the end of the request's body: what follows is read, but never as a request
        if (body != null && !body.isEnded() && !body.isSkipped()) keepAlive = false;
        boolean oldClient = exchange != null && exchange.request().version() == Version.HTTP_1_0;
        var message = context().head();
        var framing = AnswerHead.write(status, reason, fields, length, bodiless, !oldClient, message);
        if (framing instanceof BodyLength.UntilClose) {
            keepAlive = false;
            endsByClose = true;
        }
        if (inputEnded && !input.hasMore()) keepAlive = false;
        var lastLeg = proof.takeReply();
        if (!lastLeg.isEmpty()) message.put("Proxy-Authenticate: ").put(lastLeg).crlf();
        if (!keepAlive) message.put("Connection: close\r\n");
        else if (oldClient) message.put("Connection: keep-alive\r\n");
        message.crlf();
        out.head(message, framing);
    }

    @Override
    public void takeData(ByteBuf chunk) {
        out.data(chunk);
    }

    @Override
    public boolean takeCopy(long memory, long length) {
        return out.copy(memory, length);
    }

    /** What is encrypted passes through this process. */
    @Override
    public boolean takesFiles() {
        return !encrypted;
    }

    @Override
    public void takeFile(LeasedRegion region) {
        out.file(region);
    }

    @Override
    public void end(Headers trailers) {
        out.end(trailers);
        long moment = exchange == null ? System.nanoTime() : exchange.record().endedAtNanos();
        exchange = null;
        // inside a read the flush comes with its end, so that pipelined answers travel together
        if (!reading) out.flushSoon();
        if (body != null && !body.isEnded() && body.isSkipped() && keepAlive) {
            out.flush();
            body.skipRest();
        } else if (body != null && !body.isEnded()) {
            body.discard();
            out.flush();
            linger();
        } else if (!keepAlive || inputEnded && !input.hasMore()) {
            out.flush();
            linger();
        } else {
            body = null;
            next(moment);
        }
    }

    /** Reads on: what is here already, or what comes. */
    private void next(long moment) {
        deadline.within(now.timeouts().idle(), moment);
        if (reading) return; // use() goes on by itself
        if (input.isHeld()) {
            input.useHeld();
            out.flush();
        }
        if (exchange == null && inputEnded && !input.isInUse()) linger();
        else if (!inputEnded && (exchange == null || body != null && !body.isEnded())) channel.config().setAutoRead(true);
    }

    @Override
    public void cut() {
        exchange = null;
        if (body != null) body.discard();
        // what was written goes out, then a close without the end that the framing promised; where the close itself is
        // the end, only a reset tells the difference
        if (endsByClose) channel.config().setOption(ChannelOption.SO_LINGER, 0);
        lingering = true;
        deadline.stalls();
        out.flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> closeBrokenOff());
    }

    /** Without the word of TLS that all has been said. */
    private void closeBrokenOff() {
        var tls = channel.pipeline().context(SslHandler.class);
        if (tls == null) channel.close();
        else tls.close(); // from here on outwards: the handler itself is passed by
    }

    @Override
    public void flush() {
        if (!reading) out.flushSoon();
    }

    @Override
    public boolean isWritable() {
        boolean writable = out.isWritable();
        if (!writable) deadline.stalls();
        return writable;
    }

    @Override
    public long wireBytes() {
        return out.wireBytes();
    }

    @Override
    public long bodyBytes() {
        return out.dataBytes();
    }

    @Override
    public void closeAfterwards() {
        keepAlive = false;
    }

    @Override
    public Handover becomeTunnel(int status, String reason, WireBuffer fields) {
        var message = context().head();
        AnswerHead.statusLine(status, reason, message);
        message.put(fields.array(), 0, fields.length()).crlf();
        out.raw(message);
        out.flush();
        exchange = null;
        context().sweeper().remove(deadline);
        channel.config().setAutoRead(false);
        channel.pipeline().remove(this);
        handedOver = true;
        pins.close();
        var rest = input.handOver();
        channel.closeFuture().addListener(_ -> worker.census().clientConnections.decrement());
        return new Handover(channel, rest);
    }

    /** Ends our side and reads the client's for a while: closing at once would reset the connection under the answer. */
    void linger() {
        if (lingering) return;
        lingering = true;
        input.release();
        deadline.stalls();
        out.flush();
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (!written.isSuccess() || inputEnded) {
                channel.close();
                return;
            }
            endOutput();
            deadline.within(LINGER);
            channel.config().setAutoRead(true);
        });
    }

    private void endOutput() {
        var tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) ((DuplexChannel) channel).shutdownOutput();
        else tls.closeOutbound().addListener(_ -> ((DuplexChannel) channel).shutdownOutput());
    }

    // ---- what its request's body tells and asks ----

    @Nullable Exchange exchange() {
        return exchange;
    }

    /** Whether that body belongs to the request that is being read. */
    boolean isReading(RequestBody asked) {
        return body == asked;
    }

    void bodyCame(long bytes) {
        if (exchange != null) exchange.record().bytesFromClient = bytes;
    }

    /** The rest of a body that nobody wanted has been read. */
    void skipped(RequestBody away) {
        if (body != away || lingering) return;
        body = null;
        next(System.nanoTime());
    }

    /** What is here already comes first; inside a read it comes by itself. */
    void consumeHeldSoon() {
        if (!reading) input.useHeld();
    }

    void setReading(boolean on) {
        channel.config().setAutoRead(on);
    }

    Sweeper.Watch deadline() {
        return deadline;
    }

    // ---- what happens to the connection ----

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!out.isWritable()) return;
        if (exchange != null && (body == null || body.isEnded()) && !inputEnded) deadline.off();
        if (exchange != null) exchange.clientWritable();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        boolean ends = event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent end && end.isSuccess();
        if (ends && lingering && ((DuplexChannel) channel).isOutputShutdown()) channel.close();
        if (!ends || inputEnded) return; // TLS says it before TCP does
        inputEnded = true;
        if (lingering) return;
        if (exchange == null) {
            linger(); // the last answer may still be on its way
        } else if (body != null && !body.isEnded()) {
            body.inputEnded();
        } else {
            deadline.stalls();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        context().sweeper().remove(deadline);
        out.discard();
        input.release();
        var running = exchange;
        exchange = null;
        if (body != null) body.discard();
        if (running != null) running.clientGone(End.CLIENT_GONE);
        pins.close();
        worker.census().clientConnections.decrement();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof DecoderException && cause.getCause() instanceof SSLException) {
            listener.handshakeFailed();
        } else if (!(cause instanceof IOException)) {
            System.getLogger("dev.catena.listen").log(System.Logger.Level.ERROR, "on the connection of " + address, cause);
        }
        channel.close();
    }

    /** An idle connection closes, a busy one after its answer. */
    void endSoon() {
        keepAlive = false;
        if (exchange != null || lingering || handedOver) return;
        out.flush(); // the last answer may be due to be sent
        channel.close();
    }

    @Override
    public void closeNow() {
        out.flush();
        channel.close();
    }

    // ---- its deadline ----

    @Override
    public Duration patience() {
        return inputEnded ? now.timeouts().halfClosed() : now.timeouts().stall();
    }

    @Override
    public boolean isAtRest() {
        return lingering || exchange == null && headStartNanos == 0;
    }

    @Override
    public boolean isDueToSend() {
        if (exchange == null) {
            refuse(new Refusal(RefusalCode.REQUEST_TIMEOUT,
                "the request's head was not complete within " + now.timeouts().head().toMillis() + " ms"));
            return true;
        }
        if (body == null || !body.isFlowing() || !channel.isWritable()) return false;
        body.measure();
        return true;
    }

    @Override
    public void giveUp() {
        var running = exchange;
        exchange = null;
        if (running != null) running.clientGone(out.pendingBytes() > 0 ? End.TIMEOUT : End.CLIENT_GONE);
        channel.close();
    }
}
