// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import dev.catena.http.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Connects to the first of several addresses that answers (RFC 8305 §5): they are tried one beside the other, each a
 * delay after the one before it, or at once when that failed. The first connection wins, the others are closed.
 *
 * <p>Owner: one event loop. What failed lately is remembered here and tried last by later connections of the loop.
 */
public final class HappyEyeballs {
    /** Addresses of one host that are tried at most. */
    public static final int ADDRESSES_MAX = 16;

    /**
     * Starts one connection on the event loop. The channel is the race's until it is the result; it has no connect
     * timeout of its own and reads nothing yet.
     */
    @FunctionalInterface
    public interface ConnectAttempt {
        ChannelFuture start(InetSocketAddress address);
    }

    /** How a race ends. */
    public sealed interface Outcome {
        /** The channel is the caller's now, to use or to close. */
        record Connected(Channel channel, InetSocketAddress address) implements Outcome {}

        /** Of all that failed, what tells most: refused, then unroutable, then too late, then prohibited. */
        record Failed(Refusal refusal) implements Outcome {}
    }

    private final EventLoop loop;
    private final Duration delay;
    private final Duration timeout;
    private final RecentFailures failures;

    /**
     * @param delay what an attempt is given before the next begins beside it ({@code origins.happy-eyeballs-delay})
     * @param timeout for all attempts of a connection together ({@code timeouts.connect})
     */
    public HappyEyeballs(EventLoop loop, Duration delay, Duration timeout, InstantSource clock) {
        this.loop = loop;
        this.delay = delay;
        this.timeout = timeout;
        this.failures = new RecentFailures(clock);
    }

    /**
     * Connects to one of the addresses, at least one.
     *
     * @param guard asked about each address when its turn comes
     * @return completes on the event loop, exactly once and at the latest after the timeout
     */
    public CompletionStage<Outcome> connect(
            List<InetAddress> addresses, int port, AddressGuard guard, boolean callerOverLoopback, ConnectAttempt attempt) {
        var sockets = AddressOrder.of(addresses, address -> failures.has(new InetSocketAddress(address, port))).stream()
            .limit(ADDRESSES_MAX)
            .map(address -> new InetSocketAddress(address, port))
            .toList();
        return new ConnectRace(loop, sockets, delay, timeout, failures,
            socket -> guard.refuses(socket.getAddress(), socket.getPort(), callerOverLoopback), attempt).run();
    }
}
