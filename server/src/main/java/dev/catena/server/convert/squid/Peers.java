// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Place;
import dev.catena.server.convert.Yaml;
import dev.catena.server.convert.match.DecisionList;
import dev.catena.server.convert.match.Extent;
import dev.catena.server.convert.match.Ruling;
import dev.catena.server.convert.match.Term;
import dev.catena.server.convert.match.Words;
import dev.catena.settings.HostPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Parents become upstreams, and who may be asked for what becomes routes: always_direct first, then never_direct, then which parents
 * cache_peer_access leaves, then whether the way direct remains.
 */
final class Peers {
    /** What a route can ask for. */
    private static final Set<String> ROUTE_KEYS = Set.of("protocol", "host", "port", "source");
    private static final UnaryOperator<Extent> FOR_ROUTES = extent -> extent.within(ROUTE_KEYS);
    private static final Set<String> NO_MATTER = Set.of("no-query", "no-digest", "no-netdb-exchange", "default", "proxy-only", "allow-miss", "no-delay",
        "no-tproxy", "connection-auth=on", "connection-auth=auto", "connection-auth=off", "connection-auth", "auth-no-keytab", "closest-only", "background-ping");

    /** @param user who we are there; empty for nobody */
    private record Peer(String name, HostPort address, String select, int weight, String user, boolean passThrough, Place place) {}

    /** @param never no way direct */
    private record Way(List<Peer> peers, boolean direct, boolean never) {}

    private final Draft draft;
    private final AccessLists lists;
    private final Map<String, Peer> peers = new LinkedHashMap<>();
    private final Map<String, String> upstreams = new LinkedHashMap<>();
    private final boolean tunnelsGoDirect;
    private final boolean preferDirect;

    Peers(Draft draft, AccessLists lists, boolean tunnelsGoDirect, boolean preferDirect) {
        this.draft = draft;
        this.lists = lists;
        this.tunnelsGoDirect = tunnelsGoDirect;
        this.preferDirect = preferDirect;
    }

    void read(Directive line) {
        var place = line.place();
        var what = "cache_peer";
        if (!line.word(1).equals("parent")) {
            draft.notCarried(place, what, "only parents are upstreams, and this is a %s".formatted(line.word(1).equals("sibling") ? "sibling" : "peer of another kind"),
                "make an array of Catenas where siblings shared a cache");
            return;
        }
        HostPort address;
        try {
            address = HostPort.parseDiallable((line.word(0).contains(":") ? "[" + line.word(0) + "]" : line.word(0)) + ":" + line.word(2));
        } catch (IllegalArgumentException unusable) {
            draft.notCarried(place, what, "it has no host and port that can be dialled", "write the upstream by hand");
            return;
        }
        var name = line.word(0);
        var select = "failover";
        var user = "";
        boolean passThrough = false;
        int weight = 1;
        for (var word : line.from(4)) {
            var option = word.text();
            var value = option.substring(option.indexOf('=') + 1);
            if (option.startsWith("name=")) name = value;
            else if (option.equals("carp")) select = "carp-squid";
            else if (option.equals("round-robin") || option.equals("weighted-round-robin")) select = "round-robin";
            else if (option.matches("weight=\\d{1,6}")) weight = Integer.parseInt(value);
            else if (option.equals("login=PASS") || option.equals("login=PASSTHRU")) passThrough = true;
            else if (option.startsWith("login=") && value.contains(":") && !value.startsWith("*") && !value.startsWith("NEGOTIATE")) user = user(value, place);
            else if (option.startsWith("login=")) {
                draft.byHand(place, what, "this form of login= is not carried over: the hop has no credentials", value.startsWith("NEGOTIATE")
                    ? "write `credentials: {user: PRINCIPAL, keytab: FILE, schemes: [negotiate]}` for the upstream" : "set `credentials` of the upstream");
            } else if (option.equals("originserver") || option.startsWith("tls") || option.startsWith("ssl")) {
                var reason = option.equals("originserver") ? "it is a web server, and publishing is not carried over" : "it is reached by TLS, and without it nothing is sent there";
                draft.closed(place, what, reason, "write the upstream by hand");
                return;
            } else if (!NO_MATTER.contains(option)) {
                draft.notCarried(place, what, "its option %s has no counterpart".formatted(SquidReader.shown(option.replaceFirst("=.*", ""))),
                    "see `upstreams` in the settings chapter");
            }
        }
        if (!line.word(3).equals("0") && line.from(4).stream().noneMatch(word -> word.text().equals("no-query"))) {
            draft.notCarried(place, what, "peers are not asked by ICP", "nothing, if the parent is used without it");
        }
        draft.carried(place);
        peers.put(name, new Peer(name, address, select, weight, user, passThrough, place));
    }

    private String user(String login, Place place) {
        draft.byHand(place, "cache_peer", "its password stands in the clear at %s and is not copied".formatted(place),
            "set the environment variable CATENA_UPSTREAM_PASSWORD to it");
        var written = login.substring(0, login.indexOf(':'));
        try {
            return URLDecoder.decode(written.replace("+", "%2B").replace("%%", "%25"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException asItIs) {
            return written;
        }
    }

    /** Writes upstreams and routes; comes back with what may go somewhere and what may not, empty if everything may. */
    List<Ruling<Boolean>> write() {
        if (peers.isEmpty() && !lists.has("never_direct")) return List.of();
        var always = lists.compile("always_direct", false, true, FOR_ROUTES, _ -> true, 0);
        var ways = DecisionList.then(always, ruling -> ruling.outcome() ? List.of(way(ruling, new Way(List.of(), true, false))) : confined());
        var nowhere = new ArrayList<Ruling<Boolean>>();
        for (int i = 0; i < ways.size(); i++) {
            var ruling = ways.get(i);
            boolean last = i == ways.size() - 1;
            if (!ruling.outcome().direct() && ruling.outcome().peers().isEmpty()) {
                nowhere.add(new Ruling<>(ruling.match(), false, "no way: " + ruling.words(), ruling.place()));
            }
            if (!ruling.outcome().peers().isEmpty() || !last) route(ruling, i + 1);
            if (nowhere.stream().noneMatch(denied -> denied.match().equals(ruling.match()))) nowhere.add(new Ruling<>(ruling.match(), true, "", ruling.place()));
        }
        return nowhere.stream().allMatch(Ruling::outcome) ? List.of() : List.copyOf(nowhere);
    }

    private static Ruling<Way> way(Ruling<?> of, Way way) {
        return new Ruling<>(Term.ANY, way, of.words(), of.place());
    }

    private List<Ruling<Way>> confined() {
        return DecisionList.then(lists.compile("never_direct", false, false, FOR_ROUTES, _ -> true, 0), ruling -> byPeers(ruling, ruling.outcome()));
    }

    private List<Ruling<Way>> byPeers(Ruling<Boolean> from, boolean never) {
        List<Ruling<Way>> ways = List.of(way(from, new Way(List.of(), false, never)));
        for (var peer : peers.values()) {
            var access = lists.compile("cache_peer_access", true, true, FOR_ROUTES, line -> line.word(0).equals(peer.name()), 1);
            ways = DecisionList.then(ways, way -> access.stream().map(ruling -> {
                var with = new ArrayList<>(way.outcome().peers());
                if (ruling.outcome()) with.add(peer);
                return new Ruling<>(ruling.match(), new Way(List.copyOf(with), false, never), way.words(), peer.place());
            }).toList());
        }
        return DecisionList.then(ways, way -> {
            if (never) return List.of(way(way, way.outcome()));
            var direct = way(way, new Way(List.of(), true, false));
            if (way.outcome().peers().isEmpty() || preferDirect) return List.of(direct);
            var peered = way(way, way.outcome());
            var tunnels = new Ruling<>(Term.of("protocol", Words.protocols("connect")), direct.outcome(), "tunnels go direct", way.place());
            return tunnelsGoDirect ? List.of(tunnels, peered) : List.of(peered);
        });
    }

    private void route(Ruling<Way> ruling, int number) {
        var way = ruling.outcome();
        var route = new Yaml.Mapping().put("name", "route-" + number).put("match", ruling.match().written());
        if (way.peers().isEmpty()) {
            route.put("to", "direct");
        } else {
            var groups = new LinkedHashMap<String, List<Peer>>();
            way.peers().forEach(peer -> groups.computeIfAbsent(peer.user() + "/" + peer.passThrough(), _ -> new ArrayList<>()).add(peer));
            var names = groups.values().stream().map(this::upstream).toList();
            route.put("to", names.getFirst());
            if (names.size() > 1) route.put("backup", names.get(1));
            else if (!way.never()) route.put("backup", "direct");
            if (names.size() > 1) {
                draft.notCarried(way.peers().getLast().place(), "cache_peer", "a route has one backup, and parents with different logins are upstreams of their own",
                    "write further routes by hand");
            }
        }
        draft.add("routes", ruling.place(), ruling.words(), route);
    }

    private String upstream(List<Peer> members) {
        var addresses = members.stream().map(peer -> peer.address().toString()).distinct().toList();
        var known = upstreams.get(addresses + members.getFirst().user());
        if (known != null) return known;
        var name = "parents-" + (upstreams.size() + 1);
        upstreams.put(addresses + members.getFirst().user(), name);
        var upstream = new Yaml.Mapping().put("name", name).put("members", addresses);
        var first = members.getFirst();
        if (members.stream().map(Peer::select).distinct().count() > 1) {
            draft.notCarried(first.place(), "cache_peer", "parents are chosen in different ways, and an upstream has one", "set `select` of " + name);
        }
        upstream.put("select", first.select());
        var weights = new Yaml.Mapping();
        members.stream().filter(peer -> peer.weight() != 1).forEach(peer -> weights.put(peer.address().toString(), peer.weight()));
        if (members.stream().anyMatch(peer -> peer.weight() > 1) && !first.select().equals("failover")) upstream.put("weights", weights);
        if (first.passThrough()) {
            upstream.put("credentials", new Yaml.Mapping().put("as", "pass-through"));
        } else if (!first.user().isEmpty()) {
            upstream.put("credentials", new Yaml.Mapping().put("user", first.user()).put("password", "env:CATENA_UPSTREAM_PASSWORD")
                .put("schemes", List.of("basic")).put("basic-in-cleartext", true));
        }
        draft.add("upstreams", first.place(), "", upstream);
        return name;
    }
}
