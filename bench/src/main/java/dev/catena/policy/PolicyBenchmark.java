// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import dev.catena.http.RequestHead;
import dev.catena.net.AddressGuard;
import dev.catena.net.OwnSockets;
import dev.catena.settings.SettingsReader;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.net.InetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/** What every request passes before anything is looked up: the gate, and fifty rules of which the last one decides. */
public class PolicyBenchmark extends HotPath {
    private static final int RULES = 50;

    private final OwnSockets own = new OwnSockets(List.of("proxy.example"));
    private final Gate gate = new Gate("catena-bench", false, own);
    private final Policy policy = Policy.of(rules(), SettingsReader.initial(ConnectSettings.class),
        new AddressGuard(AddressGuard.Access.ALLOW, AddressGuard.Access.DENY, own), ZoneOffset.UTC);
    private final RequestHead request = Messages.request(Messages.BROWSER);
    private final Caller caller = new Caller(InetAddress.ofLiteral("10.1.2.3"), "clients", false, Instant.parse("2026-11-22T09:12:13Z"));

    /** Names, names below a name, networks of clients, ports; then all the rest. */
    private static List<RuleSettings> rules() {
        var rules = new ArrayList<RuleSettings>();
        for (int i = 0; i < RULES - 1; i++) {
            var any = MatchSettings.any();
            var match = switch (i % 4) {
                case 0 -> new MatchSettings(any.method(), any.protocol(), List.of(HostPattern.parse("host%d.example".formatted(i)),
                    HostPattern.parse("*.branch%d.example".formatted(i))), any.port(), any.source(), any.user(), any.group(), any.time());
                case 1 -> new MatchSettings(any.method(), any.protocol(), any.host(), any.port(),
                    List.of(Network.parse("192.168.%d.0/24".formatted(i)), Network.parse("172.16.%d.0/24".formatted(i))), any.user(), any.group(), any.time());
                case 2 -> new MatchSettings(any.method(), any.protocol(), any.host(), List.of(PortRange.parse(Integer.toString(2000 + i))),
                    any.source(), any.user(), any.group(), any.time());
                default -> new MatchSettings(List.of("DELETE"), any.protocol(), any.host(), any.port(), any.source(), any.user(), any.group(), any.time());
            };
            rules.add(new RuleSettings("rule" + i, match, Action.DENY, ""));
        }
        rules.add(new RuleSettings("rest", MatchSettings.any(), Action.ALLOW, ""));
        return rules;
    }

    @Benchmark
    public Admission admit() {
        return gate.admit(request);
    }

    @Benchmark
    public Verdict judgeByFiftyRules() {
        return policy.judge(request, caller);
    }
}
