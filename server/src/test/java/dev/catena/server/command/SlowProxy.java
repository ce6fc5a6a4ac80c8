// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * A process with {@code catena run} whose proxy ends when a byte comes from standard input, so that a test decides how long it drains.
 */
final class SlowProxy implements ProxyStarter.Running {
    private final CountDownLatch closed = new CountDownLatch(1);

    private SlowProxy() {}

    public static void main(String[] arguments) {
        System.exit(Catena.commandLine(Surroundings.ofProcess((file, overrides) -> new SlowProxy())).execute("run"));
    }

    @Override
    public InetSocketAddress address(String listener) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 54321);
    }

    @Override
    public Optional<InetSocketAddress> consoleAddress() {
        return Optional.empty();
    }

    @Override
    public String reload() {
        return "nothing changed";
    }

    @Override
    public void close() {
        try {
            System.in.read();
        } catch (IOException gone) {
            // The test has ended; so does this.
        }
        closed.countDown();
    }

    @Override
    public void awaitClosed() throws InterruptedException {
        closed.await();
    }
}
