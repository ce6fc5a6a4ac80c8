// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert.squid;

import dev.catena.server.convert.Draft;
import dev.catena.server.convert.Listeners;
import dev.catena.server.convert.Place;
import dev.catena.server.convert.Policies;
import dev.catena.server.convert.SourceFiles;
import dev.catena.server.convert.Yaml;
import dev.catena.server.convert.match.DecisionList;
import dev.catena.server.convert.match.Ruling;
import dev.catena.server.convert.match.Term;
import dev.catena.settings.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** From squid.conf to a draft. */
public final class SquidConverter {
    /** Lists that a request, or its answer, has to get through besides http_access. */
    private static final List<String> FURTHER_LISTS = List.of("http_reply_access", "adapted_http_access", "miss_access");
    /** Programs beside Squid that may refuse what the rules allow. */
    private static final Set<String> FILTERS = Set.of("url_rewrite_program", "redirect_program", "location_rewrite_program", "icap_service", "ecap_service",
        "adaptation_access", "icap_access", "url_rewrite_access", "adaptation_service_set", "adaptation_service_chain");

    private static final Set<String> LOG_FORMATS = Set.of("squid", "combined");

    /** Where the result listens if no port of the source can be carried over. */
    private static final HostPort SOMEWHERE = new HostPort("127.0.0.1", 3128);

    private final Draft draft;
    private final List<Directive> directives;
    private final Acls acls;
    private final AccessLists lists;
    private final Logins logins;
    private final Listeners listeners;
    private final Peers peers;

    private SquidConverter(SourceFiles files, List<String> lines, Draft draft) {
        this.draft = draft;
        directives = SquidReader.read(files, lines, draft);
        acls = new Acls(files, draft, has("cache_peer"), directives.stream().anyMatch(line -> line.name().equals("follow_x_forwarded_for") && !line.word(0).equals("deny")),
            directives.stream().anyMatch(line -> line.name().equals("configuration_includes_quoted_values") && line.word(0).equals("on")));
        lists = new AccessLists(directives, acls, draft);
        logins = new Logins(draft);
        listeners = new Listeners(draft);
        peers = new Peers(draft, lists, !says("nonhierarchical_direct", "off"), says("prefer_direct", "on"));
    }

    /** Reads everything the file says into the draft. */
    public static void convert(SourceFiles files, List<String> lines, Draft draft) {
        new SquidConverter(files, lines, draft).run();
    }

    private boolean has(String name) {
        return directives.stream().anyMatch(line -> line.name().equals(name));
    }

    private boolean says(String name, String value) {
        return directives.stream().filter(line -> line.name().equals(name)).reduce((_, last) -> last).filter(line -> line.word(0).equals(value)).isPresent();
    }

    private void run() {
        directives.stream().filter(line -> line.name().equals("acl")).forEach(acls::define);
        directives.forEach(this::one);
        access();
        acls.report();
        directives.stream().filter(line -> !draft.speaksOf(line.place())).forEach(line -> Leftovers.report(line, draft));
    }

    private void one(Directive line) {
        var place = line.place();
        switch (line.name()) {
            case "http_port" -> port(line);
            case "auth_param" -> logins.read(line);
            case "cache_peer" -> peers.read(line);
            case "access_log" -> accessLog(line);
            case "dns_nameservers" -> nameServers(line);
            case "cache" -> cache(line);
            case "visible_hostname" -> {
                if (line.word(0).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}")) draft.set("name", place, line.word(0));
                else draft.notCarried(place, "visible_hostname", "it cannot stand in a Via field", "set `name`");
            }
            case "via" -> {
                if (line.word(0).equals("off")) draft.notCarried(place, "via", "Via is always written, as RFC 9110 asks of proxies", "nothing");
                else draft.notNeeded(place, "via", "Via is always written");
            }
            case "forwarded_for" -> {
                if (line.word(0).matches("off|delete|transparent")) draft.notNeeded(place, "forwarded_for", "clients' addresses are never told");
                else draft.notCarried(place, "forwarded_for", "clients' addresses are never told", "nothing, unless an origin relies on X-Forwarded-For");
            }
            case "nonhierarchical_direct", "configuration_includes_quoted_values" -> draft.carried(place);
            case "include" -> draft.closed(place, "include", "its file cannot be read, and may have denied anything", "convert on the machine that has it");
            case "if" -> draft.closed(place, "if", "the condition cannot be decided, and its lines may have denied anything", "take it out, and convert again");
            default -> {
                boolean keepsNothing = line.name().equals("cache_mem") && directives.stream().anyMatch(other -> other.name().equals("cache") && other.word(0).equals("deny"));
                if (keepsNothing) draft.notNeeded(place, "cache_mem", "nothing is kept");
                else if (Quantities.knows(line.name())) Quantities.convert(line, draft);
            }
        }
    }

    private void port(Directive line) {
        var place = line.place();
        for (var word : line.from(1)) {
            var option = word.text();
            if (option.matches("intercept|transparent|tproxy|accel|vhost|vport.*|defaultsite.*|require-proxy-header")) {
                draft.notCarried(place, "http_port", "a port with %s has no counterpart, so there is no listener".formatted(SquidReader.shown(option)), "write a listener by hand");
                return;
            }
            draft.notCarried(place, "http_port", "its option %s has no counterpart".formatted(SquidReader.shown(option.replaceFirst("=.*", ""))), "see `listeners` in the settings chapter");
        }
        var written = line.word(0);
        try {
            listeners.want(HostPort.parse(written.matches("\\d+") ? "[::]:" + written : written), place, "http_port");
        } catch (IllegalArgumentException unusable) {
            draft.notCarried(place, "http_port", "its address cannot be read", "write a listener by hand");
        }
    }

    private void access() {
        var policy = lists.compile("http_access", false, true, UnaryOperator.identity(), _ -> true, 0);
        for (var name : FURTHER_LISTS) if (lists.has(name)) policy = alsoIn(policy, lists.compile(name, true, true, UnaryOperator.identity(), _ -> true, 0));
        var ways = peers.write();
        if (!ways.isEmpty()) policy = alsoIn(policy, ways);
        for (var line : directives) {
            if (!FILTERS.contains(line.name())) continue;
            draft.closed(line.place(), line.name(), "a program beside Squid may refuse what its rules allow, and it is not asked any more",
                "delete the rule 'filter' when that is done otherwise");
            policy = alsoIn(policy, List.of(new Ruling<>(Term.ANY, false, "filter", line.place())));
        }
        var place = directives.stream().filter(line -> line.name().equals("http_access")).map(Directive::place).findFirst().orElse(new Place("squid.conf", 0));
        new Policies(draft).write(policy);
        draft.set("connect.ports", place, lists.tunnelPorts());
        for (var guard : lists.guards()) {
            var key = guard == Acls.Guard.LOOPBACK ? "loopback" : "private";
            draft.set("destinations." + key, place, "deny");
            draft.closed(place, "http_access", "destinations are closed for everybody by `destinations.%s`, also where an earlier line made an exception".formatted(key),
                "set it to allow, and write rules on `match.host`, if the exception matters");
        }
        if (lists.asksForLogin() && listeners.isEmpty()) listeners.want(SOMEWHERE, place, "http_access");
        listeners.write(logins.schemes(lists.asksForLogin(), place), Policies.welcomeEverybody(policy));
        if (lists.asksForLogin()) {
            draft.closed(place, "http_access", "rules ask for users, so everybody has to log in, also where an earlier line let clients in without",
                "add anonymous to the listener's schemes if no later rule then lets in too many");
        }
    }

    /** Allowed only where both allow. */
    private List<Ruling<Boolean>> alsoIn(List<Ruling<Boolean>> policy, List<Ruling<Boolean>> further) {
        try {
            return DecisionList.then(policy, ruling -> ruling.outcome() ? asRuled(ruling, further)
                : List.of(new Ruling<>(Term.ANY, false, ruling.words(), ruling.place())));
        } catch (DecisionList.TooLong tooLong) {
            draft.closed(further.getLast().place(), "http_access", "with all lists together it has " + tooLong.getMessage(), "write the policy anew");
            return List.of(new Ruling<>(Term.ANY, false, "too long", further.getLast().place()));
        }
    }

    private static List<Ruling<Boolean>> asRuled(Ruling<Boolean> allowed, List<Ruling<Boolean>> further) {
        var all = new ArrayList<Ruling<Boolean>>();
        for (var next : further) all.add(next.outcome() ? new Ruling<>(next.match(), true, allowed.words(), allowed.place()) : next);
        return all;
    }

    private void accessLog(Directive line) {
        var place = line.place();
        var to = line.word(0);
        if (to.equals("none")) {
            draft.notNeeded(place, "access_log", "without `log` there is none");
            return;
        }
        var path = to.replaceFirst("^(daemon|stdio):", "");
        var options = line.from(1).stream().map(Directive.Word::text).toList();
        var format = options.stream().map(option -> option.replaceFirst("^logformat=", "")).filter(LOG_FORMATS::contains).findFirst().orElse(options.isEmpty() ? "squid" : "json");
        if (!path.startsWith("/") || draft.hasLogTo(path)) {
            draft.notCarried(place, "access_log", "only files are written, each by one log", "add an element to `log`");
            return;
        }
        draft.add("log", place, "", new Yaml.Mapping().put("format", format).put("to", path));
        if (options.stream().anyMatch(option -> !LOG_FORMATS.contains(option.replaceFirst("^logformat=", "")))) {
            draft.notCarried(place, "access_log", "its options are not carried over: all exchanges are logged%s".formatted(format.equals("json") ? ", in JSON" : ""), "set `log[].format`");
        }
    }

    private void nameServers(Directive line) {
        var servers = new ArrayList<String>();
        for (var word : line.words()) {
            try {
                servers.add(HostPort.parse((word.text().contains(":") ? "[" + word.text() + "]" : word.text()) + ":53").toString());
            } catch (IllegalArgumentException unusable) {
                draft.notCarried(line.place(), "dns_nameservers", "one of its addresses cannot be read", "set `dns.servers`");
            }
        }
        if (!servers.isEmpty()) draft.set("dns.servers", line.place(), servers);
    }

    private void cache(Directive line) {
        if (line.word(0).equals("allow")) {
            draft.notNeeded(line.place(), "cache", "what RFC 9111 permits is kept");
            return;
        }
        draft.set("cache.memory", line.place(), "0B");
        if (!line.word(1).equals("all")) {
            draft.closed(line.place(), "cache", "its lists are not translated, so nothing is kept", "write what is not to be kept as `cache.rules` with `do: never`, and raise `cache.memory`");
        }
    }
}
