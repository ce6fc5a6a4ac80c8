// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.route.Consideration.Fitness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * From a request to its next hop: the first route whose match agrees decides. It leads direct, or to an upstream, of whose
 * members the best is taken that is up; when there is none, to the route's backup. What no route speaks of goes direct.
 *
 * <p>Made of the settings, once, and shared by all loops; what changes is kept in {@link UpstreamHealth} and {@link Turns}.
 */
public final class Router {
    private static final Way DIRECT = new Way.Direct();
    /** More members than this are not named in a refusal. */
    private static final int NAMED_MAX = 4;

    private final List<Compiled> routes;
    private final List<Upstream> upstreams;
    private final UpstreamHealth health;

    /** Where a route leads, with the upstream in place of its name. */
    private sealed interface Way {
        record Direct() implements Way {}

        /** @param place among the upstreams of this router */
        record Through(Upstream upstream, int place) implements Way {}

        record None() implements Way {}
    }

    /** A route, its ways, and the reasons it gives for taking them. */
    private record Compiled(RouteSettings settings, Way to, Way backup, String reason, String backupReason) {}

    private Router(List<RouteSettings> routes, List<UpstreamSettings> upstreams, UpstreamHealth health) {
        this.health = health;
        this.upstreams = upstreams.stream().map(Upstream::new).toList();
        var places = new HashMap<String, Integer>();
        for (var i = 0; i < upstreams.size(); i++) places.put(upstreams.get(i).name(), i);
        this.routes = routes.stream().map(route -> compiled(route, places)).toList();
    }

    /**
     * @param routes all name an upstream that is there ({@link RouteChecks})
     * @param health watches the same upstreams
     */
    public static Router of(List<RouteSettings> routes, List<UpstreamSettings> upstreams, UpstreamHealth health) {
        return new Router(routes, upstreams, health);
    }

    private Compiled compiled(RouteSettings route, Map<String, Integer> places) {
        return new Compiled(route, way(route.to(), places), way(route.backup(), places),
            "route `%s` leads %s".formatted(route.name(), inWords(route.to())),
            "no member of upstream `%s` can be used, and the backup of route `%s` leads %s"
                .formatted(route.to(), route.name(), inWords(route.backup())));
    }

    private Way way(RouteTarget target, Map<String, Integer> places) {
        return switch (target) {
            case RouteTarget.Direct _ -> DIRECT;
            case RouteTarget.None _ -> new Way.None();
            case RouteTarget.Upstream(var name) -> Optional.ofNullable(places.get(name))
                .map(place -> new Way.Through(upstreams.get(place), place))
                .orElseThrow(() -> new IllegalArgumentException("no upstream is named " + name));
        };
    }

    private static String inWords(RouteTarget target) {
        return switch (target) {
            case RouteTarget.Direct _ -> "direct";
            case RouteTarget.None _ -> "nowhere";
            case RouteTarget.Upstream(var name) -> "to upstream `%s`".formatted(name);
        };
    }

    /**
     * Where the request goes next. Whoever takes a member reports to {@link UpstreamHealth} what became of it.
     *
     * @param tried what this exchange found closed already
     * @param turns of the event loop that calls
     */
    public Choice choose(Asked asked, Attempts tried, Turns turns) {
        for (var route : routes) {
            if (route.settings().match().differsIn(asked).isPresent()) continue;
            if (route.settings().match().hangsOnGroups(asked)) return new Choice.Nowhere(groupsUnknown(route.settings().name(), asked));
            var name = route.settings().name();
            return follow(route.to(), asked, tried, turns).<Choice>map(next -> new Choice.Take(next, name, route.reason()))
                .or(() -> follow(route.backup(), asked, tried, turns).map(next -> new Choice.Take(next, name, route.backupReason())))
                .orElseGet(() -> new Choice.Nowhere(refusal(route, asked, tried, turns)));
        }
        return new Choice.Take(asked.origin(), "", routes.isEmpty()
            ? "there are no routes, so everything goes direct" : "no route speaks of it, so it goes direct");
    }

    /** Whether the next route is the right one, nobody can say. */
    private static Refusal groupsUnknown(String route, Asked asked) {
        return new Refusal(RefusalCode.LOG_IN_UNAVAILABLE, "route `%s` asks for the user's groups, which are not known: %s"
            .formatted(route, asked.groups().whyUnknown()), "check the directory of `identity.ldap`");
    }

    private Optional<? extends Route> follow(Way way, Asked asked, Attempts tried, Turns turns) {
        return switch (way) {
            case Way.Direct _ -> tried.hasDirect() ? Optional.empty() : Optional.of(asked.origin());
            case Way.Through(var upstream, var place) -> upstream.choose(asked, tried, credits(turns, upstream, place), health);
            case Way.None _ -> Optional.empty();
        };
    }

    private long[] credits(Turns turns, Upstream upstream, int place) {
        return turns.credits(this, upstreams.size(), place, upstream.weights());
    }

    /** What {@link #choose} would weigh, in its order. Changes nothing; a caller that is no event loop brings new {@code Turns}. */
    public List<Consideration> explain(Asked asked, Attempts tried, Turns turns) {
        var considered = new ArrayList<Consideration>();
        for (var route : routes) {
            var settings = route.settings();
            var differs = settings.match().differsIn(asked);
            if (differs.isEmpty()) {
                considered.add(new Consideration.Decided(settings.name(), settings.to(), settings.backup()));
                considered.addAll(weighed(route, asked, tried, turns));
                return List.copyOf(considered);
            }
            considered.add(new Consideration.Passed(settings.name(), differs.get()));
        }
        considered.add(new Consideration.Decided("", new RouteTarget.Direct(), new RouteTarget.None()));
        considered.add(new Consideration.Origin(Fitness.READY));
        return List.copyOf(considered);
    }

    /** What {@link #choose} would refuse a request with for which {@link #explain} names no usable way. */
    public Refusal nowhere(Asked asked, Attempts tried, Turns turns) {
        return routes.stream().filter(route -> route.settings().match().differsIn(asked).isEmpty()).findFirst()
            .map(route -> refusal(route, asked, tried, turns))
            .orElseThrow(() -> new IllegalArgumentException("no route speaks of it, so it goes direct"));
    }

    private List<Consideration> weighed(Compiled route, Asked asked, Attempts tried, Turns turns) {
        var weighed = new ArrayList<Consideration>(weighed(route.to(), asked, tried, turns));
        weighed.addAll(weighed(route.backup(), asked, tried, turns));
        return weighed;
    }

    private List<? extends Consideration> weighed(Way way, Asked asked, Attempts tried, Turns turns) {
        return switch (way) {
            case Way.Direct _ -> List.of(new Consideration.Origin(tried.hasDirect() ? Fitness.TRIED : Fitness.READY));
            case Way.Through(var upstream, var place) -> upstream.explain(asked, tried, credits(turns, upstream, place), health);
            case Way.None _ -> List.of();
        };
    }

    private Refusal refusal(Compiled route, Asked asked, Attempts tried, Turns turns) {
        var closed = weighed(route, asked, tried, turns).stream().map(Router::whyNot).flatMap(Optional::stream).toList();
        var named = closed.stream().limit(NAMED_MAX).collect(Collectors.joining(", "));
        var more = closed.size() > NAMED_MAX ? ", and %d more".formatted(closed.size() - NAMED_MAX) : "";
        var remedy = route.backup() instanceof Way.None
            ? "start one of them, or give the route `%s` a `backup`".formatted(route.settings().name())
            : "start one of them";
        return new Refusal(RefusalCode.UPSTREAM_UNAVAILABLE,
            "route `%s` leads nowhere just now: %s%s".formatted(route.settings().name(), named, more), remedy);
    }

    private static Optional<String> whyNot(Consideration consideration) {
        return switch (consideration) {
            case Consideration.Weighed(var member, var fitness, var note, _) -> switch (fitness) {
                case DOWN, TRIAL -> Optional.of("%s of %s is %s".formatted(member.address(), member.upstream(), note));
                case TRIED -> Optional.of("%s of %s was tried in vain".formatted(member.address(), member.upstream()));
                case READY, SPENT, WEIGHTLESS -> Optional.empty();
            };
            case Consideration.Origin(var fitness) ->
                fitness == Fitness.TRIED ? Optional.of("the server itself was tried in vain") : Optional.empty();
            case Consideration.Passed _, Consideration.Decided _ -> Optional.empty();
        };
    }
}
