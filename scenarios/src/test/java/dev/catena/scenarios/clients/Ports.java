// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Ports for programs that cannot be told to choose one themselves. */
public final class Ports {
    private Ports() {}

    /** A port of the loopback that was free a moment ago. */
    public static int free() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Waits until somebody listens there. */
    public static void awaitListening(int port) {
        Patience.until("somebody to listen on port " + port, Patience.USUAL, () -> isListening(port));
    }

    private static boolean isListening(int port) {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
