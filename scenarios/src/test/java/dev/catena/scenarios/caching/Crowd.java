// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.caching;

import dev.catena.testkit.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/**
 * Many clients that ask the same at once, on a few threads. Each has its own connection, connected before the first one asks, and
 * checks what it gets byte by byte as it comes.
 */
final class Crowd implements AutoCloseable {
    private static final int THREADS = 2;
    private static final int READ = 256 * 1024;
    /** Small, so that a crowd's socket buffers do not hold what the proxy is to hold. */
    private static final int RECEIVE_BUFFER = 128 * 1024;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    /**
     * What one client got.
     *
     * @param head as it came
     * @param whole as many bytes as announced
     * @param checksum as {@code BigBody.checksum()} prints it
     */
    record Outcome(String head, boolean whole, String checksum) {
        boolean succeeded() {
            return head.startsWith("HTTP/1.1 200");
        }

        boolean isCollapsed() {
            return head.contains("; collapsed");
        }
    }

    private final List<Client> clients = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch left;

    private Crowd(InetSocketAddress server, int size) {
        left = new CountDownLatch(size);
        for (int i = 0; i < size; i++) clients.add(new Client(server));
    }

    static Crowd connect(InetSocketAddress server, int size) {
        return new Crowd(server, size);
    }

    /** All of them send it now. */
    Crowd ask(String request) {
        var bytes = request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < THREADS; i++) {
            int first = i;
            threads.add(Thread.ofPlatform().name("crowd-" + i).start(() -> run(first, bytes)));
        }
        return this;
    }

    List<Outcome> await(Duration within) {
        try {
            if (!left.await(within.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("%d of %d clients have no answer after %s".formatted(left.getCount(), clients.size(), within));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted");
        }
        return clients.stream().map(Client::outcome).toList();
    }

    /** The only client's answer. */
    Outcome awaitOne() {
        return await(Patience.USUAL).getFirst();
    }

    /** Bytes of bodies that came so far. */
    long bytes() {
        return clients.stream().mapToLong(client -> client.bytes).sum();
    }

    List<Outcome> await() {
        return await(Patience.USUAL);
    }

    /** Those who have no answer yet leave by a reset, as a program does that is stopped. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) thread.join(); // a channel is only closed once no selector has it
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        clients.forEach(Client::close);
    }

    private void run(int first, byte[] request) {
        try (var selector = Selector.open()) {
            int open = 0;
            for (int i = first; i < clients.size(); i += THREADS) {
                clients.get(i).ask(request, selector);
                open++;
            }
            var buffer = ByteBuffer.allocateDirect(READ);
            while (open > 0 && !Thread.currentThread().isInterrupted()) {
                selector.select();
                for (var key : selector.selectedKeys()) {
                    if (!((Client) key.attachment()).read(buffer)) continue;
                    open--;
                    left.countDown();
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a crowd lost its selector", e);
        }
    }

    private static final class Client {
        private final SocketChannel channel;
        private final CRC32C checksum = new CRC32C();
        private final StringBuilder head = new StringBuilder();
        private boolean inBody;
        private long announced = -1;
        private volatile long bytes;

        Client(InetSocketAddress server) {
            try {
                channel = SocketChannel.open();
                channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
                channel.connect(server);
            } catch (IOException e) {
                throw new UncheckedIOException("one of a crowd could not connect", e);
            }
        }

        void ask(byte[] request, Selector selector) throws IOException {
            channel.write(ByteBuffer.wrap(request));
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
        }

        /** Whether it has all it will get. */
        boolean read(ByteBuffer buffer) {
            try {
                int n = channel.read(buffer.clear());
                if (n < 0) return ended();
                take(buffer.flip());
                return inBody && bytes == announced && ended();
            } catch (IOException _) {
                return ended();
            }
        }

        private void take(ByteBuffer buffer) {
            while (!inBody && buffer.hasRemaining()) {
                head.append((char) (buffer.get() & 0xFF));
                inBody = head.length() >= HEAD_END.length && head.indexOf("\r\n\r\n", head.length() - HEAD_END.length) >= 0;
            }
            if (inBody && announced < 0) announced = length();
            int n = buffer.remaining();
            checksum.update(buffer);
            bytes = bytes + n;
        }

        private long length() {
            for (var line : head.toString().split("\r\n")) {
                if (line.regionMatches(true, 0, "Content-Length:", 0, 15)) return Long.parseLong(line.substring(15).strip());
            }
            return Long.MAX_VALUE; // never whole: chunks are for clients that read them
        }

        private boolean ended() {
            close();
            return true;
        }

        Outcome outcome() {
            return new Outcome(head.toString(), announced >= 0 && inBody && bytes == announced, "%d:%08x".formatted(bytes, checksum.getValue()));
        }

        void close() {
            try {
                if (channel.isOpen()) channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("closing one of a crowd", e);
            }
        }
    }
}
