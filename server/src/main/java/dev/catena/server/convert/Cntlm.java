// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.server.convert.match.Ruling;
import dev.catena.server.convert.match.Sources;
import dev.catena.server.convert.match.Term;
import dev.catena.settings.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** From cntlm.conf: a keyword, blanks and a value a line; a password is never taken along. */
final class Cntlm {
    private static final String PASSWORD_REMEDY = "set the environment variable CATENA_UPSTREAM_PASSWORD to the password";

    private record Listen(String value, Place place) {}

    private final Draft draft;
    private final Listeners listeners;
    private final List<Listen> listens = new ArrayList<>();
    private final List<String> proxies = new ArrayList<>();
    private final List<String> direct = new ArrayList<>();
    private final List<Ruling<Boolean>> rules = new ArrayList<>();
    private final Place start;
    private String user = "";
    private String domain = "";
    private Optional<Place> firstProxy = Optional.empty();
    private Optional<Place> noProxy = Optional.empty();
    private Optional<Place> userPlace = Optional.empty();
    private boolean gateway;

    private Cntlm(String file, Draft draft) {
        this.draft = draft;
        this.listeners = new Listeners(draft);
        this.start = new Place(file, 0);
    }

    static void convert(SourceFiles files, List<String> lines, Draft draft) {
        var file = files.shown(files.main());
        var cntlm = new Cntlm(file, draft);
        for (int i = 0; i < lines.size(); i++) cntlm.line(lines.get(i).strip(), new Place(file, i + 1));
        cntlm.write();
    }

    private void line(String line, Place place) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) return;
        if (line.startsWith("[")) {
            draft.notCarried(place, "section", "sections are read as one file", "keep the parents of one place only");
            return;
        }
        var parts = line.split("\\s+", 2);
        var value = parts.length < 2 ? "" : unquoted(parts[1]);
        var key = parts[0].toLowerCase(Locale.ROOT);
        draft.carried(place);
        switch (key) {
            case "username" -> {
                user = value;
                userPlace = Optional.of(place);
            }
            case "domain" -> domain = value;
            case "password" -> draft.byHand(place, "Password", "a password stands there in the clear, and is not copied", PASSWORD_REMEDY);
            case "passlm", "passnt", "passntlmv2" -> draft.byHand(place, parts[0], "a hash cannot be carried over: the password itself is needed", PASSWORD_REMEDY);
            case "auth" -> auth(value, place);
            case "workstation" -> draft.notNeeded(place, "Workstation", "no workstation is named to the parent");
            case "proxy" -> proxy(value, place);
            case "listen" -> listens.add(new Listen(value, place));
            case "gateway" -> gateway = value.equalsIgnoreCase("yes");
            case "noproxy" -> noProxy(value, place);
            case "allow", "deny" -> rule(key, value, place);
            case "tunnel" -> draft.notCarried(place, "Tunnel", "ports are not forwarded", "let the program use CONNECT, as ssh does with ProxyCommand");
            case "socks5proxy", "socks5user" -> draft.notCarried(place, parts[0], "SOCKS is not spoken", "let the program use the HTTP proxy");
            case "header" -> draft.notCarried(place, "Header", "fields of requests are not rewritten", "set them in the program");
            case "isascannersize", "isascanneragent" -> draft.notNeeded(place, parts[0], "a scanner's page of progress is relayed like any answer");
            case "flags" -> draft.notNeeded(place, "Flags", "the flags of NTLM are negotiated");
            case "ntlmtobasic" -> draft.notCarried(place, "NTLMToBasic", "origins' own log-ins are relayed as they are", "nothing");
            default -> draft.notCarried(place, parts[0].matches("[A-Za-z][A-Za-z0-9_]{0,30}") ? parts[0] : "a line", "this keyword is not known here", "correct it, or say it with the settings there are");
        }
    }

    private static String unquoted(String value) {
        if (value.startsWith("\"") && value.indexOf('"', 1) > 0) return value.substring(1, value.indexOf('"', 1));
        return value.split("\\s*[#;]", 2)[0].strip();
    }

    private void auth(String value, Place place) {
        switch (value.toLowerCase(Locale.ROOT)) {
            case "ntlmv2" -> { }
            case "gss" -> draft.byHand(place, "Auth", "Kerberos tickets are not carried over", "set `credentials.schemes` to [negotiate] where this version takes it");
            default -> draft.notCarried(place, "Auth", "LM and NTLMv1 are never spoken, NTLMv2 is", "nothing, if the parent takes NTLMv2");
        }
    }

    private void proxy(String value, Place place) {
        try {
            var proxy = HostPort.parseDiallable(value.replaceFirst("\\s+", ":")).toString();
            if (!proxies.contains(proxy)) proxies.add(proxy);
            if (firstProxy.isEmpty()) firstProxy = Optional.of(place);
        } catch (IllegalArgumentException unusable) {
            draft.notCarried(place, "Proxy", "it is not a host and a port that can be dialled", "write the upstream by hand");
        }
    }

    private void noProxy(String value, Place place) {
        noProxy = Optional.of(place);
        for (var pattern : value.split("[,\\s]+", -1)) {
            if (pattern.isEmpty()) continue;
            var hosts = Networks.hosts(pattern);
            hosts.ifPresent(direct::addAll);
            if (hosts.isEmpty()) {
                draft.notCarried(place, "NoProxy", "the pattern '%s' is not all names below one, nor a network: such requests go to the parent".formatted(pattern),
                    "write a route to direct with names or \"*.name\"");
            }
        }
    }

    /** The first that matches decides; a source that cannot be read is everybody where it denies, and nobody where it allows. */
    private void rule(String key, String value, Place place) {
        boolean allow = key.equals("allow");
        var networks = Networks.of(value);
        if (networks.isEmpty()) {
            draft.closed(place, allow ? "Allow" : "Deny", "it is not a network, so it %s".formatted(allow ? "allows nobody" : "denies everybody"), "write the rule by hand");
            if (allow) return;
        }
        var all = networks.isEmpty() || networks.get().stream().anyMatch(network -> network.prefix() == 0);
        rules.add(new Ruling<>(all ? Term.ANY : Term.of("source", new Sources(networks.get())), allow, key + " " + value, place));
    }

    private void write() {
        if (listens.isEmpty()) listens.add(new Listen("3128", start));
        for (var listen : listens) {
            var value = listen.value.matches("\\d{1,5}") ? (gateway ? "[::]:" : "127.0.0.1:") + listen.value : listen.value;
            try {
                listeners.want(HostPort.parse(value), listen.place, "Listen");
            } catch (IllegalArgumentException unusable) {
                draft.notCarried(listen.place, "Listen", "it is not an address and a port", "write the listener by hand");
            }
        }
        if (!rules.isEmpty()) {
            rules.add(new Ruling<>(Term.ANY, true, "rest", rules.getLast().place()));
            var last = rules.stream().filter(rule -> rule.match().matchesAll()).findFirst().orElseThrow();
            new Policies(draft).write(rules.subList(0, rules.indexOf(last) + 1));
        }
        listeners.write(List.of("anonymous"), rules.isEmpty() || Policies.welcomeEverybody(rules));
        if (!direct.isEmpty() && !proxies.isEmpty()) {
            draft.add("routes", noProxy.orElse(start), "", new Yaml.Mapping().put("name", "no-proxy")
                .put("match", new Yaml.Mapping().put("host", direct.stream().distinct().toList())).put("to", "direct"));
        }
        if (!proxies.isEmpty()) upstream();
        draft.set("connect.ports", start, List.of("1-65535"));
    }

    private void upstream() {
        var upstream = new Yaml.Mapping().put("name", "parents").put("members", proxies);
        var who = domain.isEmpty() || user.isEmpty() ? user : domain + "\\" + user;
        if (!user.isEmpty() && user.chars().noneMatch(c -> c == ':' || Character.isISOControl(c)) && !user.endsWith("\\")) {
            upstream.put("credentials", new Yaml.Mapping().put("user", who).put("password", "env:CATENA_UPSTREAM_PASSWORD")
                .put("schemes", List.of("ntlm")).put("unchallenged", "continue"));
        } else {
            userPlace.ifPresent(place -> draft.notCarried(place, "Username", "no account can have this name", "write the credentials by hand"));
        }
        draft.add("upstreams", firstProxy.orElse(start), "", upstream);
        draft.add("routes", firstProxy.orElse(start), "", new Yaml.Mapping().put("name", "parents").put("match", new Yaml.Plain("any", true)).put("to", "parents"));
    }
}
