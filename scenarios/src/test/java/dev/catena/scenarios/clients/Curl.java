// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RunningPeer;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** curl behind the proxy: silent but for errors, and with URLs in the scenario's spelling. */
public record Curl(Stage stage, Proxy proxy) {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    public Peer.Ran run(String... arguments) {
        return run(PATIENCE, arguments);
    }

    public Peer.Ran run(Duration within, String... arguments) {
        return Peers.require("curl").run(within, stage.folder(), whole(arguments));
    }

    /** Starts it, for a test that has a part in what it transfers; {@code copy} takes what it prints. */
    public RunningPeer start(OutputStream copy, String... arguments) {
        return Peers.require("curl").start(copy, stage.folder(), Map.of(), whole(arguments));
    }

    private String[] whole(String... arguments) {
        return Stream.concat(Stream.of("-sS", "-x", proxy.url()), Arrays.stream(arguments).map(proxy::spelled)).toArray(String[]::new);
    }
}
