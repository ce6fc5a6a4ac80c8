// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.http.BodyLength;
import dev.catena.http.HeadFault;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.net.BodyDecoder;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.DiscardSink;
import dev.catena.net.LimitSettings;
import dev.catena.net.TimeoutSettings;
import io.netty.buffer.ByteBuf;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The body of a client's current request on its way in: held to its framing, its limits and its rate. Owner: one event loop. */
final class RequestBody implements BodySource {
    /** A body that is read away so that a log-in goes on with the same connection; more of it closes the connection. */
    private static final long SKIPPED_BYTES_MAX = 1024 * 1024;

    private final ClientConnection connection;
    private final LimitSettings limits;
    private final TimeoutSettings timeouts;
    private final BodyDecoder decoder;
    private final BodyLength length;
    private @Nullable BodySink sink;
    private boolean ended;
    private boolean skipped;
    private long bytesBefore;

    RequestBody(ClientConnection connection, RequestHead head, LimitSettings limits, TimeoutSettings timeouts) {
        this.connection = connection;
        this.limits = limits;
        this.timeouts = timeouts;
        this.length = head.body();
        this.decoder = new BodyDecoder(length, limits);
    }

    // ---- what the connection asks ----

    /** Nothing more of it is to come, or to be used. */
    boolean isEnded() {
        return ended;
    }

    /** Somebody takes it. */
    boolean isFlowing() {
        return sink != null && !ended;
    }

    /** Nobody wants it, but the connection lives on behind it. */
    boolean isSkipped() {
        return skipped;
    }

    /** Why its announced length is too much, if it is. */
    Optional<Refusal> tooLarge() {
        return length instanceof BodyLength.Exactly(long bytes) && limits.bodyExceeds(bytes) ? Optional.of(larger()) : Optional.empty();
    }

    private Refusal larger() {
        return new Refusal(RefusalCode.REQUEST_BODY_TOO_LARGE, "the body is larger than " + limits.body());
    }

    void read(ByteBuf in) {
        var taker = sink;
        if (taker == null) return;
        Optional<HeadFault> fault = decoder.decode(in, taker);
        if (ended || !connection.isReading(this)) return; // given up meanwhile
        connection.bodyCame(decoder.dataBytes());
        if (fault.isPresent()) {
            in.skipBytes(in.readableBytes());
            broken("in the request's body: " + fault.get().what());
        } else if (limits.bodyExceeds(decoder.dataBytes())) {
            in.skipBytes(in.readableBytes());
            breakOff(larger());
        } else if (skipped && decoder.dataBytes() > SKIPPED_BYTES_MAX) {
            in.skipBytes(in.readableBytes());
            discard();
            connection.linger();
        } else if (decoder.isEnded()) {
            ended = true;
            connection.deadline().off();
            taker.end(decoder.trailers());
        }
    }

    void flush() {
        if (sink != null && !ended) sink.flush();
    }

    /** The client ended its side. */
    void inputEnded() {
        broken("the client ended its side after " + decoder.dataBytes() + " bytes of the body");
    }

    private void broken(String cause) {
        breakOff(new Refusal(RefusalCode.REQUEST_BODY_BROKEN, cause));
    }

    /** The hop hears of it, then the exchange. */
    private void breakOff(Refusal why) {
        var running = connection.exchange();
        // behind an answer that did not wait for the body: where the next request would begin is not known any more
        if (running == null) connection.linger();
        if (!ended) {
            ended = true;
            if (sink != null) sink.cut(why);
        }
        if (running != null && connection.exchange() == running) running.requestBroken(why);
    }

    /** Nobody wants the rest, and the connection ends behind the answer. */
    void discard() {
        ended = true;
        connection.deadline().off();
    }

    /** The answer does not wait for it; the connection waits, if it is small. */
    void skip() {
        skipped = !ended && !(length instanceof BodyLength.Exactly(long bytes) && bytes > SKIPPED_BYTES_MAX) && sink == null;
    }

    /** The answer has gone: when the rest is read, the next request is due. */
    void skipRest() {
        sendTo(new DiscardSink(() -> connection.skipped(this)));
    }

    /** From now on the client has {@code timeouts.stall} to bring what {@code limits.body-rate} asks for. */
    private void expectMore() {
        bytesBefore = decoder.dataBytes();
        connection.deadline().within(timeouts.stall());
    }

    /** That time is over. */
    void measure() {
        long brought = decoder.dataBytes() - bytesBefore;
        long due = Math.max(1, limits.bodyRate().bytes() * timeouts.stall().toMillis() / 1000);
        if (brought >= due) {
            expectMore();
            return;
        }
        breakOff(new Refusal(RefusalCode.REQUEST_TIMEOUT,
            "the request's body brought %d bytes in %d ms, fewer than %d".formatted(brought, timeouts.stall().toMillis(), due),
            "send it faster, or lower `limits.body-rate` or raise `timeouts.stall`"));
    }

    // ---- what its taker asks ----

    @Override
    public void sendTo(BodySink taker) {
        sink = taker;
        expectMore();
        connection.consumeHeldSoon();
        if (!ended) connection.setReading(true);
    }

    @Override
    public void pause() {
        connection.deadline().off(); // the hop is slow, not the client
        connection.setReading(false);
    }

    @Override
    public void resume() {
        if (ended) return;
        expectMore();
        connection.setReading(true);
    }

    @Override
    public void abandon() {
        sink = null;
        connection.deadline().off();
    }
}
