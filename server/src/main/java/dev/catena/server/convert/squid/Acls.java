// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Place;
import dev.catena.server.convert.SourceFiles;
import dev.catena.server.convert.match.Extent;
import dev.catena.server.convert.match.Hosts;
import dev.catena.server.convert.match.Ports;
import dev.catena.server.convert.match.Sources;
import dev.catena.server.convert.match.Term;
import dev.catena.server.convert.match.Words;
import dev.catena.settings.match.HostPattern;
import dev.catena.settings.match.Network;
import dev.catena.settings.match.PortRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The named access lists, as far as our rules can say them. Lines of one name are alternatives, and so are the values of a line.
 * Those that are built in are here, too.
 */
final class Acls {
    /** Values of one list; longer ones belong into a filter, not into settings. */
    static final int VALUES_MAX = 5_000;

    private static final Set<String> ALWAYS_GUARDED = Set.of("169.254.0.0/16", "fe80::/10", "224.0.0.0/4", "240.0.0.0/4", "ff00::/8");
    private static final Set<String> LOOPBACK = Set.of("127.0.0.0/8", "0.0.0.0/8", "::1", "::");
    private static final Set<String> PRIVATE = Set.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7");
    private static final Set<String> STANDARD_METHODS = Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND",
        "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "PURGE", "REPORT");

    /** A destination that `destinations` closes by the address that is dialled. */
    enum Guard { LOOPBACK, PRIVATE }

    /**
     * @param extent the requests it speaks of
     * @param guards what must be closed besides, for {@code possible} to be all of it
     * @param login whoever is asked about it has to log in
     */
    record Acl(Extent extent, Set<Guard> guards, boolean login) {
        static Acl of(Extent extent) {
            return new Acl(extent, Set.of(), false);
        }
    }

    private record Doubt(Place place, String reason, String remedy) {}

    private final SourceFiles files;
    private final Draft draft;
    /** Requests leave for other proxies, who look up names themselves. */
    private final boolean upstreams;
    /** Squid was told to believe X-Forwarded-For about who the client is. */
    private final boolean indirectClients;
    private final boolean quotedValues;
    private final Map<String, List<Directive>> definitions = new LinkedHashMap<>();
    private final Map<String, Acl> made = new HashMap<>();
    private final Map<String, List<Doubt>> doubts = new HashMap<>();
    private final Set<String> used = new HashSet<>();
    private final Set<String> inTheMaking = new HashSet<>();

    Acls(SourceFiles files, Draft draft, boolean upstreams, boolean indirectClients, boolean quotedValues) {
        this.files = files;
        this.draft = draft;
        this.upstreams = upstreams;
        this.indirectClients = indirectClients;
        this.quotedValues = quotedValues;
        builtIn("all", "src", "all");
        builtIn("localhost", "src", "127.0.0.1", "::1");
        builtIn("to_localhost", "dst", "127.0.0.0/8", "0.0.0.0", "::1", "::");
        builtIn("to_linklocal", "dst", "169.254.0.0/16", "fe80::/10");
        builtIn("CONNECT", "method", "CONNECT");
        builtIn("manager", "manager");
    }

    private void builtIn(String name, String... words) {
        var all = new ArrayList<Directive.Word>();
        all.add(new Directive.Word(name, false));
        for (var word : words) all.add(new Directive.Word(word, false));
        define(new Directive("acl", all, new Place("built in", 0)));
    }

    void define(Directive acl) {
        definitions.computeIfAbsent(acl.word(0), _ -> new ArrayList<>()).add(acl);
    }

    boolean has(String name) {
        return definitions.containsKey(name);
    }

    /** The list of that name; one that is not defined may mean anything. */
    Acl get(String name) {
        used.add(name);
        var there = made.get(name);
        if (there != null) return there;
        if (!inTheMaking.add(name)) return Acl.of(Extent.UNKNOWN);
        var acl = definitions.getOrDefault(name, List.of()).stream().map(this::read)
            .reduce((one, other) -> new Acl(one.extent.or(other.extent), union(one.guards, other.guards), one.login || other.login))
            .orElse(Acl.of(Extent.UNKNOWN));
        inTheMaking.remove(name);
        made.put(name, acl);
        return acl;
    }

    private static <T> Set<T> union(Set<T> one, Set<T> other) {
        var both = new HashSet<>(one);
        both.addAll(other);
        return Set.copyOf(both);
    }

    /** Says of each definition whether it is in the result, and what is missing of it; call it when all rules are known. */
    void report() {
        definitions.forEach((name, lines) -> {
            for (var line : lines) {
                if (line.place().line() == 0) continue;
                var missing = doubts.getOrDefault(name, List.of()).stream().filter(doubt -> doubt.place.equals(line.place())).toList();
                if (!used.contains(name)) draft.notNeeded(line.place(), "acl " + name, "no rule that was carried over uses it");
                else if (missing.isEmpty()) draft.carried(line.place());
                missing.stream().filter(_ -> used.contains(name))
                    .forEach(doubt -> draft.closed(line.place(), "acl " + name, doubt.reason, doubt.remedy));
            }
        });
    }

    private void doubt(Directive acl, String reason, String remedy) {
        doubts.computeIfAbsent(acl.word(0), _ -> new ArrayList<>()).add(new Doubt(acl.place(), reason, remedy));
    }

    private Acl read(Directive acl) {
        int first = 2;
        boolean anyCase = false;
        boolean lookup = true;
        for (; first < acl.count() && !acl.words().get(first).quoted() && acl.word(first).matches("-[in]|\\+i|--|-m(=.*)?"); first++) {
            anyCase = acl.word(first).equals("-i") || anyCase && !acl.word(first).equals("+i");
            lookup &= !acl.word(first).equals("-n");
        }
        var values = values(acl, first);
        if (values.isEmpty()) return Acl.of(Extent.UNKNOWN);
        boolean insensitive = anyCase;
        return switch (acl.word(1)) {
            case "src" -> Acl.of(sources(acl, values.get()));
            case "dst" -> destinations(acl, values.get());
            case "dstdomain" -> Acl.of(domains(acl, values.get(), lookup, AclValues::domain));
            case "dstdom_regex" -> Acl.of(domains(acl, values.get(), lookup, value -> AclValues.domainExpression(value, insensitive)));
            case "port" -> Acl.of(ports(acl, values.get()));
            case "method" -> Acl.of(methods(values.get()));
            case "proto" -> Acl.of(protocols(values.get()));
            case "time" -> Acl.of(AclValues.hours(values.get()).map(hours -> Extent.exactly("time", hours)).orElseGet(() -> unknown(acl,
                "its days and hours are not one range", "write one acl line for each range of hours, and convert again")));
            case "proxy_auth" -> new Acl(users(values.get()), Set.of(), true);
            case "proxy_auth_regex" -> new Acl(unknown(acl, "users are named, not described by expressions", "name them in `match.user`"), Set.of(), true);
            case "any-of" -> combined(acl, values.get(), Extent.NONE, false);
            case "all-of" -> combined(acl, values.get(), Extent.ALL, true);
            case "manager" -> Acl.of(Extent.NONE);
            case "maxconn" -> Acl.of(unknown(acl, "the number of a client's connections is a limit, not a condition", "set `limits.connections-per-client`"));
            default -> Acl.of(unknown(acl, "rules cannot ask for %s".formatted(SquidReader.shown(acl.word(1))),
                "say it with host, port, source, user, method, protocol or time"));
        };
    }

    private Extent unknown(Directive acl, String reason, String remedy) {
        doubt(acl, reason, remedy);
        return Extent.UNKNOWN;
    }

    /** The values of a line, those in files included; empty if they cannot be read. */
    private Optional<List<String>> values(Directive acl, int first) {
        var values = new ArrayList<String>();
        for (var word : acl.from(first)) {
            boolean parameters = word.text().startsWith("parameters(");
            if (!parameters && (!word.quoted() || quotedValues)) {
                values.add(word.text());
                continue;
            }
            var name = parameters ? word.text().replaceAll("^parameters\\([\"']?|[\"']?\\)$", "") : word.text();
            var lines = files.named(name).flatMap(files::lines);
            if (lines.isEmpty()) {
                doubt(acl, "its list %s cannot be read".formatted(name), "convert on the machine that has it, or write its values into the rules");
                return Optional.empty();
            }
            lines.get().stream().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(values::add);
        }
        if (values.size() > VALUES_MAX) {
            doubt(acl, "it has %d values, more than %d".formatted(values.size(), VALUES_MAX), "keep such lists in a filter beside the proxy");
            return Optional.empty();
        }
        return Optional.of(List.copyOf(values));
    }

    /** What all values that can be read come to, and whether those are all. */
    private <T> boolean readAll(Directive acl, List<String> values, Function<String, Optional<List<T>>> reader, List<T> into, String kind) {
        boolean complete = true;
        for (var value : values) {
            var read = reader.apply(value);
            read.ifPresent(into::addAll);
            if (read.isEmpty()) {
                complete = false;
                doubt(acl, "'%s' is not a %s that can be written in a rule".formatted(value, kind), "write a rule of your own for it");
            }
        }
        return complete;
    }

    private Extent sources(Directive acl, List<String> values) {
        if (values.stream().anyMatch(AclValues.EVERYBODY::contains)) return Extent.ALL;
        if (indirectClients) {
            return unknown(acl, "with follow_x_forwarded_for it means the client that a field names, and ours means who connects",
                "name the networks that connect to this proxy itself");
        }
        var networks = new ArrayList<Network>();
        boolean complete = readAll(acl, values, AclValues::networks, networks, "network");
        var sources = new Sources(networks);
        return complete ? Extent.exactly("source", sources) : Extent.atLeast("source", sources);
    }

    /** Our rules see an address only where it is written in the URL; what names lead to is judged when it is dialled. */
    private Acl destinations(Directive acl, List<String> values) {
        if (values.stream().anyMatch(AclValues.EVERYBODY::contains)) return Acl.of(Extent.ALL);
        var networks = new ArrayList<Network>();
        boolean complete = readAll(acl, values, AclValues::networks, networks, "network");
        var hosts = new Hosts(networks.stream().<HostPattern>map(HostPattern.Within::new).toList());
        var guards = new HashSet<Guard>();
        if (networks.stream().anyMatch(network -> liesIn(network, LOOPBACK))) guards.add(Guard.LOOPBACK);
        if (networks.stream().anyMatch(network -> liesIn(network, PRIVATE))) guards.add(Guard.PRIVATE);
        boolean guarded = networks.stream().allMatch(network -> liesIn(network, LOOPBACK) || liesIn(network, ALWAYS_GUARDED)
            || !upstreams && liesIn(network, PRIVATE));
        if (complete && guarded && !networks.isEmpty()) return new Acl(Extent.exactly("host", hosts), guards, false);
        doubt(acl, "names that lead to such addresses are not known when the rules are asked", "name the hosts themselves with `match.host`");
        return Acl.of(Extent.atLeast("host", hosts));
    }

    private static boolean liesIn(Network network, Set<String> blocks) {
        return blocks.stream().anyMatch(block -> Network.parse(block).covers(network));
    }

    /** Squid looks up the name of an address that is asked for, unless told not to; so an address may be meant, too. */
    private Extent domains(Directive acl, List<String> values, boolean lookup, Function<String, Optional<List<HostPattern>>> reader) {
        var patterns = new ArrayList<HostPattern>();
        boolean complete = readAll(acl, values, reader, patterns, "name");
        var hosts = new Hosts(patterns);
        if (!complete) return Extent.atLeast("host", hosts);
        var named = Extent.exactly("host", hosts);
        return lookup ? new Extent(named.certain(), named.or(Extent.exactly("host", Hosts.of("0.0.0.0/0", "::/0"))).possible()) : named;
    }

    private Extent ports(Directive acl, List<String> values) {
        var ranges = new ArrayList<PortRange>();
        boolean complete = readAll(acl, values, AclValues::ports, ranges, "port");
        var ports = new Ports(ranges);
        return complete ? Extent.exactly("port", ports) : Extent.atLeast("port", ports);
    }

    private static Extent methods(List<String> values) {
        var methods = new ArrayList<>(values);
        methods.replaceAll(method -> STANDARD_METHODS.contains(method.toUpperCase(Locale.ROOT)) ? method.toUpperCase(Locale.ROOT) : method);
        boolean connect = methods.removeIf(method -> method.equalsIgnoreCase("CONNECT"));
        methods.removeIf(method -> !method.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+"));
        var others = Extent.exactly("method", Words.methods(methods));
        return connect ? Extent.exactly("protocol", Words.protocols("connect")).or(others) : others;
    }

    /** The URL's scheme. Others than http are refused before a rule is asked; what a tunnel counts as, Squid's versions do not agree. */
    private static Extent protocols(List<String> values) {
        var extent = Extent.NONE;
        for (var value : values) {
            switch (value.toUpperCase(Locale.ROOT)) {
                case "HTTP" -> extent = extent.or(Extent.exactly("protocol", Words.protocols("http", "websocket")));
                case "HTTPS", "NONE" -> extent = extent.or(new Extent(List.of(), List.of(Term.of("protocol", Words.protocols("connect")))));
                default -> { }
            }
        }
        return extent;
    }

    /** When rules ask for users, nobody gets past the listener without a log-in, so REQUIRED is always met. */
    private static Extent users(List<String> values) {
        return values.contains("REQUIRED") ? Extent.ALL : Extent.exactly("user", Words.users(values));
    }

    private Acl combined(Directive acl, List<String> names, Extent initial, boolean every) {
        var extent = initial;
        boolean login = false;
        for (var name : names) {
            if (name.startsWith("!") || !has(name)) return Acl.of(unknown(acl, "it has a part that cannot be said here", "write its parts into the rules"));
            var part = get(name);
            login |= part.login;
            // what a guard closes is only known where a rule names the list itself
            var known = part.guards.isEmpty() ? part.extent : new Extent(part.extent.certain(), List.of(Term.ANY));
            extent = every ? extent.and(known) : extent.or(known);
        }
        return new Acl(extent, Set.of(), login);
    }
}
