// SPDX-License-Identifier: Apache-2.0
package dev.catena.exchange;

import dev.catena.http.BodyLength;
import dev.catena.http.Headers;
import dev.catena.http.ResponseHead;
import dev.catena.http.WireBuffer;
import dev.catena.identity.ConnectionProof;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import dev.catena.upstream.Reply;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Who waits for the answer to a request of our own: nobody. Takes all and keeps nothing. Owner: one event loop. */
final class Nobody implements ClientSide {
    private final LoopContext context;
    private final InetSocketAddress address;
    private final boolean overLoopback;
    private final ConnectionProof proof;
    private final Pins pins = new Pins(() -> { });
    private final Runnable over;
    private final @Nullable Consumer<Reply.Head> taker;

    /**
     * @param address on whose account it is asked: routes may depend on it
     * @param over runs when the answer has been thrown away
     */
    Nobody(LoopContext context, InetSocketAddress address, boolean overLoopback, Runnable over) {
        this(context, address, overLoopback, over, null);
    }

    /** @param taker takes the answer of the next hop, and then tells the exchange how that ends; what we would answer ourselves is thrown away */
    Nobody(LoopContext context, InetSocketAddress address, boolean overLoopback, Runnable over, @Nullable Consumer<Reply.Head> taker) {
        this.context = context;
        this.address = address;
        this.overLoopback = overLoopback;
        this.proof = new ConnectionProof(address.getAddress());
        this.over = over;
        this.taker = taker;
    }

    @Override
    public LoopContext context() {
        return context;
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
    public boolean wantsBodies() {
        return false;
    }

    @Override
    public boolean takeReply(Reply.Head reply) {
        if (taker != null) taker.accept(reply);
        return taker != null;
    }

    @Override
    public void skipRequestBody() {}

    @Override
    public BodySource requestBody() {
        return BodySource.EMPTY;
    }

    @Override
    public void interim(ResponseHead head) {}

    @Override
    public void begin(int status, String reason, WireBuffer fields, BodyLength body, boolean bodiless) {}

    @Override
    public void takeData(ByteBuf chunk) {
        chunk.release();
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public void takeFile(LeasedRegion region) {
        region.release();
    }

    @Override
    public void end(Headers trailers) {
        over();
    }

    @Override
    public void cut() {
        over();
    }

    /** Nothing more comes. */
    void over() {
        pins.close();
        over.run();
    }

    @Override
    public void flush() {}

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long wireBytes() {
        return 0;
    }

    @Override
    public long bodyBytes() {
        return 0;
    }

    @Override
    public void closeAfterwards() {}

    @Override
    public Handover becomeTunnel(int status, String reason, WireBuffer fields) {
        throw new IllegalStateException("no request of our own is a tunnel");
    }
}
