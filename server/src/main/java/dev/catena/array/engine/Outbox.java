// SPDX-License-Identifier: Apache-2.0
package dev.catena.array.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * What members are told without being asked: who tells does not wait, and what comes together goes together. Under more than it holds the rest is
 * left out, for a flood of requests must not become one of messages.
 */
final class Outbox<T> implements AutoCloseable {
    private static final int WAITING_MAX = 4096;
    private static final int TOGETHER_MAX = 256;

    private final BlockingQueue<T> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final Thread thread;

    /** @param send may block */
    Outbox(String thread, Consumer<List<T>> send) {
        this.thread = Thread.ofPlatform().name(thread).daemon().start(() -> {
            try {
                while (true) {
                    var together = new ArrayList<T>();
                    together.add(waiting.take());
                    waiting.drainTo(together, TOGETHER_MAX - 1);
                    send.accept(together);
                }
            } catch (InterruptedException closed) {
                // the end
            }
        });
    }

    /** Any thread; does not block. False: it is left out. */
    boolean put(T news) {
        return waiting.offer(news);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
