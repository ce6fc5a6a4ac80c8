// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import java.util.List;
import java.util.Map;

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

    private static List<Map<String, Object>> asked(Proxy proxy) {
        return proxy.log(0).stream().filter(line -> String.valueOf(line.get("url")).contains("/below/")).toList();
    }
}
