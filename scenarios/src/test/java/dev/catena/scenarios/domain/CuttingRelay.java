// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Stands between two proxies and passes every byte on, but resets the connection instead of passing on the last leg of NTLM, the first
 * times it sees one. To see it, it reads what the client sends; that has to come in pieces that hold whole heads, as proxies send them.
 */
final class CuttingRelay implements AutoCloseable {
    private static final Pattern NTLM = Pattern.compile("(?i)proxy-authorization: *NTLM ([A-Za-z0-9+/=]+)");
    private static final int LAST_LEG = 3;

    private final int behind;
    private final AtomicInteger cutsLeft;
    private final ServerSocket listening;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Listens on 127.0.0.1 before the proxy at {@code behind}, and cuts {@code cuts} times. */
    CuttingRelay(int behind, int cuts) {
        this.behind = behind;
        this.cutsLeft = new AtomicInteger(cuts);
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("listening", e);
        }
        Thread.ofVirtual().name("relay-accept").start(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                var client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), behind);
                open.addAll(List.of(client, server));
                Thread.ofVirtual().name("relay").start(() -> pass(client, server, true));
                Thread.ofVirtual().name("relay").start(() -> pass(server, client, false));
            }
        } catch (IOException _) {
            // Closed, or nobody is behind us: the clients see it.
        }
    }

    private void pass(Socket from, Socket to, boolean watched) {
        var piece = new byte[64 * 1024];
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
                if (watched && isLastLeg(new String(piece, 0, n, StandardCharsets.ISO_8859_1)) && cutsLeft.getAndDecrement() > 0) {
                    from.setSoLinger(true, 0);
                    return;
                }
                out.write(piece, 0, n);
            }
        } catch (IOException _) {
            // One side has gone, and takes the other with it.
        }
    }

    /** The ninth byte of a message of NTLM is its number (MS-NLMP 2.2.1). */
    private static boolean isLastLeg(String text) {
        var token = NTLM.matcher(text);
        return token.find() && Base64.getDecoder().decode(token.group(1))[8] == LAST_LEG;
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("closing a relay", e);
        }
    }
}
