// SPDX-License-Identifier: Apache-2.0
package dev.catena.bench.handshake;

import dev.catena.testkit.RawClient;
import dev.catena.testkit.WireText;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Connections that all ask, and then all read their answers, by one thread: what a proxy spends on a request depends on how many it finds at once, and
 * here that does not depend on how a crowd of threads happens to be scheduled.
 */
record LockStep(InetSocketAddress proxy, String request) implements Work {
    private static final int CLIENTS = 16;

    @Override
    public long during(Duration time) {
        var bytes = WireText.bytes(request);
        var clients = new ArrayList<RawClient>();
        try {
            for (int i = 0; i < CLIENTS; i++) clients.add(RawClient.connect(proxy));
            long done = 0;
            long end = System.nanoTime() + time.toNanos();
            do {
                for (var client : clients) client.send(bytes);
                for (var client : clients) Handshakes.expect(200, client.response());
                done += CLIENTS;
            } while (System.nanoTime() < end);
            return done;
        } finally {
            for (var client : clients) client.close();
        }
    }
}
