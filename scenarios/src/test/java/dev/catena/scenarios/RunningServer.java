// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import dev.catena.server.ProxyServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The only place where scenarios touch a class of the product. */
final class RunningServer implements AutoCloseable {
    private final ProxyServer server;

    private RunningServer(ProxyServer server) {
        this.server = server;
    }

    static RunningServer start(Path settings, InstantSource clock) {
        return new RunningServer(ProxyServer.start(settings, List.of(), clock));
    }

    InetSocketAddress address(String listener) {
        return server.address(listener);
    }

    InetSocketAddress consoleAddress() {
        return server.consoleAddress();
    }

    /** What the server says about the settings it has read again. */
    String reload() {
        return server.reload();
    }

    /** Everything that is open, by name. */
    Map<String, Long> census() {
        return server.census();
    }

    @Override
    public void close() {
        server.close();
    }
}
