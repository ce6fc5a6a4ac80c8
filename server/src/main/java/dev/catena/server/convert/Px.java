// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.convert;

import dev.catena.server.convert.match.Ruling;
import dev.catena.server.convert.match.Sources;
import dev.catena.server.convert.match.Term;
import dev.catena.settings.HostPort;
import dev.catena.settings.match.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** From px.ini: sections, and a key, an equals sign and a value a line. Px keeps passwords elsewhere. */
final class Px {
    private record Value(String text, Place place) {}

    private final Draft draft;
    private final Listeners listeners;
    private final Place start;
    private final Map<String, Value> values = new LinkedHashMap<>();

    private Px(String file, Draft draft) {
        this.draft = draft;
        this.listeners = new Listeners(draft);
        this.start = new Place(file, 0);
    }

    static void convert(SourceFiles files, List<String> lines, Draft draft) {
        var file = files.shown(files.main());
        var px = new Px(file, draft);
        px.read(file, lines);
        px.write();
    }

    private void read(String file, List<String> lines) {
        var section = "";
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            var place = new Place(file, i + 1);
            if (line.isEmpty() || line.startsWith(";") || line.startsWith("#")) continue;
            if (line.startsWith("[") && line.endsWith("]")) {
                section = line.substring(1, line.length() - 1).strip().toLowerCase(Locale.ROOT);
                continue;
            }
            int equals = line.indexOf('=');
            if (equals < 1) {
                draft.notCarried(place, "a line", "it is not key = value", "correct it");
                continue;
            }
            draft.carried(place);
            values.put(section + ":" + line.substring(0, equals).strip().toLowerCase(Locale.ROOT), new Value(line.substring(equals + 1).strip(), place));
        }
    }

    private Value take(String key, String initial) {
        var value = values.remove(key);
        return value == null ? new Value(initial, start) : value;
    }

    private boolean takeFlag(String key) {
        return take(key, "0").text.equals("1");
    }

    private void write() {
        var rules = rules();
        listen(rules);
        var proxies = proxies();
        routes(proxies);
        take("proxy:auth", "");
        draft.set("connect.ports", start, List.of("1-65535"));
        timeout("settings:idle", "timeouts.tunnel-idle", 1, 30 * 86_400);
        timeout("settings:socktimeout", "timeouts.connect", 1, 3600);
        values.forEach((key, value) -> rest(key.substring(key.indexOf(':') + 1), value));
    }

    private void rest(String key, Value value) {
        switch (key) {
            case "pac", "pac_encoding" -> {
                if (!value.text.isEmpty()) draft.notCarried(value.place, key, "PAC files are not evaluated", "write its ways as routes");
            }
            case "useragent" -> {
                if (!value.text.isEmpty()) draft.notCarried(value.place, key, "fields of requests are not rewritten", "set it in the program");
            }
            case "workers", "threads" -> draft.notNeeded(value.place, key, "there is one event loop a processor");
            case "proxyreload", "foreground", "log", "client_nosspi" -> draft.notNeeded(value.place, key, "it belongs to Px's own process");
            case "kerberos" -> {
                if (value.text.equals("1")) draft.byHand(value.place, key, "tickets are not carried over", "set `credentials.schemes` to [negotiate] where this version takes it");
            }
            case "password", "client_password" -> draft.byHand(value.place, key, "a secret stands there, and is not copied", "set CATENA_UPSTREAM_PASSWORD, or make accounts");
            default -> draft.notCarried(value.place, key.matches("[a-z_]{1,30}") ? key : "a line", "this key is not known here", "correct it, or say it with the settings there are");
        }
    }

    private void timeout(String key, String path, int min, int max) {
        var value = take(key, "");
        if (value.text.matches("\\d{1,8}")) draft.set(path, value.place, Math.clamp(Integer.parseInt(value.text), min, max) + "s");
        else if (!value.text.isEmpty()) draft.notCarried(value.place, key.substring(key.indexOf(':') + 1), "it is not a number of seconds", "set `%s`".formatted(path));
    }

    private List<Ruling<Boolean>> rules() {
        var allow = take("proxy:allow", "*.*.*.*");
        var networks = new ArrayList<Network>();
        for (var each : allow.text.split("[,\\s]+", -1)) {
            if (each.isEmpty()) continue;
            var read = Networks.of(each);
            read.ifPresent(networks::addAll);
            if (read.isEmpty()) draft.closed(allow.place, "allow", "'%s' is not a network, so it allows nobody".formatted(each), "write the rule by hand");
        }
        if (networks.stream().anyMatch(network -> network.prefix() == 0)) return List.of(new Ruling<>(Term.ANY, true, "allow", allow.place));
        var rules = new ArrayList<Ruling<Boolean>>();
        if (!networks.isEmpty()) rules.add(new Ruling<>(Term.of("source", new Sources(networks)), true, "allow", allow.place));
        rules.add(new Ruling<>(Term.ANY, false, "rest", allow.place));
        return rules;
    }

    private void listen(List<Ruling<Boolean>> rules) {
        var listen = take("proxy:listen", "127.0.0.1");
        var port = take("proxy:port", "3128");
        var gatewayAt = values.getOrDefault("proxy:gateway", listen).place;
        boolean gateway = takeFlag("proxy:gateway");
        var hostOnly = values.get("proxy:hostonly");
        if (takeFlag("proxy:hostonly") && hostOnly != null) {
            draft.closed(hostOnly.place, "hostonly", "the addresses of this machine are not known to rules, so only the loopback is listened on", "add listeners for the other addresses of this machine");
            gateway = false;
            listen = new Value("127.0.0.1", hostOnly.place);
        }
        boolean everywhere = rules.getFirst().outcome() && rules.getFirst().match().matchesAll();
        if (!everywhere) new Policies(draft).write(rules);
        for (var address : gateway ? new String[] {"[::]"} : listen.text.isEmpty() ? new String[] {"[::]"} : listen.text.split("[,\\s]+")) {
            try {
                var written = address.contains(":") && !address.startsWith("[") ? "[" + address + "]" : address;
                listeners.want(HostPort.parse(written + ":" + port.text), gateway ? gatewayAt : listen.place, gateway ? "gateway" : "listen");
            } catch (IllegalArgumentException unusable) {
                draft.notCarried(listen.place, "listen", "it is not an address with a port", "write the listener by hand");
            }
        }
        var client = take("client:client_auth", "NONE");
        var schemes = schemes(client.text);
        var clientName = values.remove("client:client_username");
        if (schemes.isEmpty()) {
            listeners.write(List.of("anonymous"), everywhere);
            return;
        }
        draft.set("identity.accounts", client.place, "file:/etc/catena/accounts");
        draft.byHand(clientName == null ? client.place : clientName.place, "client_auth", "clients' passwords are not copied", "make accounts with `catena passwd --digest --ntlm`");
        listeners.write(schemes, everywhere);
    }

    /** What Px's names of mechanisms come to, strongest first. */
    private static List<String> schemes(String written) {
        var all = new ArrayList<>(List.of("negotiate", "ntlm", "digest", "basic"));
        var word = written.strip().toLowerCase(Locale.ROOT);
        if (word.equals("none")) return List.of();
        if (word.equals("any") || word.isEmpty()) return all;
        boolean safe = word.startsWith("safe") || word.equals("anysafe");
        if (safe) all.remove("basic");
        if (word.equals("anysafe")) return all;
        var rest = safe ? word.substring(4) : word;
        if (rest.startsWith("no") && all.contains(rest.substring(2))) {
            all.remove(rest.substring(2));
            return all;
        }
        var named = new TreeSet<>(List.of(rest.replaceFirst("^only", "").split("[,\\s]+", -1)));
        all.removeIf(scheme -> !named.contains(scheme));
        // a word nobody knows must not let everybody in
        return all.isEmpty() ? List.of("negotiate", "ntlm", "digest") : all;
    }

    private List<String> proxies() {
        var server = take("proxy:server", "");
        var proxies = new ArrayList<String>();
        for (var each : server.text.split("[,\\s]+", -1)) {
            if (each.isEmpty()) continue;
            try {
                var proxy = HostPort.parseDiallable(each.matches(".*:\\d+") ? each : each + ":80").toString();
                if (!proxies.contains(proxy)) proxies.add(proxy);
            } catch (IllegalArgumentException unusable) {
                draft.notCarried(server.place, "server", "one of its proxies is not a host and a port that can be dialled", "write the upstream by hand");
            }
        }
        if (!proxies.isEmpty()) draft.add("upstreams", server.place, "", upstream(proxies));
        return proxies;
    }

    private Yaml.Mapping upstream(List<String> proxies) {
        var upstream = new Yaml.Mapping().put("name", "parents").put("members", proxies);
        var auth = values.getOrDefault("proxy:auth", new Value("ANY", start));
        var user = Optional.ofNullable(values.remove("proxy:username"));
        if (auth.text.equalsIgnoreCase("NONE")) return upstream.put("credentials", new Yaml.Mapping().put("as", "pass-through"));
        var schemes = new ArrayList<>(schemes(auth.text));
        if (schemes.remove("negotiate") && schemes.isEmpty()) {
            draft.byHand(auth.place, "auth", "Kerberos tickets are not carried over", "set `credentials.schemes` to [negotiate] where this version takes it");
        }
        if (schemes.size() > 1) schemes.remove("basic");
        if (user.isEmpty() || user.get().text.isEmpty() || schemes.isEmpty()) {
            draft.byHand(auth.place, "username", "Px took the log-in of the desktop, and Catena needs an account", "set `credentials` of the upstream");
            return upstream;
        }
        draft.byHand(user.get().place, "username", "the password is in Px's keyring", "set the environment variable CATENA_UPSTREAM_PASSWORD to it");
        var credentials = new Yaml.Mapping().put("user", user.get().text).put("password", "env:CATENA_UPSTREAM_PASSWORD").put("schemes", schemes);
        if (schemes.equals(List.of("basic"))) credentials.put("basic-in-cleartext", true);
        else credentials.put("unchallenged", "continue");
        return upstream.put("credentials", credentials);
    }

    private void routes(List<String> proxies) {
        var noProxy = take("proxy:noproxy", "");
        var hosts = new ArrayList<String>();
        for (var each : noProxy.text.split("[,\\s]+", -1)) {
            if (each.isEmpty()) continue;
            var read = Networks.hosts(each);
            read.ifPresent(hosts::addAll);
            if (read.isEmpty()) draft.notCarried(noProxy.place, "noproxy", "'%s' cannot be written in a route: such requests go to the parent".formatted(each), "write a route to direct");
        }
        if (proxies.isEmpty()) return;
        if (!hosts.isEmpty()) {
            draft.add("routes", noProxy.place, "", new Yaml.Mapping().put("name", "no-proxy")
                .put("match", new Yaml.Mapping().put("host", hosts.stream().distinct().toList())).put("to", "direct"));
        }
        draft.add("routes", start, "", new Yaml.Mapping().put("name", "parents").put("match", new Yaml.Plain("any", true)).put("to", "parents"));
    }
}
