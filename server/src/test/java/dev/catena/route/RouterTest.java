// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.catena.http.RefusalCode;
import dev.catena.identity.Groups;
import dev.catena.route.Consideration.Fitness;
import dev.catena.route.UpstreamHealth.Outcome;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouterTest {
    private static final Asked PAGE = Asking.of("GET http://www.example/");

    private final TestClock clock = new TestClock();
    private final UpstreamHealth health = new UpstreamHealth(clock);
    private final Turns turns = new Turns(0);

    /** What {@code RoutingExceptions} of the original could say: protocol, domain, port, and a proxy or DIRECT. */
    private static final String EXCEPTIONS = """
        upstreams:
          - {name: hq, members: [hq.corp.example:8080]}
          - {name: partner, members: [gate.partner.example:8080]}
        routes:
          - {name: secure, match: {protocol: connect, port: 8443}, to: partner}
          - {name: one-port, match: {host: app.corp.example, port: 8080}, to: hq}
          - {name: local, match: {host: NODOTS}, to: direct}
          - {name: intranet, match: {host: ["*.corp.example", corp.example]}, to: direct}
          - {name: addresses, match: {host: [10.0.0.0/8, "fc00::/7"]}, to: direct}
          - {name: partner, match: {host: "*.partner.example"}, to: partner, backup: hq}
          - {name: lab, match: {source: 10.9.0.0/16}, to: direct}
          - {name: sales, match: {group: 'CORP\\Sales', protocol: [http, connect]}, to: partner}
          - {name: unusual, match: {port: 1024-65535}, to: partner}
          - {name: rest, match: any, to: hq}
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        GET http://intranet/             | local     | direct
        GET http://INTRANET.:8080/       | local     | direct
        CONNECT intranet:443             | local     | direct
        GET http://www.corp.example/     | intranet  | direct
        GET http://corp.example/         | intranet  | direct
        GET http://a.b.corp.example:81/  | intranet  | direct
        GET http://corp.example.evil/    | rest      | hq
        GET http://xcorp.example/        | rest      | hq
        GET http://app.corp.example:8080/| one-port  | hq
        GET http://app.corp.example/     | intranet  | direct
        CONNECT app.corp.example:8443    | secure    | partner
        GET http://app.corp.example:8443/| intranet  | direct
        GET http://10.1.2.3/             | addresses | direct
        GET http://[fd00::1]/            | addresses | direct
        GET http://11.1.2.3/             | rest      | hq
        GET http://2130706433/           | rest      | hq
        GET http://www.partner.example/  | partner   | partner
        GET http://www.example:8000/     | unusual   | partner
        GET http://www.example/          | rest      | hq
        CONNECT www.example:443          | rest      | hq
        """)
    void the_first_route_that_speaks_of_a_request_decides(String request, String name, String word) {
        var take = taken(RoutingFile.of(EXCEPTIONS).router(health).choose(Asking.of(request), Attempts.NONE, turns));
        assertThat(take.name()).isEqualTo(name);
        assertThat(take.route().word()).isEqualTo(word);
        assertThat(take.reason()).contains("`%s`".formatted(name));
    }

    @Test
    void a_client_and_its_groups_have_ways_of_their_own() {
        var router = RoutingFile.of(EXCEPTIONS).router(health);
        assertThat(taken(router.choose(Asking.of("GET http://www.example/", "10.9.1.1"), Attempts.NONE, turns)).name()).isEqualTo("lab");
        assertThat(taken(router.choose(Asking.of("GET http://www.example/", "10.1.1.1", "corp\\sales"), Attempts.NONE, turns)).name()).isEqualTo("sales");
        assertThat(taken(router.choose(Asking.of("GET http://www.example/", "10.1.1.1", "CORP\\Staff"), Attempts.NONE, turns)).name()).isEqualTo("rest");
    }

    @Test
    void a_route_for_groups_nobody_knows_leads_nowhere_unless_the_request_is_not_its() {
        var router = RoutingFile.of(EXCEPTIONS).router(health);
        var refused = Asking.of("GET http://www.example/", "10.1.2.3", Groups.unknown("the directory sleeps"));
        assertThat(router.choose(refused, Attempts.NONE, turns)).isInstanceOfSatisfying(Choice.Nowhere.class,
            nowhere -> assertThat(nowhere.refusal().cause()).isEqualTo("route `sales` asks for the user's groups, which are not known: the directory sleeps"));
        var local = Asking.of("GET http://intranet/", "10.1.2.3", Groups.unknown("the directory sleeps"));
        assertThat(router.choose(local, Attempts.NONE, turns)).isInstanceOf(Choice.Take.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "routes: [{name: other, match: {port: 81}, to: direct}]"})
    void what_no_route_speaks_of_goes_direct(String text) {
        var take = taken(RoutingFile.of(text).router(health).choose(PAGE, Attempts.NONE, turns));
        assertThat(take.route()).isEqualTo(new Route.Direct("www.example", 80));
        assertThat(take.name()).isEmpty();
        assertThat(take.reason()).endsWith("direct");
    }

    @Test
    void an_exchange_tries_one_member_after_the_other_then_the_backup_then_nothing() {
        var router = RoutingFile.of(upstream("members: [a:1, b:1, c:1], select: failover, tries: 2", ", backup: direct")).router(health);
        var tried = Attempts.NONE;
        var ways = new ArrayList<String>();
        while (router.choose(PAGE, tried, turns) instanceof Choice.Take(var route, _, _)) {
            ways.add(route.host());
            tried = tried.and(route);
        }
        assertThat(ways).containsExactly("a", "b", "www.example");
    }

    @Test
    void the_backup_may_be_another_upstream_and_says_so() {
        var router = RoutingFile.of(EXCEPTIONS).router(health);
        var request = Asking.of("GET http://www.partner.example/");
        var first = taken(router.choose(request, Attempts.NONE, turns));
        var second = taken(router.choose(request, Attempts.NONE.and(first.route()), turns));
        assertThat(second.route()).isEqualTo(new Route.Member(new MemberId("hq", MemberAddress.parse("hq.corp.example:8080")), 0));
        assertThat(second.reason()).isEqualTo("no member of upstream `partner` can be used, and the backup of route `partner` leads to upstream `hq`");
    }

    @Test
    void members_that_are_down_are_passed_over_and_a_refusal_says_why() {
        var router = RoutingFile.of(upstream("members: [a:1, b:1], health: {failures: 1, recovery: 30s}", "")).router(health);
        fail("a", "connection refused");
        assertThat(host(router, Attempts.NONE)).isEqualTo("b");

        var tried = Attempts.NONE.and(taken(router.choose(PAGE, Attempts.NONE, turns)).route());
        assertThat(router.choose(PAGE, tried, turns)).isInstanceOfSatisfying(Choice.Nowhere.class, nowhere -> {
            assertThat(nowhere.refusal().code()).isEqualTo(RefusalCode.UPSTREAM_UNAVAILABLE);
            assertThat(nowhere.refusal().cause()).isEqualTo("route `all` leads nowhere just now: "
                + "a:1 of hq is down since 2026-06-15T12:00:00Z: connection refused, b:1 of hq was tried in vain");
            assertThat(nowhere.refusal().remedy()).isEqualTo("start one of them, or give the route `all` a `backup`");
        });
        clock.advance(Duration.ofSeconds(30));
        assertThat(host(router, Attempts.NONE)).isEqualTo("a");
        assertThat(host(router, Attempts.NONE)).as("one trial at a time").isEqualTo("b");
    }

    @Test
    void a_refusal_names_no_endless_list() {
        var members = IntStream.range(0, 20).mapToObj(i -> "m" + i + ":1").toList();
        var router = RoutingFile.of(upstream("members: [%s], health: {failures: 1}".formatted(String.join(", ", members)), "")).router(health);
        for (int i = 0; i < 20; i++) fail("m" + i, "connection refused");
        assertThat(router.choose(PAGE, Attempts.NONE, turns)).isInstanceOfSatisfying(Choice.Nowhere.class,
            nowhere -> assertThat(nowhere.refusal().cause()).contains("m3:1 of hq is down").doesNotContain("m4:1").endsWith(", and 16 more"));
    }

    @Test
    void an_explanation_weighs_what_a_choice_would_and_changes_nothing() {
        var router = RoutingFile.of("""
            upstreams: [{name: hq, members: [a:1, b:1, c:1], weights: {"c:1": 0}, select: round-robin, health: {failures: 1}}]
            routes: [{name: posts, match: {port: 81}, to: direct}, {name: all, to: hq, backup: direct}]
            """).router(health);
        fail("a", "connection refused");
        for (int i = 0; i < 3; i++) {
            assertThat(router.explain(PAGE, Attempts.NONE, turns)).containsExactly(
                new Consideration.Passed("posts", "port"),
                new Consideration.Decided("all", new RouteTarget.Upstream("hq"), new RouteTarget.Direct()),
                new Consideration.Weighed(id("a"), Fitness.DOWN, "down since 2026-06-15T12:00:00Z: connection refused"),
                new Consideration.Weighed(id("b"), Fitness.READY, ""),
                new Consideration.Weighed(id("c"), Fitness.WEIGHTLESS, ""),
                new Consideration.Origin(Fitness.READY));
        }
        clock.advance(Duration.ofSeconds(1));
        for (int i = 0; i < 3; i++) {
            assertThat(router.explain(PAGE, Attempts.NONE, turns)).contains(
                new Consideration.Weighed(id("a"), Fitness.TRIAL, "down since 2026-06-15T12:00:00Z: connection refused"));
        }
    }

    @Test
    void turns_are_taken_by_weight_and_not_in_a_row() {
        var router = RoutingFile.of(upstream("members: [a:1, b:1, c:1], select: round-robin, weights: {\"a:1\": 2}", "")).router(health);
        assertThat(hosts(router, turns, 8)).containsExactly("a", "b", "c", "a", "a", "b", "c", "a");
    }

    @Test
    void event_loops_begin_with_different_members() {
        var router = RoutingFile.of(upstream("members: [a:1, b:1, c:1], select: round-robin", "")).router(health);
        assertThat(IntStream.range(0, 4).mapToObj(loop -> hosts(router, new Turns(loop), 1).getFirst()).toList()).containsExactly("a", "b", "c", "a");
    }

    @Test
    void turns_begin_anew_with_another_router() {
        var one = RoutingFile.of(upstream("members: [a:1, b:1], select: round-robin", "")).router(health);
        var other = RoutingFile.of(upstream("members: [a:1, b:1, c:1], select: round-robin", "")).router(health);
        assertThat(hosts(one, turns, 1)).containsExactly("a");
        assertThat(hosts(other, turns, 2)).containsExactly("a", "b");
    }

    @Test
    void members_in_turn_share_what_a_lost_one_leaves() {
        var router = RoutingFile.of(upstream("members: [a:1, b:1, c:1], select: round-robin, weights: {\"b:1\": 3}, health: {failures: 1, recovery: 30s}", "")).router(health);
        fail("a", "connection refused");
        var counts = new HashMap<String, Integer>();
        for (var host : hosts(router, turns, 400)) counts.merge(host, 1, Integer::sum);
        assertThat(counts).isEqualTo(Map.of("b", 300, "c", 100));
    }

    @ParameterizedTest
    @CsvSource({"rendezvous, 0.25, 0.005", "carp-v1, 0.25, 0.2", "carp-squid, 0.25, 0.02"})
    void owners_are_the_same_for_every_loop_and_divide_all_urls(String select, double share, double tolerance) {
        var router = RoutingFile.of(upstream("members: [a:1, b:1, c:1, d:1], select: " + select, "")).router(health);
        var counts = new HashMap<String, Integer>();
        int all = 50_000;
        for (int i = 0; i < all; i++) {
            var asked = Asking.of("GET http://h%d.example/p/%d".formatted(i % 97, i));
            var host = taken(router.choose(asked, Attempts.NONE, turns)).route().host();
            counts.merge(host, 1, Integer::sum);
            if (i % 100 == 0) assertThat(taken(router.choose(asked, Attempts.NONE, new Turns(3))).route().host()).isEqualTo(host);
        }
        assertThat(counts).hasSize(4);
        counts.values().forEach(count -> assertThat((double) count / all).isCloseTo(share, within(tolerance)));
    }

    @Test
    void squid_and_the_draft_are_asked_by_host_and_canonical_url() {
        var members = "members: [alpha:1, bravo:2, charlie:3, delta:4], weights: {\"alpha:1\": 10, \"bravo:2\": 20, \"charlie:3\": 30, \"delta:4\": 40}, select: ";
        var asked = Asking.of("GET HTTP://WWW.Example.COM:80/Index.html");
        assertThat(taken(RoutingFile.of(upstream(members + "carp-v1", "")).router(health).choose(asked, Attempts.NONE, turns)).route().host()).isEqualTo("charlie");
        assertThat(taken(RoutingFile.of(upstream(members + "carp-squid", "")).router(health).choose(asked, Attempts.NONE, turns)).route().host()).isEqualTo("delta");
    }

    @Property(tries = 300)
    void an_exchange_never_meets_the_same_member_twice_and_always_ends(Cases cases) {
        var members = IntStream.range(0, cases.integer(1, 9)).mapToObj(i -> "m" + i + ":1").toList();
        var select = cases.oneOf("failover", "round-robin", "rendezvous", "carp-v1", "carp-squid", "carp-ms");
        int tries = cases.integer(1, 12);
        var router = RoutingFile.of(upstream("members: [%s], select: %s, tries: %d, health: {failures: 1}"
            .formatted(String.join(", ", members), select, tries), ", backup: direct")).router(new UpstreamHealth(clock));
        var asked = Asking.of("GET " + cases.url());
        var tried = Attempts.NONE;
        var hosts = new ArrayList<String>();
        while (router.choose(asked, tried, turns) instanceof Choice.Take(var route, _, _)) {
            hosts.add(route.word().equals("direct") ? "direct" : route.host());
            tried = tried.and(route);
        }
        assertThat(hosts).doesNotHaveDuplicates().hasSize(Math.min(tries, members.size()) + 1).endsWith("direct");
    }

    private static String upstream(String keys, String backup) {
        return "upstreams: [{name: hq, %s}]\nroutes: [{name: all, to: hq%s}]".formatted(keys, backup);
    }

    private void fail(String host, String cause) {
        health.report(new Route.Member(id(host), 0), new Outcome.Failed(cause));
    }

    private static MemberId id(String host) {
        return new MemberId("hq", MemberAddress.parse(host + ":1"));
    }

    private String host(Router router, Attempts tried) {
        return taken(router.choose(PAGE, tried, turns)).route().host();
    }

    private List<String> hosts(Router router, Turns turns, int times) {
        return IntStream.range(0, times).mapToObj(_ -> taken(router.choose(PAGE, Attempts.NONE, turns)).route().host()).toList();
    }

    private static Choice.Take taken(Choice choice) {
        return switch (choice) {
            case Choice.Take take -> take;
            case Choice.Nowhere(var refusal) -> throw new AssertionError(refusal);
        };
    }
}
