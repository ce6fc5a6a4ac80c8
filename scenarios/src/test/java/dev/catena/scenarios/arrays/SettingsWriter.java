// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who changes the shared settings at one member again and again, each time from what is there, and looks that nothing is lost which
 * was acknowledged.
 */
final class SettingsWriter {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String host;
    private final Thread thread;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile boolean finished;
    private volatile @Nullable Throwable failure;
    private volatile Settings last = new Settings(0, "");

    record Settings(long epoch, String text) {}

    record Answer(int status, String text) {}

    SettingsWriter(String host) {
        this.host = host;
        this.thread = Thread.startVirtualThread(() -> {
            try {
                for (int i = 1; !finished; i++) change("cache: {stale-max: %ds}".formatted(1000 + i));
            } catch (IOException | RuntimeException | AssertionError wrong) {
                failure = wrong;
            }
        });
    }

    private void change(String text) throws IOException {
        var there = read(host);
        if (there.epoch < last.epoch || there.epoch == last.epoch && !there.text.equals(last.text)) throw new AssertionError("acknowledged: %s, but there is %s".formatted(last, there));
        var answer = write(host, there.epoch, text);
        if (answer.status != 200) return; // nobody leads just now
        last = new Settings(there.epoch + 1, text);
        acknowledged.incrementAndGet();
    }

    /** Waits until so many more were acknowledged. */
    void awaitAcknowledged(int more) {
        int then = acknowledged.get() + more;
        Patience.until("%d more settings to be acknowledged".formatted(more), PATIENCE, () -> acknowledged.get() >= then || failure != null);
        if (failure != null) throw new AssertionError(failure);
    }

    /** Ends, and returns what is there then. */
    Settings finish() throws IOException {
        finished = true;
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (failure != null) throw new AssertionError(failure);
        return read(host);
    }

    /** What a member knows of the shared settings. */
    static Settings read(String host) throws IOException {
        var connection = open(host, "");
        var json = Json.object(new String(connection.getInputStream().readAllBytes(), UTF_8));
        return new Settings(((Number) json.get("epoch")).longValue(), String.valueOf(json.get("text")));
    }

    static Answer write(String host, long epoch, String text) throws IOException {
        var connection = open(host, "?epoch=" + epoch);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("X-Catena-Command", "1");
        connection.setDoOutput(true);
        connection.getOutputStream().write(text.getBytes(UTF_8));
        int status = connection.getResponseCode();
        try (var body = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            return new Answer(status, new String(body.readAllBytes(), UTF_8));
        }
    }

    private static HttpURLConnection open(String host, String query) throws IOException {
        var connection = (HttpURLConnection) URI.create("http://%s:3129/api/v1/array/settings%s".formatted(host, query)).toURL().openConnection(Proxy.NO_PROXY);
        connection.setConnectTimeout(5000);
        connection.setReadTimeout(60_000);
        return connection;
    }
}
