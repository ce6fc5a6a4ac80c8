// SPDX-License-Identifier: Apache-2.0
package dev.catena.listen;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.LimitSettings;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts client connections over all listeners, and of each source address. Any thread. */
public final class Admissions {
    private final AtomicInteger all = new AtomicInteger();
    private final LongAdder handshakesFailed = new LongAdder();
    private final Map<InetAddress, Integer> byClient = new ConcurrentHashMap<>();

    /** Counts a connection in, or says which limit it meets. Whoever got in {@link #leave}s once. */
    Optional<Refusal> enter(InetAddress client, LimitSettings limits) {
        if (all.incrementAndGet() > limits.connections()) {
            all.decrementAndGet();
            return Optional.of(new Refusal(RefusalCode.TOO_BUSY,
                limits.connections() + " client connections are open", "try again later, or raise `limits.connections`"));
        }
        if (byClient.merge(client, 1, Integer::sum) > limits.connectionsPerClient()) {
            leave(client);
            return Optional.of(new Refusal(RefusalCode.TOO_BUSY,
                limits.connectionsPerClient() + " connections from " + client.getHostAddress() + " are open",
                "close some, or raise `limits.connections-per-client`"));
        }
        return Optional.empty();
    }

    /** A client got in, and then did not agree with us on TLS. */
    void handshakeFailed() {
        handshakesFailed.increment();
    }

    /** How often that was so since the start. */
    public long handshakesFailed() {
        return handshakesFailed.sum();
    }

    void leave(InetAddress client) {
        all.decrementAndGet();
        byClient.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
    }
}
