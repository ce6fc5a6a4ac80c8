// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.catena.base.ByteSize;
import dev.catena.cache.CacheSettings;
import dev.catena.listen.Openness;
import dev.catena.identity.Scheme;
import dev.catena.observe.LogFormat;
import dev.catena.observe.QueryText;
import dev.catena.policy.Action;
import dev.catena.settings.EffectiveSettings;
import dev.catena.settings.Fault;
import dev.catena.settings.HostPort;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsDiff;
import dev.catena.settings.SettingsReader;
import dev.catena.settings.match.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySettingsTest {

    /** A file in which every key is written. */
    static final String FULL = """
        version: 1
        name: branch-7
        listeners:
          - name: clients
            address: 127.0.0.1:3128
            schemes: [anonymous]
            origin-form: true
            upgrades: [websocket]
          - {name: office, address: "10.0.0.11:3128", open: on-purpose}
        policy:
          - {name: no-mail, match: {port: [25, 465, 587]}, do: deny, say: "Ask netops@corp.example"}
          - name: mine
            match:
              method: GET
              protocol: [http, connect, websocket]
              host: ["*.corp.example", exact.example, 10.0.0.0/8, NODOTS]
              port: [25, 8000-8100]
              source: [10.0.0.0/8, 127.0.0.1]
              time: ["mon-fri 08:00-18:00"]
            do: report
          - {name: rest, match: any, do: allow}
        connect: {ports: [80, 443, 8080, 8443]}
        destinations: {private: allow, loopback: from-loopback}
        cache:
          memory: 256MiB
          object-max: 8MiB
          collapse-wait: 30s
          heuristic: {fraction: 10%, max: 1d}
        dns:
          servers: ["10.0.0.53:53"]
          hosts: {a.example: 10.0.0.1, b.example: [10.0.0.2, "fc00::1"]}
          timeout: 5s
          ttl-min: 1s
          ttl-max: 5m
          negative-ttl: 10s
          entries-max: 10000
        limits:
          head: 64KiB
          fields: 1000
          chunk-extensions: 16KiB
          trailers: 16KiB
          interim-responses: 32
          connections: 20000
          connections-per-client: 2000
          in-flight: 1MiB
          body: 0B
        timeouts:
          head: 20s
          idle: 75s
          connect: 10s
          response: 60s
          stall: 60s
          tunnel-idle: 1h
          drain: 30s
        origins:
          idle: 55s
          idle-max: 1000
          connections-per-host: 512
          waiting-max: 1000
          happy-eyeballs-delay: 250ms
        console: {address: "127.0.0.1:3129"}
        log:
          - {format: squid, to: /var/log/catena/access.log, query: keep, queue: 1024}
          - {to: stdout}
        threads: 0
        transport: auto
        """;

    @Test
    void no_file_is_a_proxy_for_this_machine() {
        var settings = SettingsReader.initial(ProxySettings.class);

        assertThat(settings.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.name()).isEqualTo("clients");
            assertThat(listener.address()).isEqualTo(new HostPort("127.0.0.1", 3128));
            assertThat(listener.schemes()).containsExactly(Scheme.ANONYMOUS);
            assertThat(listener.originForm()).isTrue();
            assertThat(listener.open()).isEqualTo(Openness.GUARDED);
        });
        assertThat(settings.cache().memory()).isEqualTo(ByteSize.ofMiB(256));
        assertThat(settings.connect().ports()).contains(new PortRange(443, 443));
        assertThat(settings.console().address()).isEqualTo(new HostPort("127.0.0.1", 3129));
        assertThat(settings.timeouts().tunnelIdle()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.policy()).isEmpty();
        assertThat(settings.log()).isEmpty();
    }

    @Test
    void every_key_can_be_written() {
        var settings = usable(FULL);

        assertThat(settings.policy()).extracting(rule -> rule.act()).containsExactly(Action.DENY, Action.REPORT, Action.ALLOW);
        assertThat(settings.policy().get(2).match().matchesAll()).isTrue();
        assertThat(settings.log().getFirst().format()).isEqualTo(LogFormat.SQUID);
        assertThat(settings.log().getLast().query()).isEqualTo(QueryText.REDACT);
        assertThat(settings.dns().hosts()).containsOnlyKeys("a.example", "b.example");
        assertThat(read(FULL).faults()).isEmpty();
    }

    @Test
    void what_is_in_force_is_printed_as_a_file_that_says_the_same() {
        for (var text : List.of("", FULL, "{console: off, cache: {memory: 0B}}")) {
            var settings = usable(text);
            assertThat(usable(EffectiveSettings.yaml(settings))).isEqualTo(settings);
        }
    }

    @Test
    void five_different_faults_are_five_lines_each_with_a_remedy() {
        var faults = read("""
            version: 2
            listeners:
              - name: clients
                adress: 127.0.0.1:3128
            cache:
              memory: 256
            policy:
              - {name: rest, match: any, do: alow}
            timeouts:
              idle: 75s
              idle: 80s
            """).faults();

        assertThat(faults).map(Fault::sentence).containsExactly(
            "catena.yaml:1:10: version: version 2 is not known to this release; write version: 1, or use a release that knows this file",
            "catena.yaml:3:5: listeners[0]: 'address' is missing; Where it listens. 0.0.0.0 is every IPv4 interface, [::] every interface;"
                + " port 0 lets the system choose.",
            "catena.yaml:4:5: listeners[0].adress: unknown key; did you mean 'address'?",
            "catena.yaml:6:11: cache.memory: 256 has no unit: write 256B, 256KiB or 256MiB; expected a size with its unit: 0B, 64KiB, 256MiB or 1GiB",
            "catena.yaml:8:34: policy[0].do: 'alow' is not known here; expected 'allow', 'deny' or 'report'; did you mean 'allow'?",
            "catena.yaml:11:3: timeouts.idle: written twice, first in line 10; keep one of the two");
    }

    static Stream<Arguments> faults() {
        var open = "; listen on 127.0.0.1, name your clients in a rule (match: {source: [10.0.0.0/8]}), or say 'open: on-purpose' if everybody may use this proxy";
        var beyond = "listeners: [{name: a, address: '0.0.0.0:3128'}]\n";
        return Stream.of(
            arguments(beyond, "catena.yaml:1:32: listeners[0].address: everybody who reaches 0.0.0.0:3128 could use this proxy: there is no policy" + open),
            arguments(beyond + "policy: [{name: rest, do: allow, match: any}]",
                "catena.yaml:1:32: listeners[0].address: everybody who reaches 0.0.0.0:3128 could use this proxy: the rule 'rest' allows without asking for the source" + open),
            arguments(beyond + "policy: [{name: no, do: deny, match: {port: 25}}, {name: web, do: allow, match: {port: 80, method: GET}}]",
                "catena.yaml:1:32: listeners[0].address: everybody who reaches 0.0.0.0:3128 could use this proxy: the rule 'web' allows without asking for the source" + open),
            arguments(beyond + "policy: [{name: all, do: allow, match: {source: [10.0.0.0/8, 0.0.0.0/0]}}]",
                "catena.yaml:1:32: listeners[0].address: everybody who reaches 0.0.0.0:3128 could use this proxy: the rule 'all' allows without asking for the source" + open),
            arguments("listeners: []", "catena.yaml:1:12: listeners: the list is empty: no client could connect; write one listener, or remove the key for its initial value"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1', schemes: [ntlm]}]",
                "catena.yaml:1:56: listeners[0].schemes: nobody could log in by ntlm: there are no accounts for it; make accounts with `catena passwd --ntlm` and name their file in `identity.accounts`, or set `identity.domain`"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1', schemes: []}]",
                "catena.yaml:1:56: listeners[0].schemes: the list is empty; write [anonymous] to let everybody in without a proof"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1', upgrades: ['a b']}]",
                "catena.yaml:1:58: listeners[0].upgrades[0]: 'a b' is not an Upgrade token; write one such as websocket"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1'}, {name: a, address: '127.0.0.1:2'}]",
                "catena.yaml:1:55: listeners[1].name: another listener is already named 'a'; give it a name of its own"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1'}, {name: b, address: '127.0.0.1:1'}]",
                "catena.yaml:1:67: listeners[1].address: the listener 'a' already listens on 127.0.0.1:1; choose another port"),
            arguments("listeners: [{name: a, address: '[::]:1', open: on-purpose}, {name: b, address: '127.0.0.1:1'}]",
                "catena.yaml:1:80: listeners[1].address: the listener 'a' already listens on [::]:1; choose another port"),
            arguments("listeners: [{name: a, address: '127.0.0.1:3129'}]",
                "catena.yaml:1:32: listeners[0].address: the console already listens on 127.0.0.1:3129; choose another port, or set console.address"),
            arguments("policy: [{name: a, do: deny}, {name: a, do: deny, match: {port: 1}}]",
                "catena.yaml:1:31: warning: policy[1]: this rule and those after it never match: the rule 'a' before it decides everything; move it up, or remove it\ncatena.yaml:1:38: policy[1].name: another rule is already named 'a'; give it a name of its own"),
            arguments("policy: [{name: a, do: allow, say: hello}]",
                "catena.yaml:1:36: warning: policy[0].say: has no effect: only a rule that denies has something to say; remove it"),
            arguments("policy: [{name: a, do: deny, match: {method: get}}]",
                "catena.yaml:1:46: warning: policy[0].match.method[0]: 'get' does not match GET: case matters; write it in capitals"),
            arguments("cache: {rules: [{name: a, do: never}, {name: b, do: never}]}",
                "catena.yaml:1:17: warning: cache.rules[0]: no rule after this one is ever asked, and no preset: it speaks of everything; move it to the end, or let `match` say what it is about"),
            arguments("policy: [{name: a, do: deny, match: {group: x}}]", "catena.yaml:1:45: policy[0].match.group: it would never match: no source of accounts knows groups; set `identity.ldap`, or give accounts of `identity.accounts` groups by `catena passwd --group`"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1', schemes: [ntlm]}]\nidentity: {accounts: 'file:x'}\nupstreams: [{name: u, members: ['h:1'], credentials: {as: pass-through}}]\nroutes: [{name: r, to: u}]",
                "catena.yaml:3:59: upstreams[0].credentials.as: the listener 'a' asks clients for credentials itself: those meant for us are not valid at the upstream; "
                    + "let every listener have schemes: [anonymous], or write `as: user-header` and give this proxy an account there"),
            arguments("listeners: [{name: a, address: '127.0.0.1:1', open: on-purpose}]",
                "catena.yaml:1:53: warning: listeners[0].open: has no effect: nobody beyond loopback reaches 127.0.0.1:1; remove it"),
            arguments("name: branch 7", "catena.yaml:1:7: name: 'branch 7' cannot stand in a Via field; use up to 64 letters, digits, dots and dashes"),
            arguments("cache: {object-max: 512MiB}",
                "catena.yaml:1:21: warning: cache.object-max: 512MiB is more than the whole memory (256MiB); raise cache.memory, or lower cache.object-max"),
            arguments("dns: {ttl-min: 10m}", "catena.yaml:1:16: dns.ttl-min: is longer than ttl-max; lower ttl-min, or raise ttl-max"),
            arguments("dns: {servers: ['ns.corp.example:53']}",
                "catena.yaml:1:17: dns.servers[0]: a name server needs an address: nobody could look up its name; write its address, such as 10.0.0.53:53"),
            arguments("dns: {hosts: {'*.a': 10.0.0.1}}", "catena.yaml:1:14: dns.hosts: '*.a' is not a host name; write a name without wildcards and last dot"),
            arguments("dns: {hosts: {a.b: []}}", "catena.yaml:1:20: dns.hosts[\"a.b\"]: the list is empty; give the name an address, or remove it"),
            arguments("limits: {connections: 10, connections-per-client: 11}",
                "catena.yaml:1:51: warning: limits.connections-per-client: has no effect: 11 is more than all connections together (10); lower it, or raise limits.connections"),
            arguments("console: {address: '0.0.0.0:3129'}",
                "catena.yaml:1:20: warning: console.address: whoever reaches 0.0.0.0:3129 sees status and metrics, and may command this proxy;"
                    + " listen on 127.0.0.1, or let a firewall guard the port"),
            arguments("console: of", "catena.yaml:1:10: console: found 'of'; expected 'off' or keys and values (on, address); did you mean 'off'?"),
            arguments("log: [{to: a.log}, {to: a.log}]", "catena.yaml:1:25: log[1].to: log[0] already writes to a.log; give each log its own file"),
            arguments("log: [{to: a.log, format: common}]", "catena.yaml:1:27: log[0].format: 'common' is not known here; expected 'json', 'squid', 'combined' or 'w3c'"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void what_does_not_agree_is_told(String text, String sentences) {
        assertThat(read(text).faults()).map(Fault::sentence).containsExactly(sentences.split("\n"));
    }

    @Test
    void a_cache_of_more_than_half_of_the_memory_is_a_warning() {
        System.setProperty("catena.machine.memory", Long.toString(1L << 40));
        try {
            assertThat(read("cache: {memory: 512GiB}").faults()).isEmpty();
            assertThat(read("cache: {memory: 513GiB}").faults()).map(Fault::sentence).containsExactly(
                "catena.yaml:1:17: warning: cache.memory: 513GiB is more than half of the memory there is (1048576 MiB);"
                    + " lower it: connections, the JVM and the system need the rest; when memory runs out, the system ends the proxy");
        } finally {
            System.clearProperty("catena.machine.memory");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "policy: [{name: mine, do: allow, match: {source: 10.0.0.0/8}}]",
        "policy: [{name: mine, do: allow, match: {source: 10.0.0.0/8}}, {name: no, do: deny}]",
        "policy: [{name: seen, do: report}, {name: mine, do: allow, match: {source: 10.0.0.0/8}}]"})
    void a_listener_beyond_loopback_is_fine_when_the_policy_asks_for_the_source(String policy) {
        assertThat(read("listeners: [{name: a, address: '0.0.0.0:3128'}]\n" + policy).faults()).isEmpty();
    }

    @Test
    void what_follows_from_a_fault_is_not_a_fault() {
        assertThat(read("listeners: [{name: a, address: '0.0.0.0:3128'}]\npolicy: [{name: mine, do: allow, match: {source: 10}}]").faults())
            .singleElement().extracting(Fault::path).isEqualTo("policy[0].match.source");
    }

    @Test
    void many_warnings_do_not_hide_an_error() {
        var rules = "- {name: a%d, do: allow, match: {port: 1}, say: hello}\n";
        var text = "policy:\n" + IntStream.range(0, 150).mapToObj(rules::formatted).collect(Collectors.joining()) + "threads: -1\n";

        assertThat(read(text)).isInstanceOf(Reading.Faulty.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "listeners: [{name: a, address: '%s:1'}]", "listeners: [{name: a, address: '127.0.0.1:0', upgrades: ['%s']}]", "dns: {hosts: {'%s': '::1'}}",
        "policy: [{name: a, do: deny, match: {host: '%s'}}]", "policy: [{name: a, do: deny, match: {source: '%s'}}]",
        "policy: [{name: a, do: deny, match: {method: '%s'}}]", "policy: [{name: '%s', do: deny, say: '%s'}]", "log: [{to: '%s'}]", "name: '%s'",
        "cache: {memory: '%s', collapse-wait: '%s', heuristic: {fraction: '%s'}}", "'%s': 1", "threads: %s", "policy: [{name: %s, do: deny}]"})
    void very_long_texts_end_in_short_words(String pattern) {
        for (var piece : List.of("a.", "1", "a:", ":", "-", "[")) {
            assertThat(read(pattern.replace("%s", piece.repeat(100_000))).faults()).allSatisfy(fault -> assertThat(fault.toString()).hasSizeLessThan(1500));
        }
    }

    @Test
    void a_reload_says_what_changed() {
        var before = usable("");
        var after = usable("{cache: {memory: 1GiB}, policy: [{name: no-mail, do: deny, match: {port: 25}}], threads: 4}");

        assertThat(SettingsDiff.between(before, after)).map(SettingsDiff.Change::toString).containsExactly(
            "policy: rule 'no-mail' added", "cache.memory: 256MiB -> 1GiB", "threads: 0 -> 4 (needs a restart)");
    }

    @Test
    void one_part_alone_has_its_initial_values_too() {
        assertThat(SettingsReader.initial(CacheSettings.class)).isEqualTo(usable("").cache());
    }

    private static Reading<ProxySettings> read(String text) {
        return SettingsReader.of(ProxySettings.class).read("catena.yaml", text, List.of());
    }

    private static ProxySettings usable(String text) {
        return switch (read(text)) {
            case Reading.Usable<ProxySettings>(var value, _) -> value;
            case Reading.Faulty<ProxySettings>(var faults) -> throw new AssertionError(text + "\n" + faults);
        };
    }
}
