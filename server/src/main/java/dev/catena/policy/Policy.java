// SPDX-License-Identifier: Apache-2.0
package dev.catena.policy;

import dev.catena.http.Method;
import dev.catena.http.Protocol;
import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.net.AddressGuard;
import dev.catena.settings.match.PortRange;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The ordered, named rules: the first {@code allow} or {@code deny} that matches a request decides. Without any rule
 * everything is allowed; with rules, what none of them speaks of is denied. Tunnels are held to {@code connect.ports}
 * as well, whatever the rules say. A pure function of request, caller and settings.
 */
public final class Policy {
    private static final String ALLOWED = "allow";

    private final List<Rule> rules;
    private final List<PortRange> connectPorts;
    private final AddressGuard guard;
    private final ZoneId zone;
    private final Verdict withoutRules;

    private Policy(List<Rule> rules, List<PortRange> connectPorts, AddressGuard guard, ZoneId zone) {
        this.rules = rules;
        this.connectPorts = connectPorts;
        this.guard = guard;
        this.zone = zone;
        this.withoutRules = new Verdict.Allow(new Permit("", ALLOWED, List.of(), "there is no policy, so everything is allowed", guard));
    }

    /**
     * @param guard travels in every permit
     * @param zone in which the hours of the rules are meant
     */
    public static Policy of(List<RuleSettings> rules, ConnectSettings connect, AddressGuard guard, ZoneId zone) {
        return new Policy(rules.stream().map(Rule::of).toList(), connect.ports(), guard, zone);
    }

    /** Whether the caller may have what a request asks for; its target is {@code Absolute} or {@code Tunnel}. */
    public Verdict judge(RequestHead request, Caller caller) {
        if (rules.isEmpty() && !request.opensTunnel() && request.method() != Method.PURGE) return withoutRules;
        var asked = new Asked(request, caller, zone);
        return switch (byRules(asked)) {
            case Verdict.Deny denied -> denied;
            case Verdict.Allow allowed -> mayTunnel(asked) ? allowed : new Verdict.Deny(closedPort(asked));
        };
    }

    /**
     * Of a request that somebody whose word counts has judged before, by the rules of its own client.
     *
     * @param by in whose name, as rules are named
     */
    public Permit judgedBefore(String by) {
        return new Permit(by, ALLOWED, List.of(), "it was allowed where it came from (%s)".formatted(by), guard);
    }

    /** What became of each rule, up to and with the one that decides. */
    public List<Consideration> explain(RequestHead request, Caller caller) {
        var asked = new Asked(request, caller, zone);
        var considered = new ArrayList<Consideration>();
        for (var rule : rules) {
            var differs = rule.differsIn(asked);
            considered.add(new Consideration(rule.name(), rule.action(), differs.orElse("")));
            if (differs.isEmpty() && rule.action() != Action.REPORT) break;
        }
        return List.copyOf(considered);
    }

    private Verdict byRules(Asked asked) {
        boolean purges = asked.method().equals(Method.PURGE.token());
        if (rules.isEmpty() && !purges) return withoutRules;
        var reported = new ArrayList<String>(0);
        for (var rule : rules) {
            if (!rule.matches(asked)) continue;
            if (rule.hangsOnGroups(asked)) {
                if (rule.action() == Action.REPORT) continue;
                return new Verdict.Deny(groupsUnknown(rule, asked));
            }
            switch (rule.action()) {
                case REPORT -> reported.add(rule.name());
                case ALLOW -> {
                    return new Verdict.Allow(new Permit(rule.name(), ALLOWED, reported, "rule `%s` allows it".formatted(rule.name()), guard));
                }
                case DENY -> {
                    return new Verdict.Deny(deniedBy(rule, asked));
                }
            }
        }
        return new Verdict.Deny(purges ? purgeUnnamed() : new Refusal(RefusalCode.POLICY_DENIED, "policy: no rule matched " + asked));
    }

    private static Refusal purgeUnnamed() {
        return new Refusal(RefusalCode.POLICY_DENIED, "PURGE takes a response out of the cache of all users, and no rule that matches names the method",
            "add a rule such as {name: purge, match: {method: PURGE, source: 127.0.0.1}, do: allow} to `policy`, or use `catena cache purge URL`");
    }

    private static Refusal deniedBy(Rule rule, Asked asked) {
        return new Refusal(RefusalCode.POLICY_DENIED, "rule `%s` denies %s".formatted(rule.name(), asked),
            RefusalCode.POLICY_DENIED.remedy(), rule.name(), rule.say());
    }

    /** To go on as if the user were in no group could let somebody pass whom this rule denies. */
    private static Refusal groupsUnknown(Rule rule, Asked asked) {
        var who = asked.caller().principal();
        return new Refusal(RefusalCode.LOG_IN_UNAVAILABLE, "rule `%s` asks for the groups of %s, which are not known: %s"
            .formatted(rule.name(), who.shown(), who.groups().whyUnknown()), "check the directory of `identity.ldap`", rule.name(), "");
    }

    private boolean mayTunnel(Asked asked) {
        if (asked.protocol() != Protocol.CONNECT) return true;
        for (var range : connectPorts) if (range.contains(asked.port())) return true;
        // whoever is on this machine reaches its ports without us, too; the address is checked again when it is dialled
        return asked.caller().overLoopback() && asked.host().isLoopback();
    }

    private Refusal closedPort(Asked asked) {
        var open = connectPorts.isEmpty() ? "none" : connectPorts.stream().map(PortRange::toString).collect(Collectors.joining(", "));
        return new Refusal(RefusalCode.CONNECT_PORT, "port %d is not one of `connect.ports` (%s)".formatted(asked.port(), open),
            "add %d to `connect.ports` in the settings if tunnels to it are wanted".formatted(asked.port()));
    }
}
