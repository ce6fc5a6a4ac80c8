// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Json;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Response;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Three members are one cache. */
class ArrayTest {
    private static final int URLS = 40;

    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();

    private void cacheable(OriginExchange exchange) throws IOException {
        fetched.merge(exchange.request().target(), 1, Integer::sum);
        exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< page " + exchange.request().target());
    }

    @Scenario
    void each_url_is_fetched_once_and_kept_by_its_owner_alone(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "");

        for (int i = 0; i < URLS; i++) {
            for (int member = 0; member < 3; member++) {
                var answer = members.get(member, "http://origin.test/" + i);
                assertThat(answer.text()).isEqualTo("page /" + i);
            }
        }

        assertThat(fetched).hasSize(URLS).allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isEqualTo(URLS);
        assertThat(members.proxies).allSatisfy(proxy -> assertThat(proxy.metric("cache.objects")).isGreaterThan(3));
    }

    @Scenario
    void what_is_changed_through_one_member_is_gone_from_its_owner(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "");
        for (int i = 0; i < 10; i++) {
            assertThat(members.get(i % 3, "http://origin.test/" + i).text()).isEqualTo("page /" + i);
            try (var client = members.proxies.get((i + 1) % 3).raw()) {
                client.ask("DELETE http://origin.test/%d HTTP/1.1\nHost: origin.test\nConnection: close\n\n".formatted(i));
            }
            members.get(i % 3, "http://origin.test/" + i);
        }
        assertThat(fetched.values()).containsOnly(3);
    }

    @Scenario
    void a_query_is_kept_by_the_owner_of_its_url_and_a_purge_at_any_member_takes_it_out(Stage stage) {
        stage.origin("origin.test", exchange -> {
            fetched.merge(exchange.request().target(), 1, Integer::sum);
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< results of " + new String(exchange.readBody(), StandardCharsets.US_ASCII));
        });
        var members = Members.of(stage, 3, "", "policy: [{name: purgers, match: {method: PURGE, host: origin.test}, do: allow}, {name: rest, match: any, do: allow}]");
        for (int url = 0; url < 6; url++) {
            for (var member : members.proxies) assertThat(query(member, url)).isEqualTo("results of what?");
        }
        assertThat(fetched).hasSize(6).allSatisfy((_, times) -> assertThat(times).isOne());
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isEqualTo(6);
        for (int url = 0; url < 6; url++) assertThat(purge(members.proxies.get(url % 3), "origin.test/" + url).text()).startsWith("1 taken out of the cache");
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isZero();
    }

    private static String query(Proxy proxy, int url) {
        try (var client = proxy.raw()) {
            return client.ask("QUERY http://origin.test/%d HTTP/1.1\nHost: origin.test\nContent-Type: text/plain\nContent-Length: 5\nConnection: close\n\nwhat?".formatted(url)).text();
        }
    }

    @Scenario
    void all_members_tell_the_same_of_the_array(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "readers: ['127.0.0.0/8']");
        var scripts = members.proxies.stream().map(proxy -> Members.page(proxy, "/proxy.pac", "")).toList();
        assertThat(scripts).extracting(page -> page.field("Content-Type")).containsOnly("application/x-ns-proxy-autoconfig");
        assertThat(scripts).extracting(page -> page.text()).containsOnly(scripts.getFirst().text());
        assertThat(scripts).extracting(page -> page.field("ETag")).containsOnly(scripts.getFirst().field("ETag"));
        assertThat(scripts.getFirst().field("Cache-Control")).isEqualTo("max-age=60");
        var known = Members.page(members.proxies.get(1), "/wpad.dat", "If-None-Match: %s\n".formatted(scripts.getFirst().field("ETag")));
        assertThat(known.status()).isEqualTo(304);
        var table = Members.page(members.proxies.get(2), "/array.dll?Get.Info.v1", "");
        assertThat(table.text()).startsWith("Proxy Array Information/1.0\r\nArrayEnabled: 1\r\nConfigID: ").contains("ArrayName: branch", "127.0.0.1 127.0.0.1 ", " UP 100 ");
        assertThat(table.field("ETag")).isEqualTo("W/\"%s\"".formatted(table.text().split("ConfigID: ")[1].split("\r")[0]));
    }

    @Scenario
    void one_purge_takes_a_page_out_everywhere_and_everybody_says_so(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "hot: {requests: 2}");
        for (int round = 0; round < 4; round++) for (int member = 0; member < 3; member++) members.get(member, "http://origin.test/hot");
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isEqualTo(3);

        var url = URLEncoder.encode(members.proxies.getFirst().spelled("http://origin.test/hot"), StandardCharsets.UTF_8);
        var said = Json.object(members.proxies.get(1).command("/api/v1/cache/purge?url=" + url).text());

        assertThat(((Number) said.get("purged")).intValue()).isEqualTo(3);
        assertThat((List<?>) said.get("members")).hasSize(3).allSatisfy(each -> assertThat(each.toString()).contains("done=true", "words=removed 1"));
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isZero();
        assertThat(fetched).containsEntry("/hot", 1);
    }

    @Scenario
    void a_purge_request_takes_a_page_out_everywhere_where_a_rule_lets_it(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "hot: {requests: 2}", "policy: [{name: purgers, match: {method: PURGE, host: origin.test}, do: allow}, {name: rest, match: any, do: allow}]");
        for (int round = 0; round < 4; round++) for (int member = 0; member < 3; member++) members.get(member, "http://origin.test/hot");
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isEqualTo(3);

        var refused = purge(members.proxies.get(1), "other.test/hot");
        assertThat(refused.status()).isEqualTo(403);
        var done = purge(members.proxies.get(1), "origin.test/hot");
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.text().lines()).hasSize(4).first().isEqualTo("3 taken out of the cache");
        assertThat(done.text().lines().skip(1)).allSatisfy(line -> assertThat(line).matches("127\\.0\\.0\\.1:\\d+: removed 1"));
        assertThat(members.proxies.stream().mapToLong(proxy -> proxy.metric("cache.objects")).sum()).isZero();

        var again = purge(members.proxies.get(2), "origin.test/hot");
        assertThat(again.status()).isEqualTo(404);
        assertThat(again.text()).startsWith("nothing of this URL was in the cache\n").contains(": removed 0\n");
    }

    private static Response purge(Proxy proxy, String page) {
        try (var client = proxy.raw()) {
            return client.ask("PURGE http://%s HTTP/1.1\nHost: %s\nConnection: close\n\n".formatted(page, page.split("/")[0]));
        }
    }

    @Scenario
    void a_drained_member_owns_nothing_and_gets_its_urls_back(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "");
        var drained = members.proxies.getFirst();
        var name = "127.0.0.1:" + drained.address().getPort();
        var answer = members.proxies.get(2).command("/api/v1/array/drain?member=" + name);
        assertThat(answer.text()).contains("\"member\":\"" + name + "\",\"done\":true,\"words\":\"drained\"");
        members.awaitAll(2);
        for (int i = 0; i < URLS; i++) members.get(i % 3, "http://origin.test/" + i);
        assertThat(drained.metric("cache.objects")).isZero();

        members.proxies.get(1).command("/api/v1/array/undrain?member=" + name);
        members.awaitAll(3);
        for (int i = 0; i < URLS; i++) members.get(i % 3, "http://origin.test/" + i);
        assertThat(drained.metric("cache.objects")).isGreaterThan(3);
        assertThat(Members.page(drained, "/array.json", "").text()).contains("\"share\": \"0.3333\"");
    }

    @Scenario
    void what_is_foretold_and_printed_of_an_owner_is_what_happens(Stage stage) {
        stage.origin("origin.test", this::cacheable);
        var members = Members.of(stage, 3, "");
        var asked = members.proxies.getFirst();
        for (int i = 0; i < 12; i++) {
            var url = URLEncoder.encode(asked.spelled("http://origin.test/" + i), StandardCharsets.UTF_8);
            var foretold = asked.console("/api/v1/explain?url=" + url).text();
            members.get(0, "http://origin.test/" + i);
            var happened = route(asked, "/" + i);
            assertThat(foretold).contains(happened.equals("branch") ? "the owner is another member" : "this member looks after it");
        }
        assertThat(IntStream.range(0, 12).mapToObj(i -> route(asked, "/" + i))).contains("branch", "direct");
    }

    /** Where a request went, by the access log; the array's own pages have lines there, too. */
    private static String route(Proxy proxy, String path) {
        Patience.until("a line for " + path, Patience.USUAL, () -> lines(proxy, path).findFirst().isPresent());
        return String.valueOf(lines(proxy, path).findFirst().orElseThrow().get("route"));
    }

    private static Stream<Map<String, Object>> lines(Proxy proxy, String path) {
        return proxy.log(0).stream().filter(line -> String.valueOf(line.get("url")).endsWith(path));
    }
}
