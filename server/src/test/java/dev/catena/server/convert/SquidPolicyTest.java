// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RequestHead;
import dev.catena.http.Scanned;
import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.policy.Caller;
import dev.catena.policy.Policy;
import dev.catena.policy.Verdict;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;

/** The compiled policy says what a small evaluator of http_access, written by itself, says; and where conditions are unknown, never more. */
class SquidPolicyTest {
    private record Asked(String method, String host, int port, String source, LocalDateTime when) {}

    private record Condition(String acl, Predicate<Asked> meets) {}

    private static final Map<String, Condition> EXACT = Map.of(
        "lan", new Condition("src 10.0.0.0/8 192.168.1.0/255.255.255.0", asked -> asked.source.startsWith("10.") || asked.source.startsWith("192.168.1.")),
        "range", new Condition("src 10.0.0.3-10.0.0.9", asked -> asked.source.equals("10.0.0.5")),
        "web", new Condition("port 80 8000-8100", asked -> asked.port == 80 || asked.port >= 8000 && asked.port <= 8100),
        "tls", new Condition("port 443", asked -> asked.port == 443),
        "tunnel", new Condition("method CONNECT", asked -> asked.method.equals("CONNECT")),
        "writes", new Condition("method POST put", asked -> List.of("POST", "PUT").contains(asked.method)),
        "corp", new Condition("dstdomain -n .corp.test www.example", asked -> asked.host.equals("corp.test") || asked.host.endsWith(".corp.test") || asked.host.equals("www.example")),
        "deep", new Condition("dstdom_regex -n -i \\.a\\.CORP\\.test$", asked -> asked.host.endsWith(".a.corp.test")),
        "work", new Condition("time MTWHF 9:00-17:00", asked -> asked.when.getDayOfWeek().getValue() < 6
            && !asked.when.toLocalTime().isBefore(LocalTime.of(9, 0)) && asked.when.toLocalTime().isBefore(LocalTime.of(17, 1))),
        "either", new Condition("any-of web range", asked -> asked.port == 80 || asked.port >= 8000 && asked.port <= 8100 || asked.source.equals("10.0.0.5")));

    private static final List<Asked> GRID = grid();

    @TempDir
    Path folder;

    private static List<Asked> grid() {
        var grid = new ArrayList<Asked>();
        for (var method : List.of("GET", "POST", "CONNECT")) {
            for (var host : List.of("www.example", "corp.test", "x.corp.test", "y.a.corp.test", "notcorp.test", "10.0.0.7")) {
                for (int port : new int[] {80, 443, 8050, 9000}) {
                    for (var source : List.of("10.0.0.5", "10.9.9.9", "192.168.1.1", "192.168.2.1", "127.0.0.1")) {
                        for (var when : List.of("2026-11-20T17:00:30", "2026-11-21T12:00:00", "2026-11-20T17:01:00")) {
                            grid.add(new Asked(method, host, port, source, LocalDateTime.parse(when)));
                        }
                    }
                }
            }
        }
        return grid;
    }

    private record Rule(boolean allow, List<String> literals) {
        @Override
        public String toString() {
            return "http_access " + (allow ? "allow " : "deny ") + String.join(" ", literals) + "\n";
        }
    }

    /** Lines in order, all of a line's lists, and the opposite of the last line. */
    private static boolean expected(List<Rule> rules, Asked asked, boolean unknown) {
        for (var rule : rules) if (rule.literals.stream().allMatch(literal -> holds(literal, asked, unknown))) return rule.allow;
        return !rules.isEmpty() && !rules.getLast().allow;
    }

    private static boolean holds(String literal, Asked asked, boolean unknown) {
        boolean negated = literal.startsWith("!");
        var name = negated ? literal.substring(1) : literal;
        boolean meets = name.equals("all") || (EXACT.containsKey(name) ? EXACT.get(name).meets.test(asked) : unknown);
        return meets != negated;
    }

    private Policy policy(List<Rule> rules) {
        var text = new StringBuilder("http_port 127.0.0.1:3128\nacl strange browser curl\n");
        EXACT.forEach((name, condition) -> text.append("acl ").append(name).append(' ').append(condition.acl).append('\n'));
        rules.forEach(text::append);
        var settings = Converted.of(Product.SQUID, folder, text.toString()).settings();
        return Policy.of(settings.policy(), settings.connect(), new AddressGuard(AddressGuard.Access.ALLOW, AddressGuard.Access.ALLOW, new OwnSockets(List.of())), ZoneOffset.UTC);
    }

    private static boolean allows(Policy policy, Asked asked) {
        var target = asked.method.equals("CONNECT") ? asked.host + ":" + asked.port : "http://" + asked.host + ":" + asked.port + "/";
        var head = head(asked.method + " " + target);
        var caller = new Caller(InetAddress.ofLiteral(asked.source), "clients", asked.source.startsWith("127."), asked.when.toInstant(ZoneOffset.UTC));
        return policy.judge(head, caller) instanceof Verdict.Allow;
    }

    private static RequestHead head(String start) {
        var bytes = (start + " HTTP/1.1\r\nHost: any.test\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        return ((Scanned.Complete<RequestHead>) new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length)).head();
    }

    private static List<Rule> rules(Cases cases, List<String> names) {
        return cases.listOf(1, 6, () -> new Rule(cases.flip(), cases.listOf(1, 3, () -> (cases.flip() ? "!" : "") + cases.oneOf(names))));
    }

    @Property(tries = 150)
    void what_is_known_is_judged_as_squid_judges(Cases cases) {
        var names = new ArrayList<>(EXACT.keySet().stream().sorted().toList());
        names.add("all");
        var rules = rules(cases, names);
        var policy = policy(rules);
        for (var asked : GRID) {
            assertThat(allows(policy, asked)).as("%s\n%s", rules, asked).isEqualTo(expected(rules, asked, false));
        }
    }

    @Property(tries = 150)
    void what_is_not_known_never_opens_anything(Cases cases) {
        var rules = rules(cases, List.of("lan", "web", "corp", "tunnel", "strange"));
        var policy = policy(rules);
        for (var asked : GRID) {
            if (!allows(policy, asked)) continue;
            assertThat(expected(rules, asked, false) && expected(rules, asked, true)).as("%s\n%s", rules, asked).isTrue();
        }
    }
}
