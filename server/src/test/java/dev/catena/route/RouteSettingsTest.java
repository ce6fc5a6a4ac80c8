// SPDX-License-Identifier: Apache-2.0
package dev.catena.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.EffectiveSettings;
import dev.catena.settings.Fault;
import dev.catena.settings.SettingsReader;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteSettingsTest {
    private static final String FULL = """
        upstreams:
          - name: head-office
            members: [hq1.corp.example:8080, "[fc00::1]:8080"]
            select: rendezvous
            weights: {"hq1.corp.example:8080": 3}
            tries: 2
            source-address: [10.0.0.11, fc00::11]
            health: {interval: 30s, timeout: 5s, failures: 2, recovery: 2s, recovery-max: 1m}
          - {name: internet, members: [proxy.example:3128]}
        routes:
          - {name: intranet, match: {host: ["*.corp.example", NODOTS, 10.0.0.0/8]}, to: direct}
          - name: sales
            match: {protocol: [http, connect], port: [80, 8000-8100], source: 10.1.0.0/16, group: 'CORP\\Sales'}
            to: head-office
            backup: internet
          - {name: rest, match: any, to: internet, backup: direct}
        """;

    @Test
    void every_key_is_read() {
        var file = RoutingFile.of(FULL);
        var upstream = file.upstreams().getFirst();
        assertThat(upstream.members()).containsExactly(MemberAddress.parse("hq1.corp.example:8080"), MemberAddress.parse("[fc00::1]:8080"));
        assertThat(upstream.select()).isEqualTo(Select.RENDEZVOUS);
        assertThat(upstream.weights()).isEqualTo(Map.of("hq1.corp.example:8080", 3));
        assertThat(upstream.memberWeights()).containsExactly(3, 1);
        assertThat(upstream.sourceAddress()).containsExactly(InetAddress.ofLiteral("10.0.0.11"), InetAddress.ofLiteral("fc00::11"));
        assertThat(upstream.health()).isEqualTo(new HealthSettings(Duration.ofSeconds(30), Duration.ofSeconds(5), 2, Duration.ofSeconds(2), Duration.ofMinutes(1)));
        assertThat(file.routes()).extracting(RouteSettings::to)
            .containsExactly(new RouteTarget.Direct(), new RouteTarget.Upstream("head-office"), new RouteTarget.Upstream("internet"));
        assertThat(file.routes().get(1).match().group()).containsExactly("CORP\\Sales");
        assertThat(file.routes().get(2).match()).isEqualTo(RouteMatch.any());
        assertThat(RoutingFile.read(FULL).faults()).isEmpty();
    }

    @Test
    void basic_over_tls_is_not_in_the_clear() {
        assertThat(RoutingFile.read("{upstreams: [{name: hq, members: ['https://a:1'], credentials: {user: u, schemes: [basic]}}], routes: [{name: r, to: hq}]}").faults())
            .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"hq:8080, hq:8080", "http://hq:8080, hq:8080", "HTTPS://hq:8443, https://hq:8443", "socks5://[::1]:1080, socks5://[::1]:1080"})
    void a_member_is_printed_as_it_may_be_written(String written, String printed) {
        assertThat(MemberAddress.parse(written)).hasToString(printed);
    }

    @Test
    void what_is_printed_reads_as_the_same() {
        var file = RoutingFile.of(FULL);
        assertThat(RoutingFile.of(EffectiveSettings.yaml(file))).isEqualTo(file);
    }

    @Test
    void the_initial_health_is_the_documented_one() {
        assertThat(HealthSettings.INITIAL).isEqualTo(SettingsReader.initial(HealthSettings.class));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {upstreams: [{name: u, members: [a:1]}, {name: u, members: [a:1]}], routes: [{name: r, to: u}]} | ERROR upstreams[1].name another upstream is already named 'u'
        {routes: [{name: r, match: {port: 80}, to: direct}, {name: r, to: direct}]} | ERROR routes[1].name another route is already named 'r'
        {upstreams: [{name: hq, members: ["10.0.0.1:1"], credentials: {keytab: /k, schemes: [negotiate]}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].credentials.schemes negotiate needs the name of a service, and the member 10.0.0.1 has only an address
        {upstreams: [{name: hq, members: [a:1]}], routes: [{name: r, to: qh, backup: hq}]} | ERROR routes[0].to no upstream is named 'qh'
        {routes: [{name: r, to: hq}]} | ERROR routes[0].to no upstream is named 'hq'
        {upstreams: [{name: hq, members: [a:1]}], routes: [{name: r, to: hq, backup: qh}]} | ERROR routes[0].backup no upstream is named 'qh'
        {upstreams: [{name: hq, members: [a:1]}]} | WARNING upstreams[0] has no effect: no route leads to 'hq'
        {routes: [{name: r, to: none}]} | ERROR routes[0].to the route leads nowhere
        {routes: [{name: ' ', to: direct}]} | ERROR routes[0].name the name is empty
        {routes: [{name: r, to: direct, backup: direct}]} | WARNING routes[0].backup has no effect: a route that leads direct has no other way
        {upstreams: [{name: hq, members: [a:1]}], routes: [{name: r, to: hq, backup: hq}]} | WARNING routes[0].backup has no effect: it is where the route leads anyway
        {upstreams: [{name: direct, members: [a:1]}]} | ERROR upstreams[0].name a route that says 'direct' means something else
        {upstreams: [{name: hq, members: []}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members the list is empty
        {upstreams: [{name: hq, members: [a:1, A:1]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[1] A:1 is already a member
        {upstreams: [{name: hq, members: [a:0]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[0] a:0 is nowhere to connect to
        {upstreams: [{name: hq, members: [127.0.0.1:3128]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[0] 127.0.0.1:3128 is this proxy itself
        {upstreams: [{name: hq, members: [localhost:3128]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[0] localhost:3128 is this proxy itself
        {upstreams: [{name: hq, members: [a:1, b:1], select: round-robin, weights: {"c:1": 2}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].weights 'c:1' is not one of the members
        {upstreams: [{name: hq, members: [a:1], select: round-robin, weights: {"a:1": 0}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].weights every member has 0: none could be chosen
        {upstreams: [{name: hq, members: [a:1, b:1], weights: {"a:1": 2}}], routes: [{name: r, to: hq}]} | WARNING upstreams[0].weights has no effect: failover takes the first member that is up
        {upstreams: [{name: hq, members: [a:1, a:2], select: carp-v1}], routes: [{name: r, to: hq}]} | WARNING upstreams[0].members[1] CARP knows members by host, and 'a' has one before it: this one is chosen only when that is down
        {upstreams: [{name: hq, members: [a:1], source-address: [10.0.0.1, 10.0.0.2]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].source-address two addresses of one family
        {upstreams: [{name: hq, members: ["ftp://a:1"]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[0] 'ftp://' is not spoken to upstreams: write one of http://, https://, socks5://
        {upstreams: [{name: hq, members: ["socks5h://a:1"]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[0] 'socks5h' is what socks5 means here: names always go to the proxy as they are; write socks5://
        {upstreams: [{name: hq, members: ["https://a:1", "a:1"]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members[1] a:1 is already a member
        {upstreams: [{name: hq, members: ["socks5://a:1", "a:2"]}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].members SOCKS proxies and HTTP proxies in one upstream
        {upstreams: [{name: hq, members: ["socks5://a:1"], credentials: {user: u}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].credentials.schemes to a SOCKS proxy user and password are said as they are, which is basic and nothing else
        {upstreams: [{name: hq, members: ["socks5://a:1"], credentials: {user: u, schemes: [basic]}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].credentials.schemes basic would show the password to everybody on the way, and there is no other scheme
        {upstreams: [{name: hq, members: ["socks5://a:1"], credentials: {as: pass-through}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].credentials.as a SOCKS proxy can be told of nobody else
        {upstreams: [{name: hq, members: [a:1], tls: {min-version: '1.3'}}], routes: [{name: r, to: hq}]} | WARNING upstreams[0].tls has no effect: no member is reached by TLS
        {upstreams: [{name: hq, members: ["https://a:1"], tls: {min-version: '1.1'}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].tls.min-version '1.1' is not a version that is spoken: older ones than 1.2 are broken
        {upstreams: [{name: hq, members: ["https://a:1"], tls: {ca: /etc/ca.pem}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].tls.ca '/etc/ca.pem' is not a file
        {upstreams: [{name: hq, members: ["https://a:1"], tls: {key: "file:/k"}}], routes: [{name: r, to: hq}]} | WARNING upstreams[0].tls.key has no effect: there is no `certificate` that it belongs to
        {upstreams: [{name: hq, members: [a:1], user-field: Via}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].user-field 'Via' cannot name a user
        {upstreams: [{name: hq, members: [a:1], user-field: X-User}], routes: [{name: r, to: hq}]} | WARNING upstreams[0].user-field has no effect: the credentials are not `as: user-header`
        {upstreams: [{name: hq, members: [a:1], health: {recovery: 1m}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].health.recovery-max is less than `recovery`
        {upstreams: [{name: hq, members: [a:1], health: {interval: 1s}}], routes: [{name: r, to: hq}]} | ERROR upstreams[0].health.interval is less than `timeout`: probes would overlap
        """)
    void what_does_not_agree_is_said(String text, String fault) {
        assertThat(RoutingFile.read(text).faults()).extracting(RouteSettingsTest::line).containsExactly(fault);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        any                                     | {port: 80}                             | true
        {port: 80}                              | any                                    | false
        any                                     | any                                    | true
        {port: 8000-8100}                       | {port: [8000, 8050-8100]}              | true
        {port: 8000-8100}                       | {port: [8000, 8101]}                   | false
        {host: "*.corp.example"}                | {host: [a.corp.example, "*.b.corp.example"]} | true
        {host: "*.corp.example"}                | {host: corp.example}                   | false
        {host: a.corp.example}                  | {host: "*.corp.example"}               | false
        {host: NODOTS}                          | {host: intranet}                       | true
        {host: NODOTS}                          | {host: [intranet, a.b]}                | false
        {host: 10.0.0.0/8}                      | {host: [10.1.0.0/16, 10.2.3.4]}        | true
        {host: 10.1.0.0/16}                     | {host: 10.0.0.0/8}                     | false
        {source: 10.0.0.0/8, port: 80}          | {source: 10.1.0.0/16, port: 80, host: x} | true
        {source: 10.0.0.0/8, port: 80}          | {source: 10.1.0.0/16}                  | false
        {group: 'corp\\sales'}                  | {group: 'CORP\\Sales'}                 | true
        {protocol: [http, connect]}             | {protocol: connect}                    | true
        {protocol: connect}                     | {protocol: [http, connect]}            | false
        """)
    void a_route_that_never_matches_is_a_warning(String first, String second, boolean never) {
        var faults = RoutingFile.read("routes: [{name: a, match: %s, to: direct}, {name: b, match: %s, to: direct}]".formatted(first, second)).faults();
        assertThat(faults).extracting(RouteSettingsTest::line).isEqualTo(never
            ? List.of("WARNING routes[1] this route never matches: 'a' before it takes all its requests") : List.of());
    }

    private static String line(Fault fault) {
        return fault.severity() + " " + fault.path() + " " + fault.happened();
    }
}
