// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.util.Optional;

/** One connection to an {@link Origin}: its own thread serves requests on it until somebody ends it. */
public final class OriginConnection {
    private final Origin origin;
    private final Wire wire;
    private final MessageReader reader;
    private final Thread thread;
    private volatile boolean closedByUs;

    OriginConnection(Origin origin, Wire wire) {
        this.origin = origin;
        this.wire = wire;
        this.reader = new MessageReader(wire);
        this.thread = Thread.ofVirtual().name("origin-connection").unstarted(this::serve);
    }

    void start() {
        thread.start();
    }

    /** Everything that came over it, up to 4 MiB, as it was on the wire. */
    public byte[] received() {
        return wire.received();
    }

    public long receivedCount() {
        return wire.receivedCount();
    }

    public long sentCount() {
        return wire.sentCount();
    }

    /** How the peer ended it, as far as the origin has noticed; a connection nobody reads notices nothing. */
    public Ending ending() {
        return wire.ending();
    }

    /** Waits until the peer ended it, with FIN or RST. */
    public Ending awaitEnding() {
        Patience.until("the peer to end its connection to the origin", Patience.USUAL, () -> wire.ending() != Ending.OPEN);
        return wire.ending();
    }

    public void close() {
        closedByUs = true;
        wire.close();
    }

    /** Ends it with RST. */
    public void reset() {
        closedByUs = true;
        wire.reset();
    }

    /** Waits until its thread is done; wakes it from whatever gate it still stands before. */
    void awaitServed() {
        thread.interrupt();
        try {
            if (!thread.join(Patience.USUAL)) {
                throw new AssertionError("an origin's connection is still being served");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bytes themselves: for what follows a 101, until the program closes. */
    public Wire wire() {
        return wire;
    }

    Body body(Request request) {
        return reader.body(Framing.ofRequest(request));
    }

    private void serve() {
        try {
            origin.conversation().on(this);
        } catch (IOException _) {
            // The peer left while we were sending: whether it should have is for the test to say.
        } catch (Throwable failure) {
            if (!closedByUs) {
                origin.failed(failure);
            }
        } finally {
            wire.close(); // After the failure is kept: who sees the close may ask for it.
        }
    }

    /** Reads a request, has it answered, and so on until one side ends the connection. */
    void serveRequests() throws IOException {
        for (var request = next(); request.isPresent() && !closedByUs; request = next()) {
            var exchange = new OriginExchange(origin, this, request.get());
            origin.serve(exchange);
            if (closedByUs || exchange.endsConnection() || !exchange.drainsBody()) {
                return;
            }
        }
    }

    private Optional<Request> next() {
        awaitRequest();
        return reader.request(Patience.usual());
    }

    /** A pooled connection may be idle for as long as the test lasts: this wait alone has no deadline but the close. */
    private void awaitRequest() {
        while (wire.probe(Patience.USUAL) == Ending.OPEN) {
            // Still idle.
        }
    }
}
