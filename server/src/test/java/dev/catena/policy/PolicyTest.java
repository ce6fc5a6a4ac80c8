// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Protocol;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.identity.Groups;
import dev.catena.identity.Principal;
import dev.catena.identity.Scheme;
import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {
    private static final Instant SATURDAY_NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Caller REMOTE = new Caller(InetAddress.ofLiteral("10.1.2.3"), "clients", false, SATURDAY_NOON);
    private static final Caller LOCAL = new Caller(InetAddress.ofLiteral("127.0.0.1"), "clients", true, SATURDAY_NOON);
    private static final RequestHead GET = Requests.of("GET http://www.example/");

    @Test
    void without_rules_everything_is_allowed() {
        assertThat(policy().judge(GET, REMOTE)).isInstanceOfSatisfying(Verdict.Allow.class, allow -> {
            assertThat(allow.permit().rule()).isEmpty();
            assertThat(allow.permit().action()).isEqualTo("allow");
            assertThat(allow.permit().reason()).isNotEmpty();
        });
    }

    @Test
    void what_no_rule_speaks_of_is_denied() {
        var refusal = denied(policy(rule("posts", match().method("POST"), Action.ALLOW)), GET);
        assertThat(refusal.code()).isEqualTo(RefusalCode.POLICY_DENIED);
        assertThat(refusal.cause()).isEqualTo("policy: no rule matched GET www.example:80");
        assertThat(refusal.rule()).isEmpty();
    }

    @Test
    void groups_are_asked_for_by_their_domain_or_without_and_in_any_case() {
        var policy = policy(rule("staff", match().group("Corp\\STAFF", "contractors"), Action.ALLOW));
        assertThat(policy.judge(GET, in(Groups.of(List.of("CORP\\Staff"))))).isInstanceOf(Verdict.Allow.class);
        assertThat(policy.judge(GET, in(Groups.of(List.of("PARTNER\\Contractors"))))).isInstanceOf(Verdict.Allow.class);
        assertThat(policy.judge(GET, in(Groups.of(List.of("PARTNER\\Staff"))))).isInstanceOf(Verdict.Deny.class);
        assertThat(policy.judge(GET, REMOTE)).as("nobody is in a group before they log in").isInstanceOf(Verdict.Deny.class);
    }

    @ParameterizedTest
    @EnumSource(value = Action.class, names = {"ALLOW", "DENY"})
    void a_rule_that_comes_down_to_groups_nobody_knows_refuses_and_says_why(Action action) {
        var policy = policy(
            rule("posts", match().method("POST").group("Staff"), Action.DENY),
            rule("seen", match().group("Staff"), Action.REPORT),
            rule("staff", match().source("10.0.0.0/8").group("Staff"), action),
            rule("rest", match(), Action.ALLOW));
        assertThat(policy.judge(GET, in(Groups.unknown("the directory sleeps")))).isInstanceOfSatisfying(Verdict.Deny.class, denied -> {
            assertThat(denied.refusal().code()).isEqualTo(RefusalCode.LOG_IN_UNAVAILABLE);
            assertThat(denied.refusal().cause()).isEqualTo("rule `staff` asks for the groups of CORP\\alice, which are not known: the directory sleeps");
        });
    }

    private static Caller in(Groups groups) {
        return new Caller(REMOTE.address(), "clients", false, SATURDAY_NOON, new Principal("alice", "CORP", Scheme.NTLM, groups));
    }

    @Test
    void purge_is_allowed_by_a_rule_that_names_it_and_by_no_other() {
        var purge = Requests.of("PURGE http://www.example/");
        for (var policy : List.of(policy(), policy(rule("all", match(), Action.ALLOW)), policy(rule("gets", match().method("GET"), Action.ALLOW)))) {
            var refusal = denied(policy, purge);
            assertThat(refusal.code()).isEqualTo(RefusalCode.POLICY_DENIED);
            assertThat(refusal.cause()).contains("PURGE");
            assertThat(refusal.remedy()).contains("method: PURGE").contains("catena cache purge");
        }
        var named = policy(rule("purgers", match().method("PURGE").source("127.0.0.1"), Action.ALLOW), rule("all", match(), Action.ALLOW));
        assertThat(named.judge(purge, LOCAL)).isInstanceOfSatisfying(Verdict.Allow.class, allow -> assertThat(allow.permit().rule()).isEqualTo("purgers"));
        assertThat(named.judge(purge, REMOTE)).isInstanceOf(Verdict.Deny.class);
        assertThat(named.explain(purge, REMOTE)).extracting(Consideration::differsIn).containsExactly("source", "method");
        assertThat(denied(policy(rule("none", match(), Action.DENY)), purge).rule()).isEqualTo("none");
    }

    @Test
    void the_first_rule_that_matches_decides_and_is_named() {
        var policy = policy(
            rule("posts", match().method("POST"), Action.DENY),
            rule("staff", match().source("10.0.0.0/8"), Action.ALLOW),
            rule("rest", match(), Action.DENY));
        assertThat(permit(policy, GET).rule()).isEqualTo("staff");
        assertThat(permit(policy, GET).reason()).contains("staff");
        assertThat(denied(policy, Requests.of("POST http://www.example/")).rule()).isEqualTo("posts");
    }

    @Test
    void a_denial_carries_what_the_rule_has_to_say() {
        var settings = new RuleSettings("no-mail", match().port("25").settings(), Action.DENY, "Ask netops@corp.example");
        var refusal = denied(policy(settings), Requests.of("GET http://mail.example:25/"));
        assertThat(refusal.say()).isEqualTo("Ask netops@corp.example");
        assertThat(refusal.cause()).isEqualTo("rule `no-mail` denies GET mail.example:25");
        assertThat(refusal.cause()).doesNotContain("?");
    }

    @Test
    void report_rules_are_recorded_and_never_decide() {
        var policy = policy(
            rule("r1", match(), Action.REPORT),
            rule("r2", match().method("POST"), Action.REPORT),
            rule("r3", match().host("*.example"), Action.REPORT),
            rule("all", match(), Action.ALLOW),
            rule("r4", match(), Action.REPORT));
        assertThat(permit(policy, GET).reported()).containsExactly("r1", "r3");
        assertThat(denied(policy(rule("r1", match(), Action.REPORT)), GET).cause()).contains("no rule matched");
    }

    @ParameterizedTest
    @CsvSource({
        "www.example, www.example, true", "www.example, WWW.Example., true", "WWW.Example., www.example, true", "www.example, ww.example, false",
        "*.example, www.example, true", "*.example, a.b.example, true", "*.example, example, false", "*.example, wwwexample, false",
        "*.example, www.example., true", "NODOTS, intranet, true", "NODOTS, intranet., true", "NODOTS, www.example, false",
        "NODOTS, 2130706433, false", "NODOTS, [::1], false", "NODOTS, 0x7f000001, false",
        "127.0.0.0/8, 127.0.0.1, true", "127.0.0.0/8, 127.0.0.1., true", "127.0.0.0/8, 127.1, true", "127.0.0.0/8, 2130706433, true", "127.0.0.0/8, 0x7f.1, true",
        "127.0.0.0/8, 0177.0.0.1, true", "127.0.0.0/8, [::ffff:127.0.0.1], true", "127.0.0.0/8, [::ffff:7f00:1], true",
        "127.0.0.0/8, [::127.0.0.1], true", "127.0.0.0/8, [64:ff9b::7f00:1], true", "127.0.0.0/8, [2002:7f00:1::], true",
        "127.0.0.0/8, [::1], false", "127.0.0.0/8, 128.0.0.1, false", "127.0.0.0/8, localhost, false",
        "10.0.0.1, 10.0.0.1, true", "10.0.0.1, 10.0.0.2, false", "::1, [0:0:0:0:0:0:0:1], true", "2001:db8::/32, [2001:DB8:1::5], true",
        "2001:db8::/32, [2001:db9::], false", "0.0.0.0/0, www.example, false"})
    void hosts_match_in_every_spelling(String pattern, String host, boolean matches) {
        var policy = policy(rule("it", match().host(pattern), Action.DENY), rule("rest", match(), Action.ALLOW));
        assertThat(policy.judge(Requests.of("GET http://" + host + "/"), REMOTE) instanceof Verdict.Deny).isEqualTo(matches);
        assertThat(policy.judge(Requests.of("CONNECT " + host + ":443"), REMOTE) instanceof Verdict.Deny).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({"80, true", "8000-8100, false", "1-79, false", "79-81, true"})
    void ports_match_by_range_and_a_scheme_has_a_port(String range, boolean matches) {
        var policy = policy(rule("it", match().port(range), Action.DENY), rule("rest", match(), Action.ALLOW));
        assertThat(policy.judge(GET, REMOTE) instanceof Verdict.Deny).isEqualTo(matches);
    }

    @Test
    void keys_are_all_of_and_values_any_of() {
        var policy = policy(rule("it", match().method("GET", "HEAD").port("80", "8080"), Action.ALLOW));
        assertThat(permit(policy, GET).rule()).isEqualTo("it");
        assertThat(permit(policy, Requests.of("HEAD http://www.example:8080/")).rule()).isEqualTo("it");
        denied(policy, Requests.of("GET http://www.example:81/"));
        denied(policy, Requests.of("PUT http://www.example:8080/"));
        denied(policy, Requests.read("get http://www.example/ HTTP/1.1\r\nHost: www.example\r\n\r\n"));
    }

    @ParameterizedTest
    @CsvSource({
        "GET http://www.example/, HTTP", "CONNECT www.example:443, CONNECT"})
    void protocols_are_told_apart(String request, Protocol protocol) {
        assertThat(Protocol.of(Requests.of(request))).isEqualTo(protocol);
    }

    @Test
    void a_websocket_has_to_ask_for_the_upgrade() {
        assertThat(Protocol.of(Requests.of("GET http://www.example/", "Upgrade: h2c, WebSocket", "Connection: x, Upgrade"))).isEqualTo(Protocol.WEBSOCKET);
        assertThat(Protocol.of(Requests.of("GET http://www.example/", "Upgrade: websocket"))).isEqualTo(Protocol.HTTP);
        assertThat(Protocol.of(Requests.of("GET http://www.example/", "Upgrade: websocket2", "Connection: upgrade"))).isEqualTo(Protocol.HTTP);
        assertThat(Protocol.of(Requests.of("PUT http://www.example/", "Upgrade: websocket", "Connection: upgrade"))).isEqualTo(Protocol.HTTP);
    }

    @Test
    void a_client_of_an_ipv6_socket_is_known_by_its_ipv4_address() throws UnknownHostException {
        var bytes = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 1, 2, 3};
        var mapped = new Caller(Inet6Address.getByAddress(null, bytes, -1), "clients", false, SATURDAY_NOON);
        var policy = policy(rule("staff", match().source("10.0.0.0/8"), Action.ALLOW));
        assertThat(policy.judge(GET, mapped)).isInstanceOf(Verdict.Allow.class);
        var disguised = new Caller(InetAddress.ofLiteral("2002:a01:203::"), "clients", false, SATURDAY_NOON);
        assertThat(policy.judge(GET, disguised)).isInstanceOf(Verdict.Deny.class);
    }

    @ParameterizedTest
    @CsvSource({
        "mon-fri 08:00-18:00, 2026-11-20T07:00:00Z, true", "mon-fri 08:00-18:00, 2026-11-20T06:59:59Z, false",
        "mon-fri 08:00-18:00, 2026-11-20T17:00:00Z, false", "mon-fri 08:00-18:00, 2026-11-21T12:00:00Z, false",
        "fri 22:00-06:00, 2026-11-20T21:00:00Z, true", "fri 22:00-06:00, 2026-11-21T04:59:00Z, true", "fri 22:00-06:00, 2026-11-21T05:00:00Z, false",
        "fri 22:00-06:00, 2026-11-20T04:00:00Z, false", "sat-mon 00:00-24:00, 2026-11-22T12:00:00Z, true", "sun 23:00-01:00, 2026-11-22T23:30:00Z, true",
        "sat 22:00-24:00, 2026-11-21T22:59:00Z, true", "sat 22:00-24:00, 2026-11-21T23:00:00Z, false"})
    void hours_are_those_of_the_zone_past_midnight_too(String window, Instant now, boolean matches) {
        var policy = Policy.of(List.of(new RuleSettings("it", match().time(window).settings(), Action.ALLOW, "")),
            connect("443"), guard(), ZoneId.of("Europe/Berlin"));
        var caller = new Caller(REMOTE.address(), "clients", false, now);
        assertThat(policy.judge(GET, caller) instanceof Verdict.Allow).isEqualTo(matches);
        assertThat(TimeWindow.parse(window)).hasToString(window);
    }

    @Test
    void tunnels_are_held_to_the_ports_of_the_settings() {
        var refusal = denied(policy(), Requests.of("CONNECT mail.example:25"));
        assertThat(refusal.code()).isEqualTo(RefusalCode.CONNECT_PORT);
        assertThat(refusal.cause()).isEqualTo("port 25 is not one of `connect.ports` (443, 8000-8100)");
        assertThat(refusal.remedy()).contains("25", "connect.ports");
        assertThat(policy().judge(Requests.of("CONNECT www.example:8080"), REMOTE)).isInstanceOf(Verdict.Allow.class);
        assertThat(policy().judge(Requests.of("GET http://www.example:25/"), REMOTE)).isInstanceOf(Verdict.Allow.class);
        denied(policy(rule("all", match(), Action.ALLOW)), Requests.of("CONNECT mail.example:25"));
    }

    @Test
    void a_rules_own_words_come_before_the_ports() {
        var policy = policy(rule("no-mail", match().port("25"), Action.DENY), rule("all", match(), Action.ALLOW));
        assertThat(denied(policy, Requests.of("CONNECT mail.example:25")).rule()).isEqualTo("no-mail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST.", "db.localhost", "127.0.0.1", "127.9.9.9", "[::1]", "[::ffff:127.0.0.1]"})
    void a_caller_over_loopback_tunnels_to_every_port_of_the_loopback(String host) {
        var request = Requests.of("CONNECT " + host + ":5432");
        assertThat(policy().judge(request, LOCAL)).isInstanceOf(Verdict.Allow.class);
        assertThat(policy().judge(request, REMOTE)).isInstanceOf(Verdict.Deny.class);
        assertThat(policy().judge(Requests.of("CONNECT www.example:5432"), LOCAL)).isInstanceOf(Verdict.Deny.class);
        assertThat(policy().judge(Requests.of("CONNECT localhost.example:5432"), LOCAL)).isInstanceOf(Verdict.Deny.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[2001:db8::5efe:127.0.0.1]", "[2002:7f00:1::]", "[64:ff9b::127.0.0.1]", "10.0.0.1", "[fe80::1]"})
    void an_address_that_only_carries_the_loopback_opens_no_port(String host) {
        assertThat(policy().judge(Requests.of("CONNECT " + host + ":5432"), LOCAL)).isInstanceOf(Verdict.Deny.class);
    }

    @Test
    void an_explanation_tells_of_every_rule_why_it_did_not_decide() {
        var policy = policy(
            rule("posts", match().method("POST"), Action.DENY),
            rule("seen", match(), Action.REPORT),
            rule("intranet", match().host("*.corp.example"), Action.ALLOW),
            rule("rest", match(), Action.DENY),
            rule("never", match(), Action.ALLOW));
        assertThat(policy.explain(GET, REMOTE)).containsExactly(
            new Consideration("posts", Action.DENY, "method"),
            new Consideration("seen", Action.REPORT, ""),
            new Consideration("intranet", Action.ALLOW, "host"),
            new Consideration("rest", Action.DENY, ""));
    }

    @Test
    void a_permit_carries_the_guard_of_the_destinations() {
        var guard = permit(policy(), GET).guard();
        assertThat(guard.refuses(InetAddress.ofLiteral("127.0.0.1"), 80, false)).isPresent();
        assertThat(guard.refuses(InetAddress.ofLiteral("127.0.0.1"), 80, true)).isEmpty();
        assertThat(guard.refuses(InetAddress.ofLiteral("10.0.0.1"), 80, false)).isPresent();
    }

    private static Refusal denied(Policy policy, RequestHead request) {
        return switch (policy.judge(request, REMOTE)) {
            case Verdict.Deny(var refusal) -> refusal;
            case Verdict.Allow(var permit) -> throw new AssertionError("allowed: " + permit);
        };
    }

    private static Permit permit(Policy policy, RequestHead request) {
        return switch (policy.judge(request, REMOTE)) {
            case Verdict.Allow(var permit) -> permit;
            case Verdict.Deny(var refusal) -> throw new AssertionError("denied: " + refusal);
        };
    }

    private static Policy policy(RuleSettings... rules) {
        return Policy.of(List.of(rules), connect("443", "8000-8100"), guard(), ZoneId.of("UTC"));
    }

    private static AddressGuard guard() {
        return new DestinationSettings(DestinationSettings.PrivateNetworks.DENY, DestinationSettings.Loopback.FROM_LOOPBACK)
            .guard(new OwnSockets(List.of()));
    }

    private static ConnectSettings connect(String... ports) {
        return new ConnectSettings(Arrays.stream(ports).map(PortRange::parse).toList());
    }

    private static RuleSettings rule(String name, Matching match, Action action) {
        return new RuleSettings(name, match.settings(), action, "");
    }

    private static Matching match() {
        return new Matching(MatchSettings.any());
    }

    /** Match settings as a sentence. */
    private record Matching(MatchSettings settings) {
        Matching method(String... methods) {
            return new Matching(new MatchSettings(List.of(methods), settings.protocol(), settings.host(), settings.port(), settings.source(), settings.user(), settings.group(), settings.time()));
        }

        Matching host(String... patterns) {
            var hosts = Arrays.stream(patterns).map(HostPattern::parse).toList();
            return new Matching(new MatchSettings(settings.method(), settings.protocol(), hosts, settings.port(), settings.source(), settings.user(), settings.group(), settings.time()));
        }

        Matching port(String... ranges) {
            var ports = Arrays.stream(ranges).map(PortRange::parse).toList();
            return new Matching(new MatchSettings(settings.method(), settings.protocol(), settings.host(), ports, settings.source(), settings.user(), settings.group(), settings.time()));
        }

        Matching group(String... groups) {
            return new Matching(new MatchSettings(settings.method(), settings.protocol(), settings.host(), settings.port(), settings.source(), settings.user(), List.of(groups), settings.time()));
        }

        Matching source(String... networks) {
            var sources = Arrays.stream(networks).map(Network::parse).toList();
            return new Matching(new MatchSettings(settings.method(), settings.protocol(), settings.host(), settings.port(), sources, settings.user(), settings.group(), settings.time()));
        }

        Matching time(String... windows) {
            var times = Arrays.stream(windows).map(TimeWindow::parse).toList();
            return new Matching(new MatchSettings(settings.method(), settings.protocol(), settings.host(), settings.port(), settings.source(), settings.user(), settings.group(), times));
        }
    }
}
