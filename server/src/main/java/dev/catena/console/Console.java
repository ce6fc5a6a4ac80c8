// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.catena.observe.MetricsPage;
import dev.catena.observe.Recent;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The administrator's side door: a small HTTP server of its own.
 *
 * <p>It is the JDK's, on virtual threads, and not Netty: what it serves may block (a reload reads files), is asked for a few
 * times a minute, and must answer while the event loops are busy.
 */
public final class Console implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Console.class.getName());
    private static final int CONNECTIONS_MAX = 64;
    private static final int REQUEST_SECONDS_MAX = 10;
    private static final int ANSWER_SECONDS_MAX = 60;
    private static final int HEAD_BYTES_MAX = 16 * 1024;
    private static final int BODY_BYTES_MAX = 1024 * 1024;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Guard guard;
    private final ConsoleSite site;

    private Console(HttpServer server, Guard guard, ConsoleSite site) {
        this.server = server;
        this.guard = guard;
        this.site = site;
        this.threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("catena-console-", 0).factory());
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /**
     * Opens the console, if the settings want one.
     *
     * @throws IOException with the address and what is wrong with it
     */
    public static Optional<Console> start(ConsoleSettings settings, Administered server, MetricsPage metrics, Recent recent) throws IOException {
        if (!settings.on()) return Optional.empty();
        bound("jdk.httpserver.maxConnections", CONNECTIONS_MAX);
        bound("sun.net.httpserver.maxReqTime", REQUEST_SECONDS_MAX);
        bound("sun.net.httpserver.maxRspTime", ANSWER_SECONDS_MAX);
        bound("sun.net.httpserver.maxReqHeaderSize", HEAD_BYTES_MAX);
        var address = settings.address();
        var guard = new Guard(address.host(), Console::machineName);
        return Optional.of(new Console(bound(new InetSocketAddress(address.host(), address.port())), guard, new ConsoleSite(server, metrics, recent)));
    }

    /** The JDK's server has limits, but takes them from system properties only; what was set by hand stays. */
    private static void bound(String property, int limit) {
        if (System.getProperty(property) == null) System.setProperty(property, Integer.toString(limit));
    }

    private static HttpServer bound(InetSocketAddress address) throws IOException {
        try {
            return HttpServer.create(address, CONNECTIONS_MAX);
        } catch (IOException | RuntimeException failed) {
            throw new IOException("the console cannot listen on %s (%s): set another `console.address`, or `console: off`"
                .formatted(StatusJson.text(address), failed.getMessage()), failed);
        }
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException unnamed) {
            return "localhost";
        }
    }

    /** Where it listens, with the port the system chose for port 0. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Stops at once: what is being answered is cut off. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            send(exchange, answer(exchange));
        }
    }

    private Answer answer(HttpExchange exchange) {
        var method = exchange.getRequestMethod();
        var uri = exchange.getRequestURI();
        var fields = exchange.getRequestHeaders();
        try {
            var refused = guard.refused(method, uri, fields);
            if (refused.isPresent()) return refused.get();
            var body = method.equals("POST") ? exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1) : new byte[0];
            if (body.length > BODY_BYTES_MAX) return Answer.problem(413, "Too long", "the console takes up to %d bytes".formatted(BODY_BYTES_MAX));
            return site.answer(method, uri.getPath(), Query.of(uri.getRawQuery()), fields.getFirst("Accept"), new String(body, StandardCharsets.UTF_8));
        } catch (IOException lost) {
            return Answer.problem(400, "The request broke off", String.valueOf(lost.getMessage()));
        } catch (RuntimeException mistake) {
            LOG.log(Level.ERROR, "the console could not answer " + method + " " + uri.getRawPath(), mistake);
            return Answer.problem(500, "The proxy made a mistake", "its log has the details");
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        var fields = exchange.getResponseHeaders();
        fields.set("Content-Type", answer.contentType());
        fields.set("Cache-Control", "no-store");
        fields.set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; form-action 'none'");
        fields.set("Cross-Origin-Resource-Policy", "same-origin");
        fields.set("Referrer-Policy", "no-referrer");
        fields.set("X-Content-Type-Options", "nosniff");
        if (!answer.allow().isEmpty()) fields.set("Allow", answer.allow());
        if (exchange.getRequestMethod().equals("HEAD")) {
            fields.set("Content-Length", Integer.toString(answer.body().length));
            exchange.sendResponseHeaders(answer.status(), -1);
        } else {
            exchange.sendResponseHeaders(answer.status(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        }
    }
}
