// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import dev.catena.route.Consideration.Fitness;
import dev.catena.route.Consideration.Weighed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An upstream ready for requests: its members, and how one of them is chosen. Immutable. */
final class Upstream {
    private final String name;
    private final int tries;
    private final MemberId[] members;
    private final int[] weights;
    private final Order order;

    /** Who is asked first. */
    private sealed interface Order {
        record AsWritten(double[] scores) implements Order {}

        record InTurn() implements Order {}

        record ByOwner(Ownership ownership) implements Order {}
    }

    Upstream(UpstreamSettings settings) {
        this.name = settings.name();
        this.tries = settings.tries();
        this.members = settings.members().stream().map(address -> new MemberId(settings.name(), address)).toArray(MemberId[]::new);
        this.weights = settings.memberWeights().stream().mapToInt(Integer::intValue).toArray();
        this.order = switch (settings.select()) {
            case FAILOVER -> new Order.AsWritten(IntStream.range(0, members.length).mapToDouble(place -> -place).toArray());
            case ROUND_ROBIN -> new Order.InTurn();
            case RENDEZVOUS -> new Order.ByOwner(Rendezvous.of(SipHash.named(name),
                candidates(member -> member.address().at().toString().toLowerCase(Locale.ROOT))));
            case CARP_V1 -> new Order.ByOwner(CarpDraft.of(candidates(member -> member.address().host())));
            case CARP_SQUID -> new Order.ByOwner(CarpSquid.of(candidates(member -> member.address().host())));
            case CARP_MS -> new Order.ByOwner(CarpMicrosoft.of(candidates(member -> member.address().host()), hashes(settings)));
        };
    }

    private static Map<String, MemberHash> hashes(UpstreamSettings settings) {
        return settings.members().stream().filter(member -> settings.hashes().containsKey(member.toString()))
            .collect(Collectors.toMap(MemberAddress::host, member -> settings.hashes().get(member.toString()), (first, _) -> first));
    }

    private List<Candidate> candidates(Function<MemberId, String> named) {
        return IntStream.range(0, members.length).mapToObj(i -> new Candidate(named.apply(members[i]), weights[i])).toList();
    }

    int[] weights() {
        return weights;
    }

    /**
     * The best member that is up, or whose trial is due, and that was not tried before.
     *
     * @param credits of its members, by {@link Turns}
     */
    Optional<Route.Member> choose(Asked asked, Attempts tried, long[] credits, UpstreamHealth health) {
        if (tried.membersOf(name) >= tries) return Optional.empty();
        var open = new boolean[members.length];
        for (int i = 0; i < open.length; i++) open[i] = weights[i] > 0 && !tried.has(members[i]) && health.mayVisit(members[i]);
        var scores = scores(asked, credits);
        for (int best = best(scores, open); best >= 0; best = best(scores, open)) {
            var visit = health.visit(members[best]);
            if (visit.isPresent()) {
                if (order instanceof Order.InTurn) Turns.take(credits, weights, i -> open[i], best);
                return visit;
            }
            open[best] = false; // another loop was quicker to begin the trial
        }
        return Optional.empty();
    }

    private double[] scores(Asked asked, long[] credits) {
        return switch (order) {
            case Order.AsWritten(var scores) -> scores;
            case Order.InTurn _ -> IntStream.range(0, weights.length).mapToDouble(i -> credits[i] + weights[i]).toArray();
            case Order.ByOwner(var ownership) -> ownership.scores(asked.key());
        };
    }

    private static int best(double[] scores, boolean[] open) {
        return Ownership.best(scores, i -> open[i]);
    }

    /** All members, best first, and what is thought of them. Takes no turn and no trial. */
    List<Weighed> explain(Asked asked, Attempts tried, long[] credits, UpstreamHealth health) {
        var scores = scores(asked, credits);
        boolean spent = tried.membersOf(name) >= tries;
        var open = new boolean[members.length];
        Arrays.fill(open, true);
        var weighed = new ArrayList<Weighed>();
        for (int best = best(scores, open); best >= 0; best = best(scores, open)) {
            open[best] = false;
            var found = weigh(best, spent, tried, health);
            weighed.add(order instanceof Order.ByOwner ? new Weighed(found.member(), found.fitness(), found.note(), scores[best]) : found);
        }
        for (int i = 0; i < open.length; i++) if (open[i]) weighed.add(new Weighed(members[i], Fitness.WEIGHTLESS, ""));
        return weighed;
    }

    private Weighed weigh(int place, boolean spent, Attempts tried, UpstreamHealth health) {
        var member = members[place];
        if (weights[place] == 0) return new Weighed(member, Fitness.WEIGHTLESS, "");
        if (tried.has(member)) return new Weighed(member, Fitness.TRIED, "");
        var standing = health.standing(member);
        if (standing.isPresent() && !standing.get().up()) {
            boolean trial = health.mayVisit(member) && !spent;
            return new Weighed(member, trial ? Fitness.TRIAL : Fitness.DOWN,
                "down since %s: %s".formatted(standing.get().since(), standing.get().cause()));
        }
        return spent ? new Weighed(member, Fitness.SPENT, "") : new Weighed(member, Fitness.READY, "");
    }
}
