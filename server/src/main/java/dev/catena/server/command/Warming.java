// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.settings.HostPort;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Fetches URLs through a listener, some at a time, and reads from {@code Cache-Status} what became of each. */
final class Warming implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Pattern DETAIL = Pattern.compile("detail=(\"[^\"]*\"|[^;,]*)");

    private final HostPort listener;
    private final HttpClient client;
    private final List<String> fields;
    private final int jobs;
    private final Duration timeout;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    enum Outcome {
        /** It is stored now. */
        STORED,
        /** It was there already. */
        WAS_THERE,
        /** It was fetched, and not stored. */
        NOT_STORED,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What became of a URL.
     *
     * @param status 0 if none came
     * @param bytes of the body
     * @param why it is not stored, or failed; else empty
     */
    record Result(String url, Outcome outcome, int status, long bytes, Duration took, String why) {}

    /** @param fields {@code Name: value}, for every request */
    Warming(HostPort listener, List<String> fields, int jobs, Duration timeout) {
        this.listener = listener;
        this.fields = List.copyOf(fields);
        this.jobs = jobs;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_MAX).followRedirects(HttpClient.Redirect.NEVER)
            .proxy(ProxySelector.of(new InetSocketAddress(listener.host(), listener.port()))).build();
    }

    /**
     * Fetches them all.
     *
     * @param done told of each as it is done, one at a time
     * @throws Problem if nobody answers at the listener's address
     */
    void fetch(List<String> urls, Consumer<Result> done) throws InterruptedException {
        var free = new Semaphore(jobs);
        var problem = new AtomicReference<@Nullable Problem>();
        for (var url : urls) {
            free.acquire();
            if (problem.get() != null) break;
            threads.execute(() -> {
                try {
                    var result = fetch(url);
                    synchronized (this) {
                        done.accept(result);
                    }
                } catch (Problem found) {
                    problem.set(found);
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } finally {
                    free.release();
                }
            });
        }
        free.acquire(jobs);
        var found = problem.get();
        if (found != null) throw found;
    }

    private Result fetch(String url) throws InterruptedException {
        if (!url.toLowerCase(Locale.ROOT).startsWith("http://")) {
            return new Result(url, Outcome.FAILED, 0, 0, Duration.ZERO, "what is not http:// goes through a tunnel, and is never stored");
        }
        var bytes = new AtomicLong();
        long begun = System.nanoTime();
        CompletableFuture<HttpResponse<Void>> answer;
        try {
            answer = client.sendAsync(request(url), HttpResponse.BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(chunk -> bytes.addAndGet(chunk.length))));
        } catch (IllegalArgumentException wrong) {
            return new Result(url, Outcome.FAILED, 0, 0, Duration.ZERO, String.valueOf(wrong.getMessage()));
        }
        try {
            var response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return judged(url, response, bytes.get(), Duration.ofNanos(System.nanoTime() - begun));
        } catch (TimeoutException _) {
            answer.cancel(true);
            return failed(url, bytes, begun, "not done within %d s".formatted(timeout.toSeconds()));
        } catch (ExecutionException failure) {
            if (failure.getCause() instanceof ConnectException) throw Problem.notReachable("nobody answers at %s: is the proxy running (`catena run`)?".formatted(listener));
            return failed(url, bytes, begun, String.valueOf(failure.getCause()));
        }
    }

    private static Result failed(String url, AtomicLong bytes, long begunNanos, String why) {
        return new Result(url, Outcome.FAILED, 0, bytes.get(), Duration.ofNanos(System.nanoTime() - begunNanos), why);
    }

    private HttpRequest request(String url) {
        var request = HttpRequest.newBuilder(URI.create(url)).timeout(timeout).GET();
        for (var field : fields) {
            int colon = field.indexOf(':');
            if (colon < 1) throw new IllegalArgumentException("'%s' is not a field: write 'Name: value'".formatted(field));
            request.header(field.substring(0, colon).strip(), field.substring(colon + 1).strip());
        }
        return request.build();
    }

    private static Result judged(String url, HttpResponse<Void> response, long bytes, Duration took) {
        int status = response.statusCode();
        var all = response.headers().allValues("Cache-Status");
        // each cache adds its word at the end; ours is the last
        var ours = all.isEmpty() ? "" : all.getLast().substring(all.getLast().lastIndexOf(", ") + 1);
        if (status == 407) return new Result(url, Outcome.FAILED, status, bytes, took, "the listener wants a log-in: name another with --listener");
        if (status >= 400) return new Result(url, Outcome.FAILED, status, bytes, took, "");
        if (ours.contains("; hit") || ours.contains("; collapsed") || ours.contains("fwd-status=304")) return new Result(url, Outcome.WAS_THERE, status, bytes, took, "");
        if (ours.contains("; stored")) return new Result(url, Outcome.STORED, status, bytes, took, "");
        var detail = DETAIL.matcher(ours);
        return new Result(url, Outcome.NOT_STORED, status, bytes, took, detail.find() ? detail.group(1).replace("\"", "") : "");
    }

    @Override
    public void close() {
        client.shutdownNow();
        threads.shutdownNow();
    }
}
