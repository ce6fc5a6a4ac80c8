// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.Headers;
import dev.catena.http.Refusal;
import dev.catena.net.BodySink;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.observe.ExchangeRecord.End;
import io.netty.buffer.ByteBuf;

/** A stored body on its way to one client, which sets the pace. Owner: one event loop. */
final class Delivery implements BodySink {
    private final Exchange exchange;
    private final ClientSide client;
    private final BodySource source;

    Delivery(Exchange exchange, ClientSide client, BodySource source) {
        this.exchange = exchange;
        this.client = client;
        this.source = source;
    }

    void start() {
        source.sendTo(this);
    }

    @Override
    public void takeData(ByteBuf chunk) {
        client.takeData(chunk);
        keepPace();
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public void takeFile(LeasedRegion region) {
        client.takeFile(region);
        keepPace();
    }

    private void keepPace() {
        if (client.isWritable()) return;
        client.flush();
        if (!client.isWritable()) source.pause();
    }

    @Override
    public void end(Headers trailers) {
        exchange.finish(End.COMPLETE, Headers.EMPTY);
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
        source.resume();
    }

    /** The client is gone. */
    void abandon() {
        source.abandon();
    }
}
