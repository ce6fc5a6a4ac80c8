// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that follows a script, or a program, or both: requests beyond the scripts go to the program.
 *
 * <p>It listens on an ephemeral port of 127.0.0.1, keeps every connection with the bytes that came over it, and remembers what
 * went wrong until {@link #verify()}: a request that is not in the script is answered 500 and never forgotten.
 */
public final class Origin implements AutoCloseable {
    /** Answers a request; may block, and may do to the connection whatever it likes. An {@link IOException} means the peer left. */
    @FunctionalInterface
    public interface Answerer {
        void answer(OriginExchange exchange) throws IOException;
    }

    /** Has a connection to itself, before any request was read: for tunnels, and for servers that do not speak HTTP. */
    @FunctionalInterface
    public interface Talker {
        void talk(Wire wire) throws IOException;
    }

    /** What happens on a connection from its first byte to its last. */
    @FunctionalInterface
    interface Conversation {
        void on(OriginConnection connection) throws IOException;
    }

    private static final int REQUESTS_KEPT = 10_000;

    private final InstantSource clock;
    private final ServerSocket listening;
    private final Script script = new Script();
    private final List<OriginConnection> connections = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedDeque<Request> requests = new ConcurrentLinkedDeque<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final Thread accepting = Thread.ofVirtual().name("origin-accept").unstarted(this::accept);
    private volatile Answerer answerer = _ -> {
        throw new AssertionError("the origin was asked, and has neither a script nor a program for it");
    };
    private volatile Conversation conversation = OriginConnection::serveRequests;
    private volatile boolean ended;

    private Origin(InstantSource clock) throws IOException {
        this.clock = clock;
        this.listening = new ServerSocket();
        listening.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 512);
    }

    /** An origin that accepts connections; {@code clock} is where its {@code Date} comes from. */
    public static Origin start(InstantSource clock) {
        try {
            var origin = new Origin(clock);
            origin.accepting.start();
            return origin;
        } catch (IOException e) {
            throw new UncheckedIOException("an origin could not listen on 127.0.0.1", e);
        }
    }

    /** Expects the exchanges of {@code transcript}, in order, after those it already expects. */
    public Origin follow(Transcript transcript) {
        script.add(transcript);
        return this;
    }

    /** Answers requests that no script speaks of. */
    public Origin onRequest(Answerer program) {
        answerer = program;
        return this;
    }

    /** Answers every such request with the response part of a transcript: {@code < 200 OK …}. */
    public Origin always(String response) {
        return onRequest(exchange -> exchange.answer(response));
    }

    /** Gives every new connection to {@code program}; the connection is closed when it returns. */
    public Origin onConnection(Talker program) {
        conversation = connection -> program.talk(connection.wire());
        return this;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** How many request heads came, over all connections. */
    public int requestCount() {
        return asked.get();
    }

    /** The request heads that came, in order; the last 10,000. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public Request lastRequest() {
        return requests.getLast();
    }

    /** Every connection there has been, in order of acceptance. */
    public List<OriginConnection> connections() {
        return List.copyOf(connections);
    }

    public Origin awaitRequests(int count) {
        Patience.until("%d requests at the origin".formatted(count), Patience.USUAL, () -> requestCount() >= count);
        return this;
    }

    public Origin awaitConnections(int count) {
        Patience.until("%d connections at the origin".formatted(count), Patience.USUAL, () -> connections.size() >= count);
        return this;
    }

    /** Fails with what went wrong since it was last told, and when a script is not at its end. */
    public void verify() {
        complaint().ifPresent(complaint -> {
            throw complaint;
        });
        script.verifyEnded();
    }

    /** What went wrong since it was last told: often the reason why a client saw something unexpected. */
    public Optional<AssertionError> complaint() {
        var first = failures.poll();
        if (first == null) {
            return Optional.empty();
        }
        var complaint = new AssertionError("at the origin: " + first.getMessage(), first);
        for (var later = failures.poll(); later != null; later = failures.poll()) {
            complaint.addSuppressed(later);
        }
        return Optional.of(complaint);
    }

    /** No longer accepts connections; those it has live on. From now on the origin is one that refuses. */
    public void refuseConnections() {
        try {
            listening.close();
            accepting.join(); // A socket that is being accepted on lives until the accept returns.
        } catch (IOException e) {
            throw new UncheckedIOException("closing the origin's listening socket", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything at once, without verifying. */
    @Override
    public void close() {
        ended = true;
        refuseConnections();
        connections.forEach(OriginConnection::close);
        connections.forEach(OriginConnection::awaitServed);
    }

    private void accept() {
        try {
            while (true) {
                var connection = new OriginConnection(this, new Wire(listening.accept()));
                connections.add(connection);
                connection.start();
                if (ended) {
                    connection.close();
                }
            }
        } catch (IOException _) {
            // Closed by close() or refuseConnections().
        }
    }

    void serve(OriginExchange exchange) throws IOException {
        requests.add(exchange.request());
        if (asked.incrementAndGet() > REQUESTS_KEPT) {
            requests.poll();
        }
        var next = script.next();
        if (next.isPresent()) {
            next.get().answer(exchange);
        } else {
            answerer.answer(exchange);
        }
    }

    Conversation conversation() {
        return conversation;
    }

    InstantSource clock() {
        return clock;
    }

    /** Keeps what a connection's thread ran into; once the origin is closed, nothing is a failure any more. */
    void failed(Throwable failure) {
        if (!ended) {
            failures.add(failure);
        }
    }
}
