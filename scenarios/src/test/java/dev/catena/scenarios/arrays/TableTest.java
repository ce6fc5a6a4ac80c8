// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.route.Candidate;
import dev.catena.route.CarpMicrosoft;
import dev.catena.route.MemberHash;
import dev.catena.route.Ownership;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Ports;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A branch below an array: it reads who the members are, and asks each for what it owns. */
class TableTest {
    private static final int URLS = 60;

    @Scenario
    void a_branch_learns_the_members_from_one_of_them(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=600\n<\n< page");
        var members = Members.onHosts(stage, "hash: carp-v1", 10, 20, 30);
        var first = members.proxies.getFirst().address();
        var branch = stage.proxy("""
            name: below
            origins: {idle: 1s}
            upstreams: [{name: hq, members: ['127.0.0.1:%1$d'], select: carp-v1, table: 'http://127.0.0.1:%1$d/array.dll?Get.Info.v1'}]
            routes: [{name: all, to: hq}]
            """.formatted(first.getPort()));
        Patience.until("the table to be read", Patience.USUAL, () -> ((List<?>) Json.object(branch.console("/api/v1/status").text()).get("upstream_members")).size() == 3);

        for (int i = 0; i < URLS; i++) assertThat(Members.get(branch, "http://origin.test/below/" + i).text()).isEqualTo("page");

        Patience.until("all requests to be in the members' logs", Patience.USUAL, () -> members.proxies.stream().mapToInt(proxy -> asked(proxy).size()).sum() == URLS);
        assertThat(members.proxies).allSatisfy(proxy -> assertThat(asked(proxy)).isNotEmpty().extracting(line -> line.get("route")).containsOnly("direct"));
    }

    /** Three proxies that are no array of ours; the numbers they are known by stand in a script, in the form that TMG gives to browsers. */
    @Scenario
    void a_branch_learns_the_numbers_of_members_from_a_script(Stage stage) {
        var hosts = IntStream.range(0, 12).mapToObj("h%d.test"::formatted).toList();
        hosts.forEach(host -> stage.origin(host).always("< 200 OK\n< Cache-Control: no-store\n<\n< page"));
        int port = Ports.free();
        var hashes = Map.of("127.0.0.1", MemberHash.parse("241542179"), "127.0.0.2", MemberHash.parse("3000000001"), "127.0.0.3", MemberHash.parse("77"));
        var members = hashes.keySet().stream().sorted().map(host -> new Candidate(host, 100)).toList();
        var tmg = stage.origin("tmg.test").always("< 200 OK\n<\n< BackupRoute=\"DIRECT\"; HttpPort=\"%d\"; function MakeProxies(){ %s }\n< function FindProxyForURL(url, host){}".formatted(port,
            members.stream().map(member -> "this[0]=new Node(\"%s\",%s,1.000000);".formatted(member.name(), hashes.get(member.name()))).collect(Collectors.joining(" "))));
        var proxies = members.stream().map(member -> stage.proxy("name: tmg-%s".formatted(member.name()),
            "listeners: [{name: clients, address: '%s:%d'}]".formatted(member.name(), port), "origins: {idle: 1s}")).toList();
        var branch = stage.proxy("""
            name: below
            origins: {idle: 1s}
            upstreams: [{name: hq, members: ['127.0.0.1:%1$d'], select: carp-ms, table: 'http://127.0.0.1:%2$d/array.dll?Get.Routing.Script'}]
            routes: [{name: all, to: hq}]
            """.formatted(port, tmg.port()));
        Patience.until("the script to be read", Patience.USUAL, () -> ((List<?>) Json.object(branch.console("/api/v1/status").text()).get("upstream_members")).size() == 3);

        for (var host : hosts) assertThat(Members.get(branch, "http://%s/below/".formatted(host)).text()).isEqualTo("page");

        var ownership = CarpMicrosoft.of(members, hashes);
        for (int place = 0; place < members.size(); place++) {
            int member = place;
            var owned = hosts.stream().filter(host -> Ownership.best(ownership.scores("http://%s/".formatted(host)), _ -> true) == member).toList();
            var proxy = proxies.get(place);
            Patience.until("all its requests in the log of member " + place, Patience.USUAL, () -> asked(proxy).size() == owned.size());
            assertThat(asked(proxy)).allSatisfy(line -> assertThat(owned).anySatisfy(host -> assertThat(String.valueOf(line.get("url"))).contains("//" + host)));
        }
    }

    private static List<Map<String, Object>> asked(Proxy proxy) {
        return proxy.log(0).stream().filter(line -> String.valueOf(line.get("url")).contains("/below/")).toList();
    }
}
