// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import dev.catena.identity.LogInEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * What members are told without being asked: who tells does not wait, and what comes together goes together. Under more than it holds the rest is
 * left out, for a flood of failed log-ins must not become one of messages; each member still counts its own.
 */
final class Outbox implements AutoCloseable {
    private static final int WAITING_MAX = 4096;
    private static final int TOGETHER_MAX = 256;

    private final BlockingQueue<LogInEvent> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;

    /** @param send may block */
    Outbox(Consumer<List<LogInEvent>> send) {
        thread = Thread.ofPlatform().name("catena-array-outbox").daemon().start(() -> {
            try {
                while (true) {
                    var together = new ArrayList<LogInEvent>();
                    together.add(waiting.take());
                    waiting.drainTo(together, TOGETHER_MAX - 1);
                    send.accept(together);
                }
            } catch (InterruptedException closed) {
                // the end
            }
        });
    }

    /** Any thread; does not block. */
    void put(LogInEvent event) {
        waiting.offer(event);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
