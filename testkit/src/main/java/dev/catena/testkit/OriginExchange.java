// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;

/** A request at an {@link Origin}, and everything the program there can do about it. Belongs to the connection's thread. */
public final class OriginExchange {
    private final Origin origin;
    private final OriginConnection connection;
    private final Request request;
    private final Body body;
    private boolean endsConnection;

    OriginExchange(Origin origin, OriginConnection connection, Request request) {
        this.origin = origin;
        this.connection = connection;
        this.request = request;
        this.body = connection.body(request);
        this.endsConnection = request.endsConnection();
    }

    public Request request() {
        return request;
    }

    /** The request's body as it arrives. */
    public Body body() {
        return body;
    }

    /** The whole body; for those that fit. */
    public byte[] readBody() throws IOException {
        return body.readAllBytes();
    }

    public OriginConnection connection() {
        return connection;
    }

    /**
     * Sends the response part of a transcript, {@code < 200 OK …}: adds {@code Date} and {@code Content-Length} unless they are
     * written or negated, closes afterwards if the response says {@code Connection: close} or has no length.
     */
    public void answer(String response) throws IOException {
        var transcript = Transcript.parse("> " + request.method() + " *\n" + response);
        for (var message : transcript.exchanges().getFirst().responses()) {
            answer(message);
        }
    }

    void answer(Transcript.Message message) throws IOException {
        send(Draft.response(message, request.method(), origin.clock().instant()));
        endsConnection |= Draft.endsConnection(message);
    }

    /** Remembers what is wrong with the request, and only then answers 500: who sees the answer may ask for the reason. */
    void refuse(AssertionError mismatch) throws IOException {
        origin.failed(mismatch);
        send("HTTP/1.1 500 Not In The Script\nContent-Length: 0\nConnection: close\n\n");
        endsConnection = true;
    }

    /** Sends {@code text} as {@link WireText} reads it: nothing is added. */
    public OriginExchange send(String text) throws IOException {
        return send(WireText.bytes(text));
    }

    public OriginExchange send(byte[] bytes) throws IOException {
        connection.wire().send(bytes);
        return this;
    }

    /** A stream whose every write is sent, for bodies too big to hold: {@code bigBody.writeTo(exchange.out())}. */
    public OutputStream out() {
        return out(Patience.USUAL);
    }

    /** As {@link #out()}, for a peer that is known to take its time: each write may last {@code within}. */
    public OutputStream out(Duration within) {
        return connection.wire().out(within);
    }

    /** Closes with FIN. */
    public void close() {
        connection.close();
    }

    /** Closes with RST. */
    public void reset() {
        connection.reset();
    }

    /** Sends nothing more and waits for the peer to give up; fails when it never does. Returns how it ended the connection. */
    public Ending stall(Duration within) {
        var patience = Patience.of(within);
        while (connection.wire().available(patience)) {
            connection.wire().read(patience);
        }
        close();
        return connection.ending();
    }

    boolean endsConnection() {
        return endsConnection;
    }

    /** Reads what is left of the request's body, so that the next request can be read; false when it is cut. */
    boolean drainsBody() throws IOException {
        body.transferTo(OutputStream.nullOutputStream());
        return body.ending() == Ending.OPEN;
    }
}
