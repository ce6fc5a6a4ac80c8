// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Origin;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Real Squids that count owners as {@code carp-squid} does: above an array, and below one proxy. */
class SquidChildrenTest {
    private static final int URLS = 1000;
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int[] LOADS = {10, 20, 30};

    @Scenario
    void a_squid_asks_the_member_that_owns_each_url(Stage stage) throws IOException {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=600\n<\n< page");
        var members = Members.onHosts(stage, "hash: carp-squid", LOADS);
        int port = Ports.free();
        var parents = IntStream.range(0, LOADS.length).mapToObj(i -> "cache_peer 127.0.0.%d parent %d 0 carp no-query no-digest no-netdb-exchange weight=%d"
            .formatted(i + 1, members.proxies.get(i).address().getPort(), LOADS[i])).toList();
        try (var _ = squid(stage, "child", "127.0.0.1:" + port, parents)) {
            ask(stage, members.proxies.getFirst().spelled("http://origin.test/"), "http://127.0.0.1:" + port);
        }

        var asked = members.proxies.stream().map(proxy -> proxy.log(1).stream().filter(line -> String.valueOf(line.get("url")).contains("/carp/")).toList()).toList();
        assertThat(asked.stream().mapToInt(List::size).sum()).isEqualTo(URLS);
        // a member that was asked for what it does not own would have passed it on, and the next would have a line as well
        assertThat(asked).allSatisfy(lines -> assertThat(lines).hasSizeGreaterThan(50).allSatisfy(line -> assertThat(line.get("route")).isEqualTo("direct")));
        assertThat(asked.getLast().size()).isGreaterThan(asked.getFirst().size());
    }

    @Scenario
    void a_squid_and_this_proxy_choose_the_same_of_three_squids(Stage stage) throws IOException {
        var origin = stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< page");
        int port = Ports.free();
        int child = Ports.free();
        var addresses = IntStream.rangeClosed(1, 3).mapToObj(i -> "127.0.0.%d:%d".formatted(i, port)).toList();
        var weights = IntStream.range(0, 3).mapToObj(i -> "'%s': %d".formatted(addresses.get(i), LOADS[i])).collect(Collectors.joining(", "));
        var running = new ArrayList<RunningPeer>();
        try {
            for (int i = 0; i < 3; i++) running.add(squid(stage, "parent" + i, addresses.get(i), List.of()));
            running.add(squid(stage, "child", "127.0.0.1:" + child, IntStream.range(0, 3).mapToObj(i ->
                "cache_peer 127.0.0.%d parent %d 0 carp no-query no-digest no-netdb-exchange weight=%d".formatted(i + 1, port, LOADS[i])).toList()));
            var proxy = stage.proxy("""
                upstreams: [{name: squids, members: ['%s'], select: carp-squid, weights: {%s}}]
                routes: [{name: all, to: squids}]
                """.formatted(String.join("', '", addresses), weights));

            var urls = "http://127.0.0.1:%d/".formatted(origin.port());
            ask(stage, urls, "http://127.0.0.1:" + child);
            var bySquid = parents(origin, 0);
            ask(stage, urls, proxy.url());
            var byCatena = parents(origin, URLS);

            assertThat(bySquid).hasSize(URLS);
            assertThat(byCatena).isEqualTo(bySquid);
            assertThat(new TreeSet<>(byCatena.values())).containsExactly("parent0", "parent1", "parent2");
        } finally {
            running.forEach(RunningPeer::close);
        }
    }

    /** The Squid that asked for each path, as {@code Via} names it. */
    private static Map<String, String> parents(Origin origin, int from) {
        var parents = new HashMap<String, String>();
        origin.requests().stream().skip(from).forEach(request -> {
            var via = request.field("Via").split(", ");
            parents.put(request.target(), via[via.length - 1].split(" ")[1]);
        });
        return parents;
    }

    private static void ask(Stage stage, String root, String way) throws IOException {
        var urls = IntStream.range(0, URLS).mapToObj(i -> "url = %s\noutput = /dev/null\n".formatted(root + "carp/%d?q=%d".formatted(i, i * 7919)))
            .collect(Collectors.joining());
        var config = Files.writeString(stage.folder().resolve("urls"), "proxy = %s\nsilent\nshow-error\nfail\n%s".formatted(way, urls));
        Peers.require("curl").run(PATIENCE, stage.folder(), "-K", config.toString()).succeeded();
    }

    private static RunningPeer squid(Stage stage, String name, String address, List<String> parents) throws IOException {
        var config = Files.writeString(stage.folder().resolve(name + ".conf"), """
            http_port %s
            visible_hostname %s
            unique_hostname %s
            %s
            %s
            http_access allow all
            cache deny all
            access_log none
            cache_log /dev/null
            cache_store_log none
            netdb_filename none
            pid_filename none
            pinger_enable off
            shutdown_lifetime 0 seconds
            """.formatted(address, name, name, String.join("\n", parents), parents.isEmpty() ? "" : "never_direct allow all"));
        var squid = Peers.require("squid").start(stage.folder(), Map.of(), "-N", "-f", config.toString(), "-n", name);
        var parts = address.split(":");
        Patience.until(name + " to listen", PATIENCE, () -> Ports.isListening(new InetSocketAddress(parts[0], Integer.parseInt(parts[1]))));
        return squid;
    }
}
