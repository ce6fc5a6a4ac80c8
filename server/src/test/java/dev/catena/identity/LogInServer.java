// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.catena.http.BodyLength;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import dev.catena.http.Scanned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** The least proxy that can ask who is there: it answers every request itself, with the user's name. A virtual thread a connection. */
final class LogInServer implements AutoCloseable {
    /** What it answered: {@code 200 alice 11} with the octets of the request's body, {@code 407}. */
    final List<String> answers = new CopyOnWriteArrayList<>();
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ClientAuth auth;
    private final Mode mode;

    LogInServer(ClientAuth auth, Mode mode) throws IOException {
        this.auth = auth;
        this.mode = mode;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var client = socket.accept();
                Thread.startVirtualThread(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        var proof = new ConnectionProof(client.getInetAddress());
        try (client) {
            for (var head = head(client); head != null; head = head(client)) {
                long body = head.body() instanceof BodyLength.Exactly(var length) ? length : 0;
                client.getInputStream().skipNBytes(body);
                client.getOutputStream().write(answer(settled(auth.identify(head, proof, mode)), body).getBytes(ISO_8859_1));
            }
        } catch (IOException gone) {
            // The client went away.
        }
    }

    private static Identified settled(Identified identified) {
        return identified instanceof Identified.Checking(var verdict) ? verdict.toCompletableFuture().join() : identified;
    }

    private String answer(Identified identified, long body) {
        return switch (identified) {
            case Identified.As(var principal) -> {
                var name = principal.isAnonymous() ? "anonymous" : principal.shown();
                answers.add("200 %s %d".formatted(name, body));
                yield "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(name.length(), name);
            }
            case Identified.Challenged(var lines, _, _) -> {
                answers.add("407");
                yield "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n%s\r\n"
                    .formatted(String.join("", lines.stream().map(line -> "Proxy-Authenticate: " + line + "\r\n").toList()));
            }
            case Identified.Refused(var refusal) -> "HTTP/1.1 %d Refused\r\nContent-Length: 0\r\n\r\n".formatted(refusal.status());
            case Identified.Checking _ -> throw new IllegalStateException("settled already");
        };
    }

    private static @Nullable RequestHead head(Socket client) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = client.getInputStream().read();
            if (next < 0) return null;
            bytes.write(next);
        }
        return ((Scanned.Complete<RequestHead>) new HeadScanner(HeadLimits.INITIAL).request(bytes.toByteArray(), 0, bytes.size())).head();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
