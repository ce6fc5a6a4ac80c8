// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.observe.ServiceLog;
import dev.catena.server.ProxyServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/**
 * A short load of the proxy on itself, over loopback: hits, misses, revalidations, uploads, tunnels and refusals, then a crowd of clients. The
 * launcher plays it once after a build, while the JVM records which classes a start needs (JEP 514), so that later starts find
 * them loaded and linked, and which ways the code goes and how often (JEP 515), so that a later run's compiler begins with what it would
 * have to learn, and need not compile again when it sees the first connection close. Nothing outside this process and one temporary folder is touched.
 */
public final class Training {
    private static final int ROUNDS = 200;
    private static final int OBJECTS = 20;
    private static final int BODY_BYTES = 1000;
    private static final int LARGE_BYTES = 100 << 10;
    private static final int BULK_BYTES = 8 << 20;
    private static final int BULKS = 32;
    private static final int TUNNEL_EVERY = 20;
    private static final int CLIENTS = 16;
    private static final int CONNECTIONS = 40;
    private static final int REQUESTS = 100;
    private static final int LEAVES_EVERY = 4;
    private static final String ACCEPTS = "Accept: */*\r\nUser-Agent: training\r\n";
    private static final int SILENCE_MILLIS = 10_000;

    private final InetSocketAddress proxy;
    private final int origin;

    private Training(InetSocketAddress proxy, int origin) {
        this.proxy = proxy;
        this.origin = origin;
    }

    /** @throws IOException if loopback or the temporary folder cannot be used */
    public static void main(String[] arguments) throws IOException {
        ServiceLog.install(System.err);
        var folder = Files.createTempDirectory("catena-training");
        int exit;
        try (var origin = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> serve(origin));
            var file = Files.writeString(folder.resolve("catena.yaml"), """
                version: 1
                listeners: [{name: clients, address: '127.0.0.1:0'}]
                console: {address: '127.0.0.1:0'}
                log: [{format: json, to: '%s'}]
                """.formatted(folder.resolve("access.log")));
            exit = PlainRun.execute(Surroundings.ofProcess(), new PrintWriter(Writer.nullWriter()),
                started -> Thread.ofPlatform().start(() -> playAndStop(started, origin.getLocalPort())), "run", "-c", file.toString()).orElse(1);
        } finally {
            remove(folder);
        }
        System.exit(exit);
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }

    private static void playAndStop(ProxyServer started, int origin) {
        try (started) {
            var training = new Training(started.address("clients"), origin);
            training.play();
            training.playMany();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void play() throws IOException {
        try (var socket = connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (int round = 0; round < ROUNDS; round++) {
                var url = "http://127.0.0.1:%d/%s%d".formatted(origin, round % 3 == 0 ? "no-store" : "kept", round % OBJECTS);
                ask(socket, in, "GET " + url, ACCEPTS, "");
                ask(socket, in, "GET " + url, "Cache-Control: no-cache\r\nAccept-Encoding: gzip\r\n", "");
                ask(socket, in, "GET " + url, "If-None-Match: \"1\"\r\nRange: bytes=0-9\r\n", "");
                ask(socket, in, "POST " + url, "Content-Length: 5\r\n", "hello");
                ask(socket, in, "GET ftp://127.0.0.1/", "", "");
                if (round % TUNNEL_EVERY == 0) tunnel("/through", 1);
            }
        }
        tunnel("/bulk", BULKS);
    }

    /** What most days bring: many clients that ask for what is stored, and now and then for what is not. Most of a profile is made here. */
    private void playMany() {
        try (var clients = Executors.newFixedThreadPool(CLIENTS)) {
            CompletableFuture.allOf(IntStream.range(0, CLIENTS)
                .mapToObj(client -> CompletableFuture.runAsync(() -> playClient(client), clients)).toArray(CompletableFuture[]::new)).join();
        }
    }

    private void playClient(int client) {
        try {
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                playConnection(client + connection, connection % LEAVES_EVERY == 0);
                tunnel("/through", 1);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** @param leaves with a reset, its last answer unread */
    private void playConnection(int first, boolean leaves) throws IOException {
        try (var socket = connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            int last = first + REQUESTS - 1;
            for (int turn = first; turn < last; turn++) ask(socket, in, mostlyStored(turn), ACCEPTS, "");
            if (leaves) {
                say(socket, mostlyStored(last), ACCEPTS, "");
                socket.setSoLinger(true, 0);
            }
        }
    }

    private String mostlyStored(int turn) {
        var path = turn % 4 == 0 ? "no-store" : turn % 32 == 1 ? "large" : "kept";
        return "GET http://127.0.0.1:%d/%s%d".formatted(origin, path, turn % OBJECTS);
    }

    private void tunnel(String path, int times) throws IOException {
        try (var socket = connect()) {
            var in = new BufferedInputStream(socket.getInputStream());
            send(socket, "CONNECT 127.0.0.1:%1$d HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n".formatted(origin));
            headOf(in);
            for (int i = 0; i < times; i++) ask(socket, in, "GET " + path, "", "");
        }
    }

    private Socket connect() throws IOException {
        var socket = new Socket(proxy.getAddress(), proxy.getPort());
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private void ask(Socket socket, InputStream in, String line, String fields, String body) throws IOException {
        say(socket, line, fields, body);
        in.skipNBytes(lengthIn(headOf(in)));
    }

    private void say(Socket socket, String line, String fields, String body) throws IOException {
        send(socket, "%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%s\r\n%s".formatted(line, origin, fields, body));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Lines of a head up to the empty one; empty at the end of the connection. */
    private static String headOf(InputStream in) throws IOException {
        var head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) break;
        }
        return head.toString();
    }

    private static int lengthIn(String head) {
        if (head.startsWith("HTTP/1.1 304")) return 0;
        return head.lines().filter(line -> line.regionMatches(true, 0, "Content-Length: ", 0, 16))
            .mapToInt(line -> Integer.parseInt(line.substring(16))).findFirst().orElse(0);
    }

    private static void serve(ServerSocket origin) {
        try {
            while (true) {
                var socket = origin.accept();
                Thread.ofPlatform().daemon().start(() -> answer(socket));
            }
        } catch (IOException closed) {
            // the training is over
        }
    }

    private static void answer(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            for (var head = headOf(in); !head.isEmpty(); head = headOf(in)) {
                in.skipNBytes(lengthIn(head));
                int bytes = head.startsWith("GET /bulk") ? BULK_BYTES : head.startsWith("GET /large") ? LARGE_BYTES : BODY_BYTES;
                send(socket, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nCache-Control: %s\r\nETag: \"1\"\r\nContent-Type: text/plain\r\n\r\n%s"
                    .formatted(bytes, head.contains("/no-store") ? "no-store" : "max-age=60", "x".repeat(bytes)));
            }
        } catch (IOException gone) {
            // the proxy closed its pooled connection
        }
    }
}
