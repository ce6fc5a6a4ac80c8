// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** cntlm: a proxy on somebody's desktop that logs in, by NTLMv2 and as that user, at the proxy behind it. */
public final class Cntlm implements AutoCloseable {
    private final int port = Ports.free();
    private final RunningPeer cntlm;

    /** Starts it in {@code folder}, where its settings go, in front of the proxy at {@code upstreamPort} of 127.0.0.1. */
    public Cntlm(Path folder, String domain, String user, String password, int upstreamPort) {
        try {
            var settings = Files.writeString(folder.resolve("cntlm-%d.conf".formatted(port)), """
                Username %s
                Domain %s
                Password %s
                Auth NTLMv2
                Workstation DESKTOP
                Proxy 127.0.0.1:%d
                Listen 127.0.0.1:%d
                """.formatted(user, domain, password, upstreamPort, port));
            cntlm = Peers.require("cntlm").start(folder, Map.of(), "-f", "-c", settings.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("writing cntlm's settings", e);
        }
        Ports.awaitListening(port);
    }

    public int port() {
        return port;
    }

    @Override
    public void close() {
        cntlm.close();
    }
}
