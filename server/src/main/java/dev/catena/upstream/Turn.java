// SPDX-License-Identifier: Apache-2.0
package dev.catena.upstream;

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
import dev.catena.net.DiscardSink;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on a connection to a next hop, and its response. The hop is trusted as little as a client: what it sends
 * out of turn, or what cannot be framed without doubt, ends the connection (RFC 9112 §6.3, §9.2).
 *
 * <p>It takes the request's body as a {@link BodySink}, and gives the response's as the {@link BodySource} of its
 * {@link Reply.Head}. Owner: one event loop.
 */
final class Turn implements BodySink {
    private final UpstreamConnection connection;
    private final RequestHead asked;
    private final boolean upgrade;
    private final BodySource requestBody;
    private final Consumer<ResponseHead> interim;
    private final CompletableFuture<Reply> reply = new CompletableFuture<>();

    private int interimCount;
    private boolean sent;
    private boolean bodyBegun;
    private boolean over;
    private @Nullable Response response;

    Turn(UpstreamConnection connection, RequestHead asked, boolean upgrade, BodySource requestBody, Consumer<ResponseHead> interim) {
        this.connection = connection;
        this.asked = asked;
        this.upgrade = upgrade;
        this.requestBody = requestBody;
        this.interim = interim;
    }

    CompletionStage<Reply> reply() {
        return reply;
    }

    boolean hasHead() {
        return response != null;
    }

    // ---- the request ----

    void start(WireBuffer head) {
        if (!connection.isActive()) {
            lose(mayRepeat(), new Refusal(RefusalCode.CONNECTION_LOST, "the server closed the connection before the request was sent"));
            return;
        }
        connection.out().head(head, asked.body());
        // a body that does not come is the client's fault, and its side of the proxy watches that; behind its end, the response is due
        if (asked.expectsContinue()) connection.deadline().within(connection.terms().timeouts().response());
        requestBody.sendTo(this);
        if (over) return;
        connection.out().flushSoon();
        connection.setReading(true);
    }

    /** Whether it would do no harm to send it again: the hop can hardly have read it, and twice is like once. */
    private boolean mayRepeat() {
        if (!connection.wasReused() || !asked.method().idempotent()) return false;
        return requestBody.isRepeatable() || !asked.hasBody() && !bodyBegun;
    }

    @Override
    public void takeData(ByteBuf chunk) {
        if (sent || over || connection.hasFailed()) {
            chunk.release();
            return;
        }
        bodyBegun = true;
        var out = connection.out();
        out.data(chunk);
        if (!out.isWritable()) out.flush();
        if (out.isWritable()) {
            if (response == null) connection.deadline().off();
        } else {
            requestBody.pause();
            if (response == null) connection.deadline().within(connection.terms().timeouts().stall());
        }
    }

    @Override
    public void end(Headers trailers) {
        if (sent || over) return;
        sent = true;
        connection.out().end(Trailers.forwardable(trailers));
        connection.out().flushSoon();
        if (response == null) connection.deadline().within(connection.terms().timeouts().response());
    }

    @Override
    public void cut(Refusal why) {
        if (sent || over) return;
        // never a neat last chunk: the hop must see that the body broke off
        sent = true;
        if (response == null) lose(false, why);
        else breakOff(why);
    }

    @Override
    public void flush() {
        if (response != null) response.flush();
        else if (!over) connection.out().flush();
    }

    /** The hop takes more. */
    void hopWritable() {
        if (sent) return;
        if (response == null) connection.deadline().off();
        requestBody.resume();
    }

    /** The hop takes no more; whether there was more to send. */
    boolean stopSending() {
        if (sent) return false;
        sent = true;
        requestBody.abandon();
        return true;
    }

    // ---- the response ----

    /** Uses bytes of the hop; whether there may be more to do with the rest. */
    boolean take(ByteBuf in) {
        if (over) {
            in.skipBytes(in.readableBytes());
            return false;
        }
        return response == null ? readHead(in) : response.read(in);
    }

    private boolean readHead(ByteBuf in) {
        return switch (connection.heads().read(in, HeadScanner::response)) {
            case Scanned.Incomplete<ResponseHead>() -> false;
            case Scanned.Malformed<ResponseHead>(var fault) -> refuse(in, Refusal.ofResponse(fault));
            case Scanned.Complete<ResponseHead>(var head, _) -> head.isInterim() ? interim(in, head) : begin(in, head);
        };
    }

    private boolean interim(ByteBuf in, ResponseHead head) {
        if (head.status() == 101) {
            return upgrade
                ? switched(head)
                : refuse(in, new Refusal(RefusalCode.UPGRADE_FAILED, "the server answered 101 without being asked to switch"));
        }
        int most = connection.terms().limits().interimResponses();
        if (++interimCount > most) {
            return refuse(in, new Refusal(RefusalCode.RESPONSE_MALFORMED, "the server sent more than " + most + " interim responses",
                "repair the server, or raise `limits.interim-responses`"));
        }
        interim.accept(head);
        return !over;
    }

    /** What follows the head belongs to another protocol; {@link UpstreamConnection#detach} takes it along. */
    private boolean switched(ResponseHead head) {
        over = true;
        connection.deadline().off();
        connection.setReading(false);
        reply.complete(new Reply.Head(head, BodySource.EMPTY));
        return false;
    }

    private boolean begin(ByteBuf in, ResponseHead head) {
        if (asked.opensTunnel() && head.succeeded()) return switched(head);
        var decoder = new BodyDecoder(head.bodyFor(asked.method()), connection.terms().limits());
        // a body where there is none, behind a 204 or the answer to HEAD: never the next request's response
        response = new Response(head, decoder, decoder.isEnded() && in.isReadable());
        // what came with the head is read next, and sets it where more is to come
        if (!in.isReadable()) connection.deadline().within(connection.terms().timeouts().responseIdle());
        reply.complete(new Reply.Head(head, response));
        return !over;
    }

    // ---- how it ends ----

    private boolean refuse(ByteBuf in, Refusal refusal) {
        in.skipBytes(in.readableBytes());
        lose(false, refusal);
        return false;
    }

    /** No response came. */
    private void lose(boolean retriable, Refusal refusal) {
        if (!conclude(false)) return;
        reply.complete(new Reply.Lost(retriable, refusal));
    }

    /** The response broke off after its head. */
    private void breakOff(Refusal why) {
        var broken = response;
        if (conclude(false) && broken != null) broken.broken(why);
    }

    /** Nobody wants the answer any more. */
    void abandon() {
        if (response != null) response.sink = new DiscardSink();
        conclude(false);
    }

    /** Once. The connection goes back to the pool, or away. */
    private boolean conclude(boolean reusable) {
        if (over) return false;
        over = true;
        stopSending();
        connection.ended(this, reusable);
        return true;
    }

    /** The channel is closed. */
    void hopGone() {
        if (over) return;
        if (response != null) {
            response.hopGone();
            return;
        }
        boolean headBegun = connection.heads().isInPieces();
        lose(!headBegun && connection.whyBroken().isEmpty() && mayRepeat(), connection.whyBroken().orElseGet(() -> new Refusal(RefusalCode.CONNECTION_LOST,
            "the server " + address() + " closed the connection " + (headBegun ? "within the head of its response" : "without a response"))));
    }

    /** Nobody is at the other end any more. What can be asked elsewhere is; what may have had its effect there, or was answered in part, has its deadlines. */
    void hopLost(Refusal why) {
        if (response == null && asked.method().idempotent() && !asked.hasBody()) lose(false, why);
    }

    /** The deadline struck. */
    void tookTooLong() {
        var timeouts = connection.terms().timeouts();
        if (response != null) {
            breakOff(new Refusal(RefusalCode.RESPONSE_INCOMPLETE, "nothing came of the response's body for " + timeouts.responseIdle().toMillis() + " ms"));
        } else if (connection.hasFailed()) {
            lose(false, new Refusal(RefusalCode.CONNECTION_LOST, "the server closed the connection while the request was being sent"));
        } else {
            var waited = sent || asked.expectsContinue() ? timeouts.response() : timeouts.stall();
            lose(false, new Refusal(RefusalCode.RESPONSE_TIMEOUT, "no response from " + address() + " within " + waited.toMillis() + " ms"));
        }
    }

    private String address() {
        return connection.peer().getAddress().getHostAddress();
    }

    /** The response once its head is here: the source of its body. */
    private final class Response implements BodySource {
        private final ResponseHead head;
        private final BodyDecoder decoder;
        private boolean surplus;
        private @Nullable BodySink sink;
        private @Nullable Refusal brokenBefore;

        Response(ResponseHead head, BodyDecoder decoder, boolean surplus) {
            this.head = head;
            this.decoder = decoder;
            this.surplus = surplus;
        }

        boolean read(ByteBuf in) {
            if (sink == null) {
                pause(); // until somebody wants it
                return false;
            }
            var fault = decoder.decode(in, sink);
            if (over) return false;
            if (fault.isPresent()) {
                in.skipBytes(in.readableBytes());
                breakOff(Refusal.ofResponse(fault.get()));
            } else if (decoder.isEnded()) {
                surplus |= in.isReadable();
                complete(sink);
            } else if (connection.isReading()) {
                connection.deadline().within(connection.terms().timeouts().responseIdle());
            }
            return !over;
        }

        /** The connection goes back or away, then the sink hears the end. */
        private void complete(BodySink taker) {
            boolean reusable = head.keepsAlive() && !surplus && sent && !decoder.endsByClose() && !connection.hasFailed();
            if (!conclude(reusable)) return;
            taker.end(decoder.trailers());
            taker.flush();
        }

        private void broken(Refusal why) {
            if (sink != null) sink.cut(why);
            else brokenBefore = why;
        }

        void hopGone() {
            if (decoder.endsByClose() && !connection.hasFailed() && connection.endedOnPurpose() && sink != null) complete(sink);
            else breakOff(new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
                "the server closed the connection after " + decoder.dataBytes() + " bytes of the body"));
        }

        void flush() {
            if (sink != null && !over) sink.flush();
        }

        @Override
        public void sendTo(BodySink taker) {
            sink = taker;
            if (brokenBefore != null) {
                taker.cut(brokenBefore);
            } else if (decoder.isEnded()) {
                complete(taker);
            } else {
                connection.consumeHeld();
                // within a read the flush comes with its end, so that what follows the head travels with it
                if (!connection.isConsuming()) flush();
                resume();
            }
        }

        @Override
        public void pause() {
            if (over) return;
            connection.deadline().off(); // the client is slow, not the hop
            connection.setReading(false);
        }

        @Override
        public void resume() {
            if (over || connection.isReading()) return;
            connection.deadline().within(connection.terms().timeouts().responseIdle());
            connection.setReading(true);
        }

        @Override
        public void abandon() {
            Turn.this.abandon();
        }
    }
}
