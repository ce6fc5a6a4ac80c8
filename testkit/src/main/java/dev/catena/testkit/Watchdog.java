// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Gives blocking writes the deadline that sockets do not offer: closes the socket, which wakes the writer. */
final class Watchdog {
    /** A blocking write. */
    @FunctionalInterface
    interface Write {
        void run() throws IOException;
    }

    private static final ScheduledExecutorService TIMER =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("testkit-watchdog").factory());

    private Watchdog() {}

    /** Writes; after {@code within} it closes {@code socket} and fails, as {@code what} did not happen. */
    static void guard(Closeable socket, Duration within, String what, Write write) throws IOException {
        var patience = Patience.of(within);
        var bite = TIMER.schedule(() -> close(socket), within.toNanos(), TimeUnit.NANOSECONDS);
        try {
            write.run();
        } catch (IOException e) {
            if (patience.isOver()) {
                throw patience.exhausted(what);
            }
            throw e;
        } finally {
            bite.cancel(false);
        }
    }

    private static void close(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
