// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A client that sends exactly the bytes it is told and reads answers strictly. One connection, one thread.
 *
 * <p>A send that the peer cuts short is no failure: a server may answer early and close. What counts is what is read then.
 */
public final class RawClient implements AutoCloseable {
    private final Wire wire;
    private final MessageReader reader;
    private final UnaryOperator<String> spelling;

    private RawClient(Wire wire, UnaryOperator<String> spelling) {
        this.wire = wire;
        this.reader = new MessageReader(wire);
        this.spelling = spelling;
    }

    public static RawClient connect(InetSocketAddress server) {
        return connect(server, UnaryOperator.identity());
    }

    /** A client whose texts (not its bytes) pass {@code spelling} first, so that a test can write names it cannot know yet. */
    public static RawClient connect(InetSocketAddress server, UnaryOperator<String> spelling) {
        var socket = new Socket();
        try {
            socket.connect(server, (int) Patience.USUAL.toMillis());
            return new RawClient(new Wire(socket), spelling);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to " + server, e);
        }
    }

    /** Sends {@code text} as {@link WireText} reads it. */
    public RawClient send(String text) {
        return send(WireText.bytes(spelling.apply(text)));
    }

    public RawClient send(byte[] bytes) {
        try {
            wire.send(bytes);
        } catch (IOException _) {
            // The peer has closed: the reader will see it.
        }
        return this;
    }

    /** A stream whose every write is sent, for bodies too big to hold; here it is an {@link IOException} when the peer has closed. */
    public OutputStream out() {
        return wire.out(Patience.USUAL);
    }

    /** Ends our direction: the peer reads EOF, we still read. */
    public RawClient finish() {
        try {
            wire.finish();
        } catch (IOException _) {
            // The peer has closed: the reader will see it.
        }
        return this;
    }

    /** The answer to a GET, within the usual patience. */
    public Response response() {
        return response("GET");
    }

    /** The answer to a request of that method (it decides whether a body follows). */
    public Response response(String method) {
        return response(method, Patience.USUAL);
    }

    public Response response(String method, Duration within) {
        return reader.response(method, Patience.of(within));
    }

    /** The answer, its body given to {@code sink} as it comes. */
    public Response response(String method, OutputStream sink) {
        return reader.response(method, sink, Patience.usual());
    }

    /** Sends, and reads the answer; the method is the text's first word. */
    public Response ask(String text) {
        return send(text).response(text.substring(0, Math.max(0, text.indexOf(' '))));
    }

    /** Reads exactly {@code count} bytes, of a tunnel for example; fewer when the connection ends. */
    public byte[] bytes(int count) {
        return wire.bytes(count);
    }

    /** Reads all there is until the peer closes or resets; which of them, {@link #ending()} says. */
    public byte[] untilEnd() {
        try {
            return reader.body(new Framing.UntilClose()).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading to the end", e);
        }
    }

    /** How the peer ended the connection, as far as reading has noticed. */
    public Ending ending() {
        return wire.ending();
    }

    /** Whether the peer closes or resets within {@code quiet}, is still open after it, or sends what nobody asked for. */
    public Ending probe(Duration quiet) {
        return wire.probe(quiet);
    }

    /** Waits for the peer to end the connection, and fails when it sends something or nothing instead. */
    public Ending awaitEnding() {
        var ending = wire.probe(Patience.USUAL);
        if (ending != Ending.CLOSED && ending != Ending.RESET) {
            throw new AssertionError("the connection should have ended, but it is " + ending + "; all that came:\n"
                    + WireText.show(wire.received()));
        }
        return ending;
    }

    /** Everything received so far as it was on the wire, up to 4 MiB. */
    public byte[] received() {
        return wire.received();
    }

    public Wire wire() {
        return wire;
    }

    /** Closes with FIN. */
    @Override
    public void close() {
        wire.close();
    }

    /** Closes with RST. */
    public void reset() {
        wire.reset();
    }
}
