// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.Trailers;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.observe.ExchangeRecord.End;
import dev.catena.store.StoreWriter;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * One body to two takers: the client, which sets the pace, and the store, which keeps up because it only copies.
 * Owner: one event loop.
 */
final class ResponseRelay implements BodySink {
    private final Exchange exchange;
    private final ClientSide client;
    private final BodySource source;
    private final Optional<StoreWriter> writer;
    private final boolean trailersWanted;

    ResponseRelay(Exchange exchange, ClientSide client, BodySource source, Optional<StoreWriter> writer, boolean trailersWanted) {
        this.exchange = exchange;
        this.client = client;
        this.source = source;
        this.writer = writer;
        this.trailersWanted = trailersWanted;
    }

    @Override
    public void takeData(ByteBuf chunk) {
        if (writer.isPresent()) writer.get().write(chunk);
        client.takeData(chunk);
        if (client.isWritable()) return;
        client.flush();
        if (!client.isWritable()) source.pause();
    }

    @Override
    public void end(Headers trailers) {
        // stored before the client knows the end: its next request must find it
        writer.ifPresent(StoreWriter::commit);
        exchange.finish(End.COMPLETE, trailersWanted ? Trailers.forwardable(trailers) : Headers.EMPTY);
    }

    @Override
    public void cut(Refusal why) {
        writer.ifPresent(StoreWriter::abandon);
        exchange.breakOff(End.ORIGIN_CUT, why);
    }

    @Override
    public void flush() {
        client.flush();
    }

    void resume() {
        source.resume();
    }

    /** The client is gone. */
    void abandon() {
        writer.ifPresent(StoreWriter::abandon);
        source.abandon();
    }
}
