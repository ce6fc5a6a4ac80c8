// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports of the loopback, for programs that cannot be told to choose one themselves. */
public final class Ports {
    private Ports() {}

    /** A port of 127.0.0.1 that was free a moment ago. */
    public static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("looking for a free port", e);
        }
    }

    /** Waits until somebody listens there. */
    public static void awaitListening(int port) {
        Patience.until("somebody to listen on port " + port, Patience.USUAL,
            () -> isListening(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
    }

    /** Whether a connection can be made right now. */
    public static boolean isListening(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
