// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** An origin whose every byte is known: {@code /KEY} in its present version, which a POST makes older. */
final class Goods implements AutoCloseable {
    static final int KEYS = 400;

    private final HttpServer server;
    private final AtomicIntegerArray versions = new AtomicIntegerArray(KEYS);
    final AtomicInteger requests = new AtomicInteger();

    Goods() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            int key = Integer.parseInt(exchange.getRequestURI().getPath().substring(1));
            if (exchange.getRequestMethod().equals("POST")) {
                exchange.getRequestBody().readAllBytes();
                versions.incrementAndGet(key);
                exchange.sendResponseHeaders(204, -1);
                return;
            }
            int version = versions.get(key);
            var body = body(key, version);
            exchange.getResponseHeaders().set("Cache-Control", "max-age=3600");
            exchange.getResponseHeaders().set("ETag", "\"" + version + "\"");
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Makes the present version older, and tells no cache; returns the new one. */
    int change(int key) {
        return versions.incrementAndGet(key);
    }

    /** The version that is current at the origin. */
    int version(int key) {
        return versions.get(key);
    }

    /** From no byte to a megabyte; most are small. */
    static int size(int key) {
        var random = new SplittableRandom(key);
        return (int) Math.pow(2, random.nextDouble() * 20);
    }

    private static byte[] body(int key, int version) {
        var body = new byte[size(key)];
        new SplittableRandom(key * 100_003L + version).nextBytes(body);
        return body;
    }

    static boolean isRight(int key, int version, int from, byte[] part) {
        var body = body(key, version);
        return from + part.length <= body.length && Arrays.equals(part, 0, part.length, body, from, from + part.length);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
