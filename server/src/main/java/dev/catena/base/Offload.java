// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Slow work that an event loop hands over: it runs on a virtual thread, behind a bounded queue, until a deadline. Shared by all loops.
 *
 * <p>Two bounds, as the work is of two kinds: password hashes cost processors, directories cost waiting. Give each kind an
 * {@code Offload} of its own, so that a slow directory does not hold up the hashes.
 */
public final class Offload implements AutoCloseable {
    private static final long IDLE_SECONDS = 30;

    private final String name;
    private final Duration deadline;
    private final ThreadPoolExecutor threads;

    /**
     * @param name for thread dumps and messages: {@code passwords}
     * @param runningMax pieces of work at a time
     * @param waitingMax pieces of work that may wait for their turn
     * @param deadline longest time from {@link #submit} to the result, waiting included
     */
    public Offload(String name, int runningMax, int waitingMax, Duration deadline) {
        this.name = name;
        this.deadline = deadline;
        this.threads = new ThreadPoolExecutor(runningMax, runningMax, IDLE_SECONDS, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(waitingMax), Thread.ofVirtual().name(name + "-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The work's result, delivered on some other thread. It fails with what the work threw; with
     * {@link RejectedExecutionException} when too much waits already, or after {@link #close}; with
     * {@link java.util.concurrent.TimeoutException} at the deadline, and then the work is interrupted or never begun.
     */
    public <T> CompletionStage<T> submit(Callable<T> work) {
        var result = new CompletableFuture<T>();
        try {
            var task = threads.submit(() -> run(work, result));
            result.orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS).whenComplete((_, _) -> {
                task.cancel(true);
                threads.remove((Runnable) task);
            });
            return result;
        } catch (RejectedExecutionException _) {
            return CompletableFuture.failedFuture(new RejectedExecutionException(
                threads.isShutdown() ? name + " has ended" : "too much work waits for " + name));
        }
    }

    private static <T> void run(Callable<T> work, CompletableFuture<T> result) {
        try {
            result.complete(work.call());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }

    /** Pieces of work that wait for their turn, for a metric. */
    public int waiting() {
        return threads.getQueue().size();
    }

    /** Takes no more work and interrupts what runs. What waits fails at its deadline. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
