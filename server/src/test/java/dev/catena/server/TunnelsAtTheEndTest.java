// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.BigBody;
import dev.catena.testkit.Origin;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.TestClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A proxy that stops and waits for nobody, while tunnels are open. */
class TunnelsAtTheEndTest {
    private static final int TUNNELS = 8;
    private static final int MUCH = 1_000_000;

    @ParameterizedTest
    @ValueSource(strings = {"tunnel-pipe: 0B", "tunnel-busy: 1B"})
    void they_end_with_it(String way, @TempDir Path folder) throws IOException {
        try (var origin = Origin.start(new TestClock())) {
            origin.onConnection(wire -> {
                while (wire.bytes(1).length > 0) { }
            });
            var file = Files.writeString(folder.resolve("catena.yaml"), """
                version: 1
                listeners: [{name: clients, address: '127.0.0.1:0'}]
                console: {address: '127.0.0.1:0'}
                connect: {ports: [%d]}
                limits: {%s}
                timeouts: {drain: 0s}
                log: []
                """.formatted(origin.port(), way));
            var server = ProxyServer.start(file, List.of(), InstantSource.system());
            var clients = new ArrayList<RawClient>();
            for (int i = 0; i < TUNNELS; i++) clients.add(tunnel(server, origin.port()));
            for (var client : clients) new BigBody(1, MUCH).writeTo(client.out());
            assertThat(server.openings().tunnels()).isEqualTo(TUNNELS);
            server.close();
            for (var client : clients) client.awaitEnding();
            assertThat(server.openings().tunnels()).isZero();
            assertThat(server.openings().tunnelPipes()).isZero();
            clients.forEach(RawClient::close);
        }
    }

    private static RawClient tunnel(ProxyServer server, int port) {
        var client = RawClient.connect(server.address("clients"));
        assertThat(client.ask("CONNECT 127.0.0.1:%1$d HTTP/1.1\nHost: 127.0.0.1:%1$d\n\n".formatted(port)).status()).isEqualTo(200);
        return client;
    }
}
