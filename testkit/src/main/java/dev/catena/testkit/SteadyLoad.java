// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the same thing again and again, at a steady pace over connections that stay: what is not answered with 200, whole and
 * on the connection it was asked on, is lost.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final String request;
    private final long periodNanos;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final ConcurrentLinkedQueue<AssertionError> losses = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    private SteadyLoad(String request, long periodNanos) {
        this.request = request;
        this.periodNanos = periodNanos;
    }

    /** Begins: {@code perSecond} requests over all {@code connections} together, each as {@link RawClient#ask} takes it. */
    public static SteadyLoad start(InetSocketAddress server, String request, int connections, int perSecond) {
        var load = new SteadyLoad(request, SECOND_NANOS * connections / perSecond);
        for (int i = 0; i < connections; i++) {
            long firstNanos = System.nanoTime() + load.periodNanos * i / connections;
            load.threads.add(Thread.ofVirtual().name("steady-load").start(() -> load.ask(server, firstNanos)));
        }
        return load;
    }

    /** How many requests were answered so far. */
    public int answered() {
        return answered.get();
    }

    public boolean hasLost() {
        return !losses.isEmpty();
    }

    /** Asks no more, waits until everything that was asked is answered, and fails with what was lost. */
    public void finish() {
        close();
        var first = losses.poll();
        if (first != null) {
            losses.forEach(first::addSuppressed);
            throw first;
        }
    }

    /** Asks no more, and waits until everything that was asked is answered or lost. */
    @Override
    public void close() {
        ended = true;
        try {
            for (var thread : threads) {
                LockSupport.unpark(thread);
                if (!thread.join(Patience.USUAL.multipliedBy(2))) {
                    throw new AssertionError("a connection of the load still waits for its answer");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void ask(InetSocketAddress server, long firstNanos) {
        try (var client = RawClient.connect(server)) {
            for (long next = firstNanos; !ended; next += periodNanos) {
                while (!ended && next - System.nanoTime() > 0) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
                var response = client.ask(request);
                if (response.status() != 200 || !response.isComplete()) {
                    throw new AssertionError("the answer should be a whole 200, but is " + response);
                }
                answered.incrementAndGet();
            }
        } catch (AssertionError | RuntimeException loss) {
            losses.add(new AssertionError("lost after %d answers on all connections: %s".formatted(answered(), loss.getMessage()), loss));
        }
    }
}
