// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.RawClient;
import java.util.ArrayList;
import java.util.LongSummaryStatistics;
import java.util.stream.IntStream;

/** One URL that half of the world wants. */
class HotUrlTest {
    private static final int MEMBERS = 5;
    private static final int REQUESTS = 2000;

    @Scenario
    void half_of_all_requests_for_one_url_melt_nobody(Stage stage) {
        var origin = stage.origin("origin.test").always("< 200 OK\n< Cache-Control: max-age=600\n<\n< page");
        var load = load(stage, "hot: {requests: 10}");
        assertThat(origin.requests()).filteredOn(request -> request.target().equals("/hot")).hasSize(1);
        assertThat(load.getMax()).isLessThanOrEqualTo((long) (1.25 * load.getAverage()));
    }

    /** What each member had to answer, requests of the others included, from when they had found each other: to see that, one is asked over and over. */
    private static LongSummaryStatistics load(Stage stage, String array) {
        var members = Members.of(stage, MEMBERS, array);
        var before = members.proxies.stream().mapToLong(HotUrlTest::requests).toArray();
        var clients = new ArrayList<RawClient>();
        members.proxies.forEach(proxy -> clients.add(proxy.raw()));
        for (int i = 0; i < REQUESTS; i++) {
            var path = i / MEMBERS % 2 == 0 ? "hot" : "cold/" + i;
            assertThat(clients.get(i % MEMBERS).ask("GET http://origin.test/%s HTTP/1.1\nHost: origin.test\n\n".formatted(path)).text()).isEqualTo("page");
        }
        clients.forEach(RawClient::close);
        return IntStream.range(0, MEMBERS).mapToLong(i -> requests(members.proxies.get(i)) - before[i]).summaryStatistics();
    }

    private static long requests(Proxy proxy) {
        return proxy.metric("requests.total");
    }
}
