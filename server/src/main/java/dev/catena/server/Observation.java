// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.observe.Journal;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** What watches the proxy: access logs, metrics, the console. */
final class Observation implements AutoCloseable {
    private final Journal journal = new Journal(List.of());

    Observation(ProxySettings settings) {}

    Journal journal() {
        return journal;
    }

    void open(ProxyServer server, ProxySettings settings) throws IOException {}

    void use(ProxySettings settings) {}

    Optional<InetSocketAddress> consoleAddress() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
