// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.identity.Principal;
import dev.catena.route.MemberId;
import dev.catena.route.Ownership;
import dev.catena.route.Route;
import dev.catena.route.UpstreamHealth;
import dev.catena.settings.HostPort;
import dev.catena.settings.match.Host;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;

/**
 * The array as one of its members sees it: who looks after a request, who is a member, and what is told to others. Immutable but for what
 * it is given to count in; a change of the roster makes another one.
 */
public final class Membership {
    /** The listener that only members are let in by, where the settings do not make another one theirs. */
    public static final String LISTENER = "array";

    private final Roster roster;
    private final HostPort self;
    private final String listener;
    private final ArraySettings settings;
    private final UpstreamHealth health;
    private final Counts counts;
    private final AllMembers all;
    private final String agent;
    private final InstantSource clock;
    private final Ownership ownership;
    private final MemberId[] ids;
    private final double[] parts;
    private final ArrayPage script;

    /** What outlives rosters. */
    public record Counts(Loads loads, HotKeys hot) {}

    /** Who looks after a request. */
    public sealed interface Way {
        /** This member, as it would without an array. */
        record Ours() implements Way {}

        /**
         * Another one.
         *
         * @param keep a copy of its answer, for a short time: the URL is hot
         * @param visit to be ended with the exchange
         */
        record Theirs(Route.Member member, boolean keep, Loads.Visit visit) implements Way {}
    }

    private static final Way OURS = new Way.Ours();

    /**
     * @param self where clients reach this member
     * @param listener at which members log in
     * @param health watches the others, as members of an upstream of the array's name
     * @param all those there are when they are asked
     * @param agent what we run, for the table
     */
    public Membership(Roster roster, HostPort self, String listener, ArraySettings settings, UpstreamHealth health, Counts counts, AllMembers all,
        String agent, InstantSource clock) {
        this.roster = roster;
        this.self = self;
        this.listener = listener;
        this.settings = settings;
        this.health = health;
        this.counts = counts;
        this.all = all;
        this.agent = agent;
        this.clock = clock;
        this.ownership = roster.ownership();
        this.ids = roster.members().stream().map(member -> id(settings, member.within())).toArray(MemberId[]::new);
        double total = roster.members().stream().mapToLong(ArrayMember::share).sum();
        this.parts = roster.members().stream().mapToDouble(member -> total == 0 ? 0 : member.share() / total).toArray();
        this.script = script(RoutingScript.of(roster, settings.script()), roster);
    }

    private static MemberId id(ArraySettings settings, HostPort within) {
        return new MemberId(settings.name(), settings.memberAddress(within));
    }

    public Roster roster() {
        return roster;
    }

    public HostPort self() {
        return self;
    }

    public ArraySettings settings() {
        return settings;
    }

    /** Where the members are reached that are lost. */
    public Set<HostPort> lost() {
        return roster.members().stream().filter(member -> member.state() == ArrayMember.State.DOWN).map(ArrayMember::within).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether that way leads to a member of this array. */
    public boolean has(Route route) {
        return route instanceof Route.Member member && member.upstream().equals(settings.name());
    }

    /**
     * Whether whoever proved that, at that listener, is a member: never by its address. At a listener of the array's own without
     * credentials everybody is whom it lets in: by certificate, or on the loopback.
     */
    public boolean recognises(String at, Principal principal) {
        if (!at.equals(listener)) return false;
        if (!settings.membersLogIn()) return listener.equals(LISTENER);
        return !principal.isAnonymous() && (listener.equals(LISTENER) || principal.shown().equalsIgnoreCase(settings.credentials().user()));
    }

    /** Whether a request of a client may be another member's to look after. */
    public boolean concerns(RequestHead request) {
        return switch (request.target()) {
            // what this machine calls itself is another machine to another member
            case Target.Absolute absolute -> !Host.of(absolute.host()).isLoopback();
            case Target.Tunnel tunnel -> settings.tunnels() == ArraySettings.Tunnels.OWNER && !Host.of(tunnel.host()).isLoopback();
            case Target.Origin _, Target.Asterisk _ -> false;
        };
    }

    /**
     * Who looks after it, and counts it. Whoever takes the way of another member reports to the health of upstreams what became of it.
     *
     * @param copyable whether a copy of the answer could be kept
     */
    public Way way(String key, boolean copyable) {
        boolean hot = counts.hot().count(key, settings.hot().requests());
        boolean keep = hot && copyable && counts.hot().mayBeCopied(key);
        var scores = ownership.scores(key);
        var open = new boolean[ids.length];
        for (int i = 0; i < open.length; i++) open[i] = isOpen(i);
        if (hot && !keep) leaveOutTheLoaded(open);
        for (int best = best(scores, open); best >= 0; best = best(scores, open)) {
            var member = roster.members().get(best);
            if (member.proxy().equals(self)) break;
            var visit = health.visit(ids[best]);
            if (visit.isPresent()) return new Way.Theirs(visit.get(), keep, counts.loads().begin(member.proxy()));
            open[best] = false; // another loop was quicker to begin the trial
        }
        return OURS;
    }

    /** The member that {@link #way} would lead to, as long as the URL is not hot; empty if it is this one. Counts nothing. */
    public Optional<MemberId> foresee(String key) {
        int best = Ownership.best(ownership.scores(key), this::isOpen);
        return best < 0 || roster.members().get(best).proxy().equals(self) ? Optional.empty() : Optional.of(ids[best]);
    }

    private static int best(double[] scores, boolean[] open) {
        return Ownership.best(scores, place -> open[place]);
    }

    private boolean isOpen(int place) {
        var member = roster.members().get(place);
        return member.proxy().equals(self) || member.state() != ArrayMember.State.DOWN && health.mayVisit(ids[place]);
    }

    /** Unless that were all. */
    private void leaveOutTheLoaded(boolean[] open) {
        int all = roster.members().stream().mapToInt(member -> counts.loads().underWay(member.proxy())).sum();
        var loaded = new ArrayList<Integer>();
        for (int i = 0; i < open.length; i++) {
            boolean room = counts.loads().hasRoom(roster.members().get(i).proxy(), all, parts[i], settings.hot().overload().fraction());
            if (open[i] && parts[i] > 0 && !room) loaded.add(i);
        }
        boolean others = false;
        for (int i = 0; i < open.length; i++) others |= open[i] && parts[i] > 0 && !loaded.contains(i);
        if (others) loaded.forEach(place -> open[place] = false);
    }

    /** All the members, to be asked for something. */
    public AllMembers all() {
        return all;
    }

    /** This member looks after a request itself; to be ended with the exchange. */
    public Loads.Visit ours() {
        return counts.loads().begin(self);
    }

    public HotKeys hot() {
        return counts.hot();
    }

    /** Requests that this member passed on to another since the start, or for itself kept. */
    public long begun(HostPort member) {
        return counts.loads().begun(member);
    }

    /** Why a member is left alone, as this one met it; empty while it is not. */
    public Optional<String> whyLeftAlone(ArrayMember member) {
        if (member.proxy().equals(self)) return Optional.empty();
        var id = id(settings, member.within());
        return health.standings().stream().filter(standing -> standing.member().equals(id) && !standing.up())
            .map(UpstreamHealth.Standing::cause).findFirst();
    }

    // ---- what is told ----

    /** Whether somebody may read the pages. */
    public boolean mayRead(InetAddress client) {
        return settings.readers().stream().anyMatch(network -> network.contains(client));
    }

    /**
     * What a request in origin form asks for, if it is one of our pages.
     *
     * @param host of the request, lower case, without port
     * @param ours whether that host and port are known to be this proxy
     */
    public Optional<ArrayPage> page(String pathAndQuery, String host, boolean ours) {
        if (!ours && !isOurName(host)) return Optional.empty();
        return switch (pathAndQuery.toLowerCase(Locale.ROOT)) {
            case "/array.dll?get.info.v1", "/array.dll?get.info.v2" ->
                Optional.of(new ArrayPage("text/plain", "W/\"%d\"".formatted(roster.configId()), roster.ttl(), MembershipTable.of(roster, agent, clock.instant()).print()));
            case "/array.json" ->
                Optional.of(new ArrayPage("application/json", "W/\"j%d\"".formatted(roster.configId()), roster.ttl(), MembershipTable.json(roster, clock.instant())));
            case "/array.dll?get.routing.script", "/proxy.pac", "/wpad.dat" -> Optional.of(script);
            default -> Optional.empty();
        };
    }

    /** A request for such a path at another host is one that the network sent here. */
    private boolean isOurName(String host) {
        return host.equals("wpad") || host.startsWith("wpad.") || roster.members().stream().anyMatch(member -> member.name().equalsIgnoreCase(host));
    }

    private static ArrayPage script(String text, Roster roster) {
        var crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return new ArrayPage("application/x-ns-proxy-autoconfig", "\"%08x-%x\"".formatted(crc.getValue(), text.length()), roster.ttl(), text);
    }

    /** All members that may own a URL, best first, as {@code array route} shows them. */
    public List<Roster.Ranked> ranked(String key) {
        return roster.ranked(key);
    }
}
