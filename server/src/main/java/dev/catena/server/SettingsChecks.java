// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.cache.CacheRuleSettings;
import dev.catena.array.Membership;
import dev.catena.identity.HopCredentials;
import dev.catena.identity.Scheme;
import dev.catena.listen.ListenerSettings;
import dev.catena.net.TlsUnusable;
import dev.catena.route.RouteChecks;
import dev.catena.settings.Faults;
import dev.catena.settings.HostPort;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/** What the parts of the settings file must agree on among each other. */
final class SettingsChecks {

    private static final int VERSION = 1;
    /** Bytes of memory this process may use, as the launcher found out: to ask the JVM costs more than to read the settings. */
    private static final String MACHINE_MEMORY = "catena.machine.memory";

    private final ProxySettings settings;
    private final Faults faults;

    private SettingsChecks(ProxySettings settings, Faults faults) {
        this.settings = settings;
        this.faults = faults;
    }

    static void of(ProxySettings settings, Faults faults) {
        var checks = new SettingsChecks(settings, faults);
        checks.version();
        checks.pseudonym();
        if (faults.sound("listeners")) {
            checks.listeners();
        }
        if (faults.sound("policy")) {
            checks.policy();
        }
        if (faults.sound("listeners")) {
            RouteChecks.of(settings.upstreams(), settings.routes(), settings.listeners().stream().map(ListenerSettings::address).toList(), faults);
        }
        if (faults.sound("identity")) {
            checks.groups();
        }
        if (faults.sound("listeners", "upstreams")) {
            checks.passThrough();
        }
        if (faults.sound("array", "listeners", "upstreams") && settings.array().isOn()) {
            checks.array();
        }
        if (faults.sound("log")) {
            checks.logs();
        }
        if (faults.sound("cache.rules")) {
            checks.cacheRules();
        }
        if (faults.sound("cache.memory")) {
            checks.cacheMemory(Long.getLong(MACHINE_MEMORY, Long.MAX_VALUE));
        }
    }

    private void version() {
        if (faults.sound("version") && settings.version() != VERSION) {
            faults.error("version", "version %d is not known to this release".formatted(settings.version()),
                "write version: %d, or use a release that knows this file".formatted(VERSION));
        }
    }

    /** A token of RFC 9110 section 5.6.2, for that is what Via takes. */
    private void pseudonym() {
        if (faults.sound("name") && !settings.name().matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{0,64}")) {
            faults.error("name", "'%s' cannot stand in a Via field".formatted(settings.name()),
                "use up to 64 letters, digits, dots and dashes");
        }
    }

    private void schemes(int i, ListenerSettings listener) {
        if (!faults.sound("identity")) return;
        var path = "listeners[%d].schemes".formatted(i);
        listener.schemes().stream().filter(scheme -> !settings.identity().canProve(scheme)).findFirst().ifPresent(scheme ->
            faults.error(path, "nobody could log in by %s: there are no accounts for it".formatted(scheme.word()), source(scheme)));
        if (!listener.isBeyondLoopback() || listener.tls().isOn() || !listener.schemes().contains(Scheme.BASIC)) return;
        var what = "basic shows passwords to everybody on the way to %s".formatted(listener.address());
        var remedy = "leave basic out, or say `identity.basic-in-cleartext: allow` if the network is yours";
        switch (settings.identity().basicInCleartext()) {
            case REFUSE -> faults.error(path, what, remedy);
            case WARN -> faults.warning(path, what, remedy);
            case ALLOW -> { }
        }
    }

    /** What would let somebody log in. */
    private static String source(Scheme scheme) {
        var accounts = "make accounts with `catena passwd%s` and name their file in `identity.accounts`";
        return switch (scheme) {
            case ANONYMOUS, BASIC -> accounts.formatted("") + ", or set `identity.domain` or `identity.ldap`";
            case DIGEST -> accounts.formatted(" --digest");
            case NTLM -> accounts.formatted(" --ntlm") + ", or set `identity.domain`";
            case NEGOTIATE -> accounts.formatted(" --ntlm") + ", or set `identity.keytab` or `identity.domain`";
        };
    }

    private void listeners() {
        var listeners = settings.listeners();
        if (listeners.isEmpty()) {
            faults.error("listeners", "the list is empty: no client could connect",
                "write one listener, or remove the key for its initial value");
        }
        distinct("listeners[%d].name", "listener", listeners, listener -> listener.name());
        for (var i = 0; i < listeners.size(); i++) {
            schemes(i, listeners.get(i));
            for (var earlier = 0; earlier < i; earlier++) {
                if (overlap(listeners.get(earlier).address(), listeners.get(i).address())) {
                    faults.error("listeners[%d].address".formatted(i), "the listener '%s' already listens on %s"
                        .formatted(listeners.get(earlier).name(), listeners.get(earlier).address()), "choose another port");
                }
            }
            if (faults.sound("console") && settings.console().on() && overlap(settings.console().address(), listeners.get(i).address())) {
                faults.error("listeners[%d].address".formatted(i),
                    "the console already listens on %s".formatted(settings.console().address()),
                    "choose another port, or set console.address");
            }
        }
    }

    /** Whether the second could not be bound after the first. */
    private static boolean overlap(HostPort one, HostPort other) {
        return one.port() != 0 && one.port() == other.port()
            && (one.host().equals(other.host()) || one.isWildcard() || other.isWildcard());
    }

    private void policy() {
        var rules = settings.policy();
        distinct("policy[%d].name", "rule", rules, rule -> rule.name());
        for (var i = 0; i < rules.size(); i++) {
            if (rules.get(i).decidesAll() && i + 1 < rules.size()) {
                faults.warning("policy[%d]".formatted(i + 1),
                    "this rule and those after it never match: the rule '%s' before it decides everything".formatted(rules.get(i).name()),
                    "move it up, or remove it");
                return;
            }
        }
    }

    /** A rule that allows would never match, and one that denies would let everybody pass. */
    private void groups() {
        if (settings.identity().knowsGroups()) return;
        for (var i = 0; faults.sound("policy") && i < settings.policy().size(); i++) {
            if (!settings.policy().get(i).match().group().isEmpty()) groupless("policy[%d].match.group".formatted(i));
        }
        for (var i = 0; faults.sound("routes") && i < settings.routes().size(); i++) {
            if (!settings.routes().get(i).match().group().isEmpty()) groupless("routes[%d].match.group".formatted(i));
        }
    }

    private void groupless(String path) {
        faults.error(path, "it would never match: no source of accounts knows groups",
            "set `identity.ldap`, or give accounts of `identity.accounts` groups by `catena passwd --group`");
    }

    /** Credentials that a client was asked for here cannot be valid there: NTLM and Digest answer to our challenge, and Basic would tell our passwords. */
    private void passThrough() {
        var asking = settings.listeners().stream().filter(listener -> listener.schemes().stream().anyMatch(scheme -> scheme != Scheme.ANONYMOUS)).findFirst();
        for (var i = 0; asking.isPresent() && i < settings.upstreams().size(); i++) {
            if (settings.upstreams().get(i).credentials().as() != HopCredentials.As.PASS_THROUGH) continue;
            faults.error("upstreams[%d].credentials.as".formatted(i), "the listener '%s' asks clients for credentials itself: those meant for us are not valid at the upstream"
                .formatted(asking.get().name()), "let every listener have schemes: [anonymous], or write `as: user-header` and give this proxy an account there");
        }
    }

    private void array() {
        var array = settings.array();
        if (settings.upstreams().stream().anyMatch(upstream -> upstream.name().equals(array.name()))) {
            faults.error("array.name", "an upstream is named '%s', too".formatted(array.name()), "log and metrics tell them apart by their names: give one of them another");
        }
        if (faults.sound("listeners") && settings.listeners().getFirst().tls().isOn()) {
            faults.warning("array", "table and script tell clients of proxies without TLS, and the first listener speaks it", "let the first listener be one without TLS, for them");
        }
        if (!settings.membersHaveOwnListener()) {
            if (array.membersShowCertificates()) {
                faults.error("array.tls", "certificates are for members alone, and at %s there are clients, too".formatted(array.address()), "give `array.address` a port of its own");
            }
            return;
        }
        array.checkOwnListener(faults, "array");
        if (array.membersShowCertificates()) membersCertificate();
        if (settings.listeners().stream().anyMatch(listener -> listener.name().equals(Membership.LISTENER))) {
            faults.error("listeners", "'%s' is the name of the listener that members of the array log in at".formatted(Membership.LISTENER),
                "give yours another name, or let `array.address` be its address");
        }
        settings.listeners().stream().filter(listener -> overlap(listener.address(), array.address())).findFirst().ifPresent(listener ->
            faults.error("array.address", "the listener '%s' already listens on %s".formatted(listener.name(), listener.address()), "choose another port, or write the same address"));
        if (faults.sound("console") && settings.console().on() && overlap(settings.console().address(), array.address())) {
            faults.error("array.address", "the console already listens on %s".formatted(settings.console().address()), "choose another port");
        }
    }

    private void membersCertificate() {
        try {
            settings.doors().getLast().tls().read();
        } catch (TlsUnusable unusable) {
            faults.error("array.tls." + (unusable.setting().equals("client-ca") ? "ca" : unusable.setting()), unusable.happened(), unusable.remedy());
        }
    }

    private void logs() {
        var seen = new HashMap<String, Integer>();
        for (var i = 0; i < settings.log().size(); i++) {
            var log = settings.log().get(i);
            var first = seen.putIfAbsent(log.to(), i);
            if (first != null) {
                faults.error("log[%d].to".formatted(i), "log[%d] already writes to %s".formatted(first, log.to()),
                    "give each log its own file");
            }
        }
    }

    private void cacheRules() {
        var rules = settings.cache().rules();
        distinct("cache.rules[%d].name", "rule", rules, CacheRuleSettings::name);
        for (var i = 0; i < rules.size(); i++) {
            if (rules.get(i).decidesAll() && (i + 1 < rules.size() || !settings.cache().presets().isEmpty())) {
                faults.warning("cache.rules[%d]".formatted(i), "no rule after this one is ever asked, and no preset: it speaks of everything",
                    "move it to the end, or let `match` say what it is about");
                return;
            }
        }
    }

    private void cacheMemory(long machineMemory) {
        var cacheMemory = settings.cache().memory();
        if (cacheMemory.bytes() > machineMemory / 2) {
            faults.warning("cache.memory", "%s is more than half of the memory there is (%d MiB)".formatted(cacheMemory, machineMemory >> 20),
                "lower it: connections, the JVM and the system need the rest; when memory runs out, the system ends the proxy");
        }
    }

    private <T> void distinct(String path, String noun, List<T> all, Function<T, String> name) {
        var seen = new HashMap<String, Integer>();
        for (var i = 0; i < all.size(); i++) {
            var first = seen.putIfAbsent(name.apply(all.get(i)), i);
            if (first != null) {
                faults.error(path.formatted(i), "another %s is already named '%s'".formatted(noun, name.apply(all.get(i))),
                    "give it a name of its own");
            }
        }
    }
}
