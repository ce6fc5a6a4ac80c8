// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.http.Trailers;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.observe.ExchangeRecord.End;
import io.netty.buffer.ByteBuf;

/** A body on its way to one client, which sets the pace of its source. Owner: one event loop. */
final class Delivery implements BodySink {
    private final Exchange exchange;
    private final ClientSide client;
    private final boolean trailersWanted;
    private BodySource source;
    private Headers lastWords = Headers.EMPTY;
    private boolean paused;

    Delivery(Exchange exchange, ClientSide client, BodySource source, boolean trailersWanted) {
        this.exchange = exchange;
        this.client = client;
        this.source = source;
        this.trailersWanted = trailersWanted;
    }

    /** From the source straight to the client. */
    void start() {
        source.sendTo(this);
    }

    /** From now on the client sets the pace of another source only. */
    void goOnFrom(BodySource other) {
        if (paused) source.resume();
        source = other;
        if (paused) other.pause();
        other.sendTo(this);
    }

    @Override
    public void takeData(ByteBuf chunk) {
        client.takeData(chunk);
        keepPace();
    }

    @Override
    public boolean takesFiles() {
        return client.takesFiles();
    }

    @Override
    public void takeFile(LeasedRegion region) {
        client.takeFile(region);
        keepPace();
    }

    private void keepPace() {
        if (client.isWritable()) return;
        client.flush();
        if (client.isWritable()) return;
        paused = true;
        source.pause();
    }

    /** Trailers that came another way than the bytes. */
    void lastWords(Headers trailers) {
        lastWords = trailers;
    }

    @Override
    public void end(Headers trailers) {
        var last = trailers.size() > 0 ? trailers : lastWords;
        exchange.finish(End.COMPLETE, trailersWanted ? Trailers.forwardable(last) : Headers.EMPTY);
    }

    @Override
    public void cut(Refusal why) {
        exchange.breakOff(End.ORIGIN_CUT, why);
    }

    @Override
    public void flush() {
        client.flush();
    }

    void resume() {
        paused = false;
        source.resume();
    }

    /** The client is gone. */
    void abandon() {
        source.abandon();
    }
}
