// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What {@code upstreams} and {@code routes} must agree on, with each other and with the sockets we listen on. */
public final class RouteChecks {
    private final List<UpstreamSettings> upstreams;
    private final List<RouteSettings> routes;
    private final Faults faults;

    private RouteChecks(List<UpstreamSettings> upstreams, List<RouteSettings> routes, Faults faults) {
        this.upstreams = upstreams;
        this.routes = routes;
        this.faults = faults;
    }

    /**
     * @param listening where clients connect to: a member there would send a request around for ever
     * @param faults of the record whose keys are {@code upstreams} and {@code routes}
     */
    public static void of(List<UpstreamSettings> upstreams, List<RouteSettings> routes, List<HostPort> listening, Faults faults) {
        var checks = new RouteChecks(upstreams, routes, faults);
        if (faults.sound("upstreams")) {
            checks.distinct("upstreams[%d].name", "upstream", upstreams, UpstreamSettings::name);
            checks.loops(listening);
        }
        if (faults.sound("routes")) {
            checks.distinct("routes[%d].name", "route", routes, RouteSettings::name);
            checks.unreachable();
        }
        if (faults.sound("upstreams", "routes")) checks.names();
    }

    private <T> void distinct(String path, String noun, List<T> all, Function<T, String> name) {
        var seen = new HashSet<String>();
        for (var i = 0; i < all.size(); i++) {
            var each = name.apply(all.get(i));
            if (!seen.add(each)) {
                faults.error(path.formatted(i), "another %s is already named '%s'".formatted(noun, each), "give it a name of its own");
            }
        }
    }

    private void loops(List<HostPort> listening) {
        for (var i = 0; i < upstreams.size(); i++) {
            var members = upstreams.get(i).members();
            for (var j = 0; j < members.size(); j++) {
                var member = members.get(j);
                if (listening.stream().anyMatch(own -> isSame(own, member.at()))) {
                    faults.error("upstreams[%d].members[%d]".formatted(i, j), "%s is this proxy itself".formatted(member),
                        "name the next proxy, or give this one's listener another port");
                }
            }
        }
    }

    private static boolean isSame(HostPort own, HostPort member) {
        if (own.port() == 0 || own.port() != member.port()) return false;
        return own.host().equalsIgnoreCase(member.host())
            || member.isLoopback() && (own.isWildcard() || own.isLoopback() && member.host().equalsIgnoreCase("localhost"));
    }

    private void unreachable() {
        for (var i = 0; i < routes.size(); i++) {
            for (var earlier : routes.subList(0, i)) {
                if (!earlier.match().covers(routes.get(i).match())) continue;
                faults.warning("routes[%d]".formatted(i), "this route never matches: '%s' before it takes all its requests"
                    .formatted(earlier.name()), "move it up, or remove it");
                break;
            }
        }
    }

    private void names() {
        var unused = new HashMap<String, Integer>();
        for (var i = 0; i < upstreams.size(); i++) unused.put(upstreams.get(i).name(), i);
        var known = Set.copyOf(unused.keySet());
        for (var i = 0; i < routes.size(); i++) {
            name("routes[%d].to".formatted(i), routes.get(i).to(), known, unused);
            name("routes[%d].backup".formatted(i), routes.get(i).backup(), known, unused);
        }
        unused.forEach((name, index) -> faults.warning("upstreams[%d]".formatted(index),
            "has no effect: no route leads to '%s'".formatted(name), "write a route to it, such as {name: all, to: %s}".formatted(name)));
    }

    private void name(String path, RouteTarget target, Set<String> known, HashMap<String, Integer> unused) {
        if (!(target instanceof RouteTarget.Upstream(var name))) return;
        unused.remove(name);
        if (!known.contains(name)) {
            var there = known.isEmpty() ? "there are none" : "there are " + known.stream().sorted().collect(Collectors.joining(", "));
            faults.error(path, "no upstream is named '%s'".formatted(name), "write direct, or one of `upstreams`: " + there);
        }
    }
}
