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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Connects to the first of several addresses that answers (RFC 8305); one for each event loop, used on it only. */
public final class HappyEyeballs {
    /** Starts one connection on the event loop; the channel is ours from then on, until it is the result. */
    @FunctionalInterface
    public interface ConnectAttempt {
        ChannelFuture start(InetSocketAddress address);
    }

    /** How a race ends. */
    public sealed interface Outcome {
        record Connected(Channel channel, InetSocketAddress address) implements Outcome {}

        record Failed(Refusal refusal) implements Outcome {}
    }

    /**
     * @param delay what an attempt is given before the next begins beside it
     * @param timeout for all attempts of a connection together
     */
    public HappyEyeballs(EventLoop loop, Duration delay, Duration timeout, InstantSource clock) {}

    /** Connects to one of the addresses. */
    public CompletionStage<Outcome> connect(
            List<InetAddress> addresses, int port, AddressGuard guard, boolean callerOverLoopback, ConnectAttempt attempt) {
        return new CompletableFuture<>();
    }
}
