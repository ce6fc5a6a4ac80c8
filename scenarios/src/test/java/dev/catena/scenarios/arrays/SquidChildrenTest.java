// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.route.Candidate;
import dev.catena.route.CarpSquid;
import dev.catena.route.Ownership;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Origin;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
        var root = members.proxies.getFirst().spelled("http://origin.test/");
        try (var _ = squid(stage, "child", "127.0.0.1:" + port, parents)) {
            ask(stage, root, "http://127.0.0.1:" + port);
            Patience.until("the Squid's log to be written", PATIENCE, () -> log(stage, "child").size() == URLS);
        }

        // three accounts of the same choice: what the array foretells, the Squid's log, and the members'
        assertThat(chosen(stage, "child")).isEqualTo(foretold(root));

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
            awaitLogs(stage, URLS);
            var bySquid = asked(stage, Map.of());
            ask(stage, urls, proxy.url());
            awaitLogs(stage, 2 * URLS);
            var byCatena = asked(stage, bySquid);

            assertThat(chosen(stage, "child")).as("where the Squid says that it went").isEqualTo(foretold(urls));
            assertThat(owners(bySquid)).as("who logged what the Squid below asked for").isEqualTo(foretold(urls));
            assertThat(owners(byCatena)).as("who logged what this proxy asked for").isEqualTo(foretold(urls));
            assertThat(parents(origin, 0)).as("by Via at the origin").isEqualTo(parents(origin, URLS)).hasSize(URLS);
        } finally {
            running.forEach(RunningPeer::close);
        }
    }

    /** What this proxy's own arithmetic says of each URL: the member's address, as Squid's log names it. */
    private static Map<String, String> foretold(String root) {
        var members = IntStream.range(0, LOADS.length).mapToObj(i -> new Candidate("127.0.0.%d".formatted(i + 1), LOADS[i])).toList();
        var ownership = CarpSquid.of(members);
        return urls(root).collect(Collectors.toMap(url -> url, url -> members.get(Ownership.best(ownership.scores(url), _ -> true)).name()));
    }

    /** Where a Squid below says that it took each URL. */
    private static Map<String, String> chosen(Stage stage, String name) {
        return log(stage, name).stream().collect(Collectors.toMap(line -> line[1], line -> {
            assertThat(line[2]).as("how the Squid found its way").isEqualTo("CARP");
            return line[3];
        }));
    }

    /** The URLs that the logs of the three parents have, each with the address of the parent, beyond what was there {@code before}. */
    private static Map<String, List<String>> asked(Stage stage, Map<String, List<String>> before) {
        var asked = new HashMap<String, List<String>>();
        for (int i = 0; i < LOADS.length; i++) {
            for (var line : log(stage, "parent" + i)) asked.computeIfAbsent(line[1], _ -> new ArrayList<>()).add("127.0.0.%d".formatted(i + 1));
        }
        before.forEach((url, owners) -> owners.forEach(owner -> asked.get(url).remove(owner)));
        return asked;
    }

    private static Map<String, String> owners(Map<String, List<String>> asked) {
        return asked.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(" and ", entry.getValue())));
    }

    private static void awaitLogs(Stage stage, int lines) {
        Patience.until("%d lines in the parents' logs".formatted(lines), PATIENCE,
            () -> IntStream.range(0, LOADS.length).map(i -> log(stage, "parent" + i).size()).sum() == lines);
    }

    /** A Squid's access log: the client's port, the URL, how the next hop was found, and which one it was. */
    private static List<String[]> log(Stage stage, String name) {
        try {
            return Files.readString(logOf(stage, name)).lines().map(line -> line.split(" ")).filter(line -> line.length == 4 && line[1].startsWith("http")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException("reading the log of " + name, e);
        }
    }

    private static Path logOf(Stage stage, String name) {
        return stage.folder().resolve(name + ".log");
    }

    private static Stream<String> urls(String root) {
        return IntStream.range(0, URLS).mapToObj(i -> root + "carp/%d?q=%d".formatted(i, i * 7919));
    }

    /** The Squid that asked for each path, as {@code Via} names it. */
    private static Map<String, String> parents(Origin origin, int from) {
        var parents = new HashMap<String, String>();
        origin.requests().stream().skip(from).limit(URLS).forEach(request -> {
            var via = request.field("Via").split(", ");
            parents.put(request.target(), via[via.length - 1].split(" ")[1]);
        });
        return parents;
    }

    private static void ask(Stage stage, String root, String way) throws IOException {
        var urls = urls(root).map("url = %s\noutput = /dev/null\n"::formatted).collect(Collectors.joining());
        var config = Files.writeString(stage.folder().resolve("urls"), "proxy = %s\nsilent\nshow-error\nfail\n%s".formatted(way, urls));
        Peers.require("curl").run(PATIENCE, stage.folder(), "-K", config.toString()).succeeded();
    }

    private static RunningPeer squid(Stage stage, String name, String address, List<String> parents) throws IOException {
        // it writes as a user of its own
        Files.setPosixFilePermissions(stage.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(Files.createFile(logOf(stage, name)), PosixFilePermissions.fromString("rw-rw-rw-"));
        var config = Files.writeString(stage.folder().resolve(name + ".conf"), """
            http_port %s
            visible_hostname %s
            unique_hostname %s
            %s
            %s
            http_access allow all
            cache deny all
            logformat way %%>p %%ru %%Sh %%<a
            access_log stdio:%s logformat=way
            strip_query_terms off
            cache_log /dev/null
            cache_store_log none
            netdb_filename none
            pid_filename none
            pinger_enable off
            shutdown_lifetime 0 seconds
            """.formatted(address, name, name, String.join("\n", parents), parents.isEmpty() ? "" : "never_direct allow all", logOf(stage, name)));
        var squid = Peers.require("squid").start(stage.folder(), Map.of(), "-N", "-f", config.toString(), "-n", name);
        var parts = address.split(":");
        Patience.until(name + " to listen", PATIENCE, () -> Ports.isListening(new InetSocketAddress(parts[0], Integer.parseInt(parts[1]))));
        return squid;
    }
}
