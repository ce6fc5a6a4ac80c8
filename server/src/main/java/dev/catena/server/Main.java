// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.server.command.Catena;
import dev.catena.server.command.ProxyStarter;
import dev.catena.server.command.Surroundings;
import dev.catena.settings.SettingsDiff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where the process begins: one command, and its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(Catena.commandLine(Surroundings.ofProcess()).execute(arguments));
    }

    /** The proxy as the {@code run} command sees it. */
    private record OfThisProcess(ProxyServer server) implements ProxyStarter.Running {
        @Override
        public InetSocketAddress address(String listener) {
            return server.address(listener);
        }

        @Override
        public Optional<InetSocketAddress> consoleAddress() {
            return server.consoleAddress();
        }

        @Override
        public String reload() {
            try {
                return inWords(server.reload());
            } catch (IOException failure) {
                throw new UncheckedIOException(failure.getMessage(), failure);
            }
        }

        private static String inWords(List<SettingsDiff.Change> changes) {
            return changes.isEmpty()
                ? "reloaded, nothing changed"
                : changes.stream().map(SettingsDiff.Change::toString).collect(Collectors.joining("\n  ", "reloaded\n  ", ""));
        }

        @Override
        public void close() {
            server.close();
        }

        @Override
        public void awaitClosed() throws InterruptedException {
            server.awaitClosed();
        }
    }
}
