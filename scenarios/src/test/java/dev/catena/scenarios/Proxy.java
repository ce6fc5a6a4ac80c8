// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios;

import dev.catena.testkit.Json;
import dev.catena.testkit.LeakCheck;
import dev.catena.testkit.OpenMetrics;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.Response;
import dev.catena.testkit.Transcript;
import dev.catena.testkit.TranscriptClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The server under test, as its clients and its administrator see it. Its methods may be called by any thread. */
public final class Proxy {
    /** The listener every scenario has. */
    static final String LISTENER = "clients";

    /** Pooled connections to origins: kept on purpose, and closed with the server. */
    private static final String IDLE = "origin-idle";

    private final StageSettings settings;
    private final Spelling spelling;
    private final RunningServer server;
    private final Supplier<Optional<AssertionError>> complaints;
    private final List<RawClient> clients = new CopyOnWriteArrayList<>();

    /** Starts the server. What {@code complaints} tells is shown with a client's mismatch, as it is often the reason. */
    Proxy(
            StageSettings settings,
            List<String> yaml,
            Spelling spelling,
            InstantSource clock,
            Supplier<Optional<AssertionError>> complaints) {
        this.settings = settings;
        this.spelling = spelling;
        this.complaints = complaints;
        settings.write(yaml);
        this.server = RunningServer.start(settings.file(), clock);
    }

    /** Plays the client's side of a transcript over a new connection, and compares what comes back. */
    public List<Response> client(String transcript) {
        try (var client = connect(LISTENER)) {
            return TranscriptClient.play(client, Transcript.parse(transcript, spelling::respell), "proxy.test");
        } catch (AssertionError mismatch) {
            throw complaints.get().map(reason -> withReason(mismatch, reason)).orElse(mismatch);
        }
    }

    /** A client that sends what it is told and reads strictly; closed with the stage, if not before. */
    public RawClient raw() {
        return raw(LISTENER);
    }

    public RawClient raw(String listener) {
        var client = connect(listener);
        clients.add(client);
        return client;
    }

    public InetSocketAddress address() {
        return server.address(LISTENER);
    }

    /** Where the proxy is, as programs are told: {@code http://127.0.0.1:PORT}. */
    public String url() {
        return "http://127.0.0.1:" + address().getPort();
    }

    /** {@code http://origin.test/} with the origin's real port, for programs that are given a URL. */
    public String spelled(String url) {
        return spelling.respell(url);
    }

    /** What the doctor finds, check by check; {@code query} is that of its URL, or empty. */
    @SuppressWarnings("unchecked")
    public List<Map<String, Object>> doctor(String query) {
        var console = server.consoleAddress();
        try (var client = RawClient.connect(console)) {
            var report = client.ask("POST /api/v1/doctor%s HTTP/1.1\nHost: 127.0.0.1:%d\nX-Catena-Command: 1\nContent-Length: 0\nConnection: close\n\n"
                    .formatted(query, console.getPort()));
            return (List<Map<String, Object>>) Json.object(report.text()).get("checks");
        }
    }

    /** What the console answers to a GET. */
    public Response console(String path) {
        var console = server.consoleAddress();
        try (var client = RawClient.connect(console)) {
            return client.ask("GET %s HTTP/1.1\nHost: 127.0.0.1:%d\nAccept: application/openmetrics-text, */*\nConnection: close\n\n".formatted(path, console.getPort()));
        }
    }

    /** Has the console do something: what it answers to a POST. */
    public Response command(String path) {
        var console = server.consoleAddress();
        try (var client = RawClient.connect(console)) {
            return client.ask("POST %s HTTP/1.1\nHost: 127.0.0.1:%d\nX-Catena-Command: 1\nContent-Length: 0\nConnection: close\n\n".formatted(path, console.getPort()));
        }
    }

    /** The same with a body. */
    public Response command(String path, String body) {
        var console = server.consoleAddress();
        try (var client = RawClient.connect(console)) {
            return client.ask("POST %s HTTP/1.1\nHost: 127.0.0.1:%d\nX-Catena-Command: 1\nContent-Length: %d\nConnection: close\n\n%s".formatted(path, console.getPort(),
                body.getBytes(StandardCharsets.UTF_8).length, body));
        }
    }

    /** Replaces what the scenario said before with {@code yaml}, has the server read it, and returns what it says about that. */
    public String reload(String... yaml) {
        settings.write(List.of(yaml));
        return server.reload();
    }

    /** Waits until the access log has {@code count} lines, and returns all it has; every line must be a JSON object. */
    public List<Map<String, Object>> log(int count) {
        Patience.until("%d lines in the access log".formatted(count), Patience.USUAL, () -> logLines().size() >= count);
        return logLines().stream().map(Json::object).toList();
    }

    /** Waits until the metric {@code catena_NAME}, dots written as underscores and summed over its labels, is {@code value}. */
    public void expect(String name, long value) {
        try {
            Patience.until("the metric " + name, Patience.USUAL, () -> metric(name) == value);
        } catch (Patience.Exhausted e) {
            throw new AssertionError("the metric %s is %d and should be %d".formatted(name, metric(name), value), e);
        }
    }

    /** The metric's value, summed over its labels; 0 when there is none. */
    public long metric(String name) {
        return (long) OpenMetrics.parse(console("/metrics").text()).value("catena_" + name.replace('.', '_'));
    }

    /** The same, of the samples that have this label: {@code way="spliced"}. */
    public long metric(String name, String label) {
        var page = console("/metrics").text();
        var kept = page.lines().filter(line -> line.startsWith("#") || line.contains(label)).collect(Collectors.joining("\n", "", "\n"));
        return (long) OpenMetrics.parse(kept).value("catena_" + name.replace('.', '_'));
    }

    /** Everything that is open in the server, by name. */
    public Map<String, Long> census() {
        return server.census();
    }

    /** All clients go; then nothing but idle pooled connections may be left; then the server ends. */
    void leave(Duration patience) {
        var faults = new Faults();
        clients.forEach(client -> faults.collect(client::close));
        faults.collect(() -> verifyNothingOpen(patience));
        faults.collect(server::close);
        faults.throwFirst();
    }

    private RawClient connect(String listener) {
        return RawClient.connect(server.address(listener), spelling::respell);
    }

    private static AssertionError withReason(AssertionError mismatch, AssertionError reason) {
        var both = new AssertionError(mismatch.getMessage() + "\n" + reason.getMessage(), mismatch);
        both.addSuppressed(reason);
        return both;
    }

    private void verifyNothingOpen(Duration patience) {
        var check = new LeakCheck();
        census().keySet().stream().filter(name -> !name.equals(IDLE))
                .forEach(name -> check.gauge(name, () -> census().getOrDefault(name, 0L)));
        check.check(patience);
    }

    /** The lines that are written to their end. */
    private List<String> logLines() {
        try {
            var text = Files.exists(settings.log()) ? Files.readString(settings.log()) : "";
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the access log", e);
        }
    }
}
