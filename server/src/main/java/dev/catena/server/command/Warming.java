// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Has the running proxy fetch URLs, some at a time. */
final class Warming implements AutoCloseable {
    static final String STORED = "stored";
    static final String WAS_THERE = "was-there";
    static final String NOT_STORED = "not-stored";
    static final String FAILED = "failed";

    /** How much longer we wait than the proxy does. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private final ConsoleClient console;
    private final String parameters;
    private final int jobs;
    private final Duration within;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What became of a URL.
     *
     * @param status 0 if no answer came
     * @param bytes of the body that is stored
     * @param why it is not stored, or failed; else empty
     */
    record Result(String url, String outcome, int status, long bytes, Duration took, String why) {}

    /** @param parameters of every fetch, as a query has them */
    Warming(ConsoleClient console, String parameters, int jobs, Duration within) {
        this.console = console;
        this.parameters = parameters;
        this.jobs = jobs;
        this.within = within;
    }

    /**
     * Fetches them all.
     *
     * @param done told of each as it is done, one at a time
     * @throws Problem if the proxy cannot be asked
     */
    void fetch(List<String> urls, Consumer<Result> done) throws InterruptedException {
        var free = new Semaphore(jobs);
        var problem = new AtomicReference<@Nullable Problem>();
        for (var url : urls) {
            free.acquire();
            if (problem.get() != null) {
                free.release();
                break;
            }
            threads.execute(() -> {
                try {
                    var result = fetch(url);
                    synchronized (this) {
                        done.accept(result);
                    }
                } catch (Problem found) {
                    problem.set(found);
                } finally {
                    free.release();
                }
            });
        }
        free.acquire(jobs);
        var found = problem.get();
        if (found != null) throw found;
    }

    private Result fetch(String url) {
        var query = CacheCommand.parameter("url", url) + parameters + "&timeout=" + within.toSeconds();
        var said = CacheCommand.read(console.post("/api/v1/cache/warm?" + query, within.plus(MARGIN)));
        return new Result(url, text(said, "outcome"), (int) number(said, "status"), number(said, "bytes"), Duration.ofMillis(number(said, "milliseconds")), text(said, "why"));
    }

    private static String text(Map<?, ?> said, String name) {
        return said.get(name) instanceof String text ? text : "";
    }

    private static long number(Map<?, ?> said, String name) {
        return said.get(name) instanceof Number number ? number.longValue() : 0;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
