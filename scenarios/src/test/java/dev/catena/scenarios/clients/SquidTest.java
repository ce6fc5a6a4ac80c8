// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Squid as a client: the proxy of a branch, which asks this one for everything. */
class SquidTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Scenario
    void a_squid_in_front_finds_what_is_kept_here(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=60\n<\n< hello");
        var proxy = stage.proxy();
        int port = Ports.free();
        try (var _ = squid(stage, proxy, port)) {
            assertThat(throughSquid(stage, port, proxy.spelled("http://origin.test/"))).endsWith("hello").contains("catena-test; fwd=uri-miss");
            assertThat(throughSquid(stage, port, proxy.spelled("http://origin.test/"))).endsWith("hello").contains("catena-test; hit");
        }

        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
        assertThat(stage.origin("origin.test").lastRequest().field("Via")).matches("1\\.1 .*squid.*, 1\\.1 catena-test");
    }

    @Scenario
    void a_tunnel_leads_through_both(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 200 OK\n<\n< inside");
        var proxy = stage.proxy();
        int port = Ports.free();
        try (var _ = squid(stage, proxy, port)) {
            assertThat(throughSquid(stage, port, "-p", proxy.spelled("http://origin.test/"))).endsWith("inside");
        }
    }

    private static String throughSquid(Stage stage, int port, String... arguments) {
        var all = new ArrayList<>(List.of("-sS", "-i", "-x", "http://127.0.0.1:" + port));
        all.addAll(List.of(arguments));
        return Peers.require("curl").run(PATIENCE, stage.folder(), all.toArray(String[]::new)).succeeded().out();
    }

    /** A Squid that keeps nothing itself and writes nothing, as it may have to give up the right to. */
    private static RunningPeer squid(Stage stage, Proxy proxy, int port) throws IOException {
        var config = Files.writeString(stage.folder().resolve("squid.conf"), """
                http_port 127.0.0.1:%d
                cache_peer 127.0.0.1 parent %d 0 no-query no-digest no-netdb-exchange default
                never_direct allow all
                http_access allow all
                cache deny all
                access_log none
                cache_log /dev/null
                cache_store_log none
                netdb_filename none
                pid_filename none
                pinger_enable off
                shutdown_lifetime 0 seconds
                """.formatted(port, proxy.address().getPort()));
        var squid = Peers.require("squid").start(stage.folder(), Map.of(), "-N", "-f", config.toString());
        Ports.awaitListening(port);
        return squid;
    }
}
