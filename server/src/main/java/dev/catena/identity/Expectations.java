// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import dev.catena.settings.HostPort;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;

/**
 * What the members of upstreams were seen to want, so that the next connection need not find out again. Forgotten after a while, and
 * overruled by what a member says. One for all event loops; thread-safe.
 */
public final class Expectations {
    /** Members that are remembered; settings name far fewer, tables of arrays might not. */
    static final int MEMBERS_MAX = 10_000;

    /** What a member did. */
    public enum Kind {
        /** Nothing is known. */
        UNKNOWN,
        /** It let us in without asking. */
        ANONYMOUS,
        /** It challenges. */
        CHALLENGES,
        /** It refused our user or password. */
        REJECTS
    }

    /** @param offered the schemes of its last challenge that we know, in its order */
    public record Expectation(Kind kind, List<Scheme> offered, Instant learned) {
        static final Expectation NONE = new Expectation(Kind.UNKNOWN, List.of(), Instant.EPOCH);

        public Expectation {
            offered = List.copyOf(offered);
        }

        /** For status and metric: {@code anonymous}, {@code wants ntlm, negotiate}, {@code rejects our password}. */
        public String words() {
            return switch (kind) {
                case UNKNOWN -> "unknown";
                case ANONYMOUS -> "anonymous";
                case CHALLENGES -> "wants " + offered.stream().map(Scheme::word).collect(Collectors.joining(", "));
                case REJECTS -> "rejects our password";
            };
        }
    }

    private volatile Duration lifetime;
    private final InstantSource clock;
    private final ConcurrentMap<HostPort, Expectation> byMember = new ConcurrentHashMap<>();

    public Expectations(Duration lifetime, InstantSource clock) {
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Another lifetime from now on, also for what is known. */
    public void use(Duration lifetime) {
        this.lifetime = lifetime;
    }

    /** What to expect of a member. */
    public Expectation of(HostPort member) {
        var known = byMember.get(member);
        return known == null || isOld(known) ? Expectation.NONE : known;
    }

    /** All that is known, by member, in the order of their names. */
    public Map<HostPort, Expectation> all() {
        var all = new LinkedHashMap<HostPort, Expectation>();
        byMember.keySet().stream().sorted((one, other) -> one.toString().compareTo(other.toString())).forEach(member -> {
            var known = of(member);
            if (known.kind != Kind.UNKNOWN) all.put(member, known);
        });
        return all;
    }

    void learn(HostPort member, Kind kind, List<Scheme> offered) {
        var known = byMember.get(member);
        if (known != null && known.kind == kind && known.offered.equals(offered)
            && known.learned.plus(lifetime.dividedBy(4)).isAfter(clock.instant())) return;
        if (byMember.size() >= MEMBERS_MAX && !byMember.containsKey(member)) byMember.values().removeIf(this::isOld);
        if (byMember.size() < MEMBERS_MAX || byMember.containsKey(member)) byMember.put(member, new Expectation(kind, offered, clock.instant()));
    }

    private boolean isOld(Expectation known) {
        return !known.learned.plus(lifetime).isAfter(clock.instant());
    }
}
