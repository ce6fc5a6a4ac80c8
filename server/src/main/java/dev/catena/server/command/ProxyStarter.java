// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Starts the proxy of this process. */
@FunctionalInterface
public interface ProxyStarter {
    /**
     * Builds the proxy and opens its listeners.
     *
     * @param settingsFile empty for the initial settings
     * @param overrides {@code key=value}, as given with {@code --set}
     * @throws IOException if it cannot listen; a {@link java.net.BindException} among its causes means that an address is in use
     */
    Running start(Optional<Path> settingsFile, List<String> overrides) throws IOException;

    /** A proxy at work. */
    interface Running {
        /** Where a listener really listens; its port may have been chosen by the system. */
        InetSocketAddress address(String listener);

        /** Where the console listens, if there is one. */
        Optional<InetSocketAddress> consoleAddress();

        /** Reads the settings again; says what changed, or throws with what is wrong and changes nothing. */
        String reload();

        /** Accepts nothing more and returns when running exchanges have ended, or their time has. */
        void close();

        /** Returns when the proxy is closed. */
        void awaitClosed() throws InterruptedException;
    }
}
