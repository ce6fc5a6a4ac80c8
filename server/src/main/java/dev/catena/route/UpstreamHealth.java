// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Which members of the upstreams are up, as their visitors met them. Shared by all event loops without a lock: a visit to a
 * member that is up, and its success, only read.
 *
 * <p>After {@code failures} in a row a member is down and nobody visits it, until after a time that doubles with each trial in
 * vain one visitor, and only one, may try. A success of anybody makes it up. The rules are {@link Condition}'s.
 */
public final class UpstreamHealth {
    private final InstantSource clock;
    private final Map<MemberId, Watched> members = new ConcurrentHashMap<>();

    private record Watched(HealthSettings settings, AtomicReference<Condition> held) {
        Condition condition() {
            return Objects.requireNonNull(held.get(), "never emptied");
        }

        boolean replace(Condition before, Condition after) {
            return held.compareAndSet(before, after);
        }
    }

    /** What became of a visit. */
    public sealed interface Outcome {
        /** The member did what a proxy does: it answered, if only with a refusal of its own, or it opened a tunnel. */
        record Answered() implements Outcome {}

        /**
         * It did not: no connection, no handshake, no answer.
         *
         * @param cause a clause for people, such as {@code connection refused}; names no secret
         */
        record Failed(String cause) implements Outcome {}

        /** Nobody knows: the client went away before. A trial is open to the next visitor. */
        record Unknown() implements Outcome {}
    }

    /**
     * A member as status and metrics show it.
     *
     * @param since when it became up, or down
     * @param failures in a row; of a member that is up fewer than make it down
     * @param cause of the last of them, or empty
     * @param retry when one visitor may try a member that is down; may have passed
     */
    public record Standing(MemberId member, boolean up, Instant since, int failures, String cause, Optional<Instant> retry) {}

    public UpstreamHealth(InstantSource clock) {
        this.clock = clock;
    }

    /** Watches the members of these upstreams and no others: new ones are up, those it knows keep their condition. */
    public void watch(List<UpstreamSettings> upstreams) {
        var now = clock.instant();
        var wanted = new HashMap<MemberId, HealthSettings>();
        for (var upstream : upstreams) {
            for (var address : upstream.members()) wanted.put(new MemberId(upstream.name(), address), upstream.health());
        }
        members.keySet().retainAll(wanted.keySet());
        wanted.forEach((id, settings) -> members.merge(id,
            new Watched(settings, new AtomicReference<>(Condition.up(now))),
            (known, _) -> new Watched(settings, known.held())));
    }

    /** A way to the member, if it may be visited now; with it comes the trial, where one is due. */
    public Optional<Route.Member> visit(MemberId id) {
        var watched = members.get(id);
        if (watched == null) return Optional.of(new Route.Member(id, 0)); // of settings that a reload has just replaced
        return claim(id, watched, false);
    }

    /** Whether {@link #visit} would have a way, without taking it. */
    public boolean mayVisit(MemberId id) {
        var watched = members.get(id);
        if (watched == null) return true;
        var condition = watched.condition();
        if (condition.isUp()) return true;
        var now = clock.instant();
        return condition.settled(now, watched.settings()).admitsTrial(now, watched.settings());
    }

    private Optional<Route.Member> claim(MemberId id, Watched watched, boolean early) {
        while (true) {
            var before = watched.condition();
            if (before.isUp()) return Optional.of(new Route.Member(id, 0));
            var now = clock.instant();
            var settled = before.settled(now, watched.settings());
            if (!(early ? settled.trial() == 0 : settled.admitsTrial(now, watched.settings()))) return Optional.empty();
            var after = settled.onTrial(now, watched.settings());
            if (watched.replace(before, after)) return Optional.of(new Route.Member(id, after.trial()));
        }
    }

    /**
     * The members to probe now, each due once an {@code interval}: whoever asks has to probe them, and to {@link #report}. Of a
     * member that is down the probe is its trial, and need not wait for the time of the next.
     */
    public List<Route.Member> due() {
        var now = clock.instant();
        var due = new ArrayList<Route.Member>();
        members.forEach((id, watched) -> {
            if (takesProbe(watched, now)) claim(id, watched, true).ifPresent(due::add);
        });
        return due;
    }

    private static boolean takesProbe(Watched watched, Instant now) {
        while (true) {
            var before = watched.condition();
            if (!before.isProbeDue(now, watched.settings())) return false;
            if (watched.replace(before, before.probed(now, watched.settings()))) return true;
        }
    }

    /** What became of a way that the router, or {@link #due}, named. Late reports are welcome, second ones do no harm. */
    public void report(Route.Member visited, Outcome outcome) {
        var watched = members.get(visited.id());
        if (watched == null || outcome instanceof Outcome.Answered && watched.condition().isSpotless()) return;
        var now = clock.instant();
        watched.held().updateAndGet(condition -> {
            var settled = condition.settled(now, watched.settings());
            return switch (outcome) {
                case Outcome.Answered _ -> settled.answered(now);
                case Outcome.Failed(var cause) -> settled.failed(visited.trial(), cause, now, watched.settings());
                case Outcome.Unknown _ -> settled.released(visited.trial());
            };
        });
    }

    /** All members by upstream and address. */
    public List<Standing> standings() {
        return members.keySet().stream().map(this::standing).flatMap(Optional::stream)
            .sorted(Comparator.comparing((Standing each) -> each.member().upstream()).thenComparing(each -> each.member().toString()))
            .toList();
    }

    Optional<Standing> standing(MemberId id) {
        return Optional.ofNullable(members.get(id)).map(watched -> {
            var condition = watched.condition().settled(clock.instant(), watched.settings());
            return new Standing(id, condition.isUp(), condition.since(), condition.failures(), condition.cause(), condition.retry());
        });
    }
}
