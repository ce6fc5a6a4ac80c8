// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns names into addresses; one for each event loop, used on it only. */
public final class Resolver implements AutoCloseable {
    public Resolver(EventLoop loop, DnsSettings settings, HostsTable hosts, InstantSource clock) {}

    /** The addresses of a host as a URL writes it; already completed when no question had to be sent. */
    public CompletionStage<Resolution> resolve(String host) {
        return new CompletableFuture<>();
    }

    @Override
    public void close() {}
}
