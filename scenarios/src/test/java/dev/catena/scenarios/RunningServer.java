// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import dev.catena.server.ProxyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The only place, with {@link AccountsFile}, where scenarios touch a class of the product. */
final class RunningServer implements AutoCloseable {
    private final ProxyServer server;

    private RunningServer(ProxyServer server) {
        this.server = server;
    }

    static RunningServer start(Path settings, InstantSource clock) {
        try {
            return new RunningServer(ProxyServer.start(settings, List.of(), clock));
        } catch (IOException e) {
            throw new UncheckedIOException("starting the server", e);
        }
    }

    InetSocketAddress address(String listener) {
        return server.address(listener);
    }

    InetSocketAddress consoleAddress() {
        return server.consoleAddress().orElseThrow(() -> new AssertionError("the scenario's settings turn the console off"));
    }

    /** What changed with the settings it has read again, a line each. */
    String reload() {
        try {
            return String.join("\n", server.reload().stream().map(Object::toString).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("reading the settings again", e);
        }
    }

    /** Everything that is open, by name. */
    Map<String, Long> census() {
        var open = server.openings();
        return Map.of("client-connections", open.clientConnections(), "exchanges", open.exchanges(), "tunnels", open.tunnels(),
            "origin-connections", open.originConnections(), "origin-idle", open.originIdle(),
            "tunnel-pipes", open.tunnelPipes(), "cache-fetches", open.cacheFetches(), "cache-writers", open.cacheWriters());
    }

    @Override
    public void close() {
        server.close();
    }
}
