// SPDX-License-Identifier: Apache-2.0
package dev.catena.array;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.match.HostPattern;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Property;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The script, run by a real JavaScript engine, beside the functions of the proxy itself. */
class RoutingScriptTest {
    private static final ScriptSettings PLAIN = new ScriptSettings(new ScriptBackup.Direct(), List.of());
    private static final int URLS = 2000;

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void a_browser_chooses_what_the_members_choose(OwnerHash hash) throws IOException {
        for (var members : List.of(
            List.of("proxy1.example.com:3128=100", "proxy2.example.com:3128=100", "proxy3.example.com:3128=100"),
            List.of("alpha:8080=10", "bravo:8080=20", "charlie:8080=30", "delta:8080=40"),
            List.of("a.example:1=1", "b.example:2=999", "c.example:3=0", "[fc00::1]:4=5"),
            List.of("one.example:3128=7"))) {
            var roster = Rosters.of(hash, members.toArray(String[]::new));
            var urls = urls();
            var chosen = run(RoutingScript.of(roster, PLAIN), urls);
            for (int i = 0; i < urls.size(); i++) {
                var expected = roster.ranked(urls.get(i)).stream().map(each -> "PROXY " + each.member().proxy()).collect(Collectors.joining("; "));
                assertThat(chosen.get(i)).as(urls.get(i)).isEqualTo(expected + "; DIRECT");
            }
        }
    }

    private static List<String> urls() {
        var vectors = Stream.of("http://www.example.com/", "http://www.example.com/index.html", "http://www.example.com/Index.html",
            "http://www.example.com:8080/a/b?c=d&e=f", "ftp://ftp.example.org/pub/README", "http://intranet/", "http://example.net/img/logo.gif?v=1",
            "http://192.0.2.10/very/long/path/with/many/segments/and/a/file.tar.gz", "http://xn--bcher-kva.example/caf%C3%A9", "http://[2001:db8::1]:81/");
        return Stream.concat(vectors, IntStream.range(0, URLS).mapToObj(i -> "http://h%d.example/%s?%d".formatted(i % 97, "x".repeat(i % 50), i * 7919L))).toList();
    }

    @Test
    void urls_are_hashed_in_the_one_spelling() throws IOException {
        var roster = Rosters.of(OwnerHash.RENDEZVOUS, "a:1=1", "b:1=1", "c:1=1", "d:1=1", "e:1=1");
        var script = RoutingScript.of(roster, PLAIN) + "function keyed(url) { return keyOf(url); }\n";
        assertThat(call(script, "keyed", List.of("HTTP://User:pw@WWW.Example.COM:80/A?b#c", "http://h", "http://h?q", "http://h:8080", "http://[::1]:080/x",
            "https://Host/secret?x", "https://host:8443", "wss://h/", "ws://h/", "http://h:/", "ftp://h:21/f")))
            .containsExactly("http://www.example.com/A?b", "http://h/", "http://h/?q", "http://h:8080/", "http://[::1]/x", "host:443", "host:8443", "h:443", "h:80",
                "http://h/", "ftp://h/f");
    }

    @Test
    void some_hosts_are_asked_directly_and_no_name_is_looked_up() throws IOException {
        var settings = new ScriptSettings(ScriptBackup.parse("spare.example:3128"),
            Stream.of("Intern.example", "*.corp.example", "NODOTS", "10.0.0.0/8", "192.0.2.7").map(HostPattern::parse).toList());
        var script = RoutingScript.of(Rosters.of(OwnerHash.CARP_V1, "a:1=1"), settings);
        assertThat(run(script, List.of("http://intern.example/", "http://x.corp.example/", "http://corp.example/", "http://intranet/", "http://10.200.3.4/",
            "http://11.0.0.1/", "http://192.0.2.7/", "http://192.0.2.8/", "http://xcorp.example/", "http://example.org/")))
            .extracting(way -> way.equals("DIRECT")).containsExactly(true, true, false, true, true, false, true, false, false, false);
        assertThat(run(script, List.of("http://example.org/"))).containsExactly("PROXY a:1; PROXY spare.example:3128");
        assertThat(script).doesNotContainPattern("dnsResolve|isInNet|isResolvable|myIpAddress");
    }

    @Test
    void the_script_does_not_change_with_the_state_of_members_or_break_by_a_name() throws IOException {
        var roster = Rosters.of(OwnerHash.RENDEZVOUS, "a:1=1", "b:1=2");
        var down = Rosters.with(roster, roster.members().get(0), roster.members().get(1).in(ArrayMember.State.DOWN, Rosters.START));
        assertThat(RoutingScript.of(down, PLAIN)).isEqualTo(RoutingScript.of(roster, PLAIN));
        var drained = Rosters.with(roster, roster.members().get(0), roster.members().get(1).in(ArrayMember.State.DRAINED, Rosters.START));
        assertThat(run(RoutingScript.of(drained, PLAIN), List.of("http://x/"))).containsExactly("PROXY a:1; DIRECT");
        var odd = new Roster("x\nthrow 1;//</script>'", OwnerHash.RENDEZVOUS, Duration.ofMinutes(1), roster.members());
        assertThat(run(RoutingScript.of(odd, PLAIN), List.of("http://x/")).getFirst()).contains("PROXY a:1", "PROXY b:1");
    }

    @Property(tries = 20)
    void arrays_of_any_loads_agree(Cases cases) throws IOException {
        var hash = cases.oneOf(OwnerHash.values());
        var members = IntStream.range(0, cases.integer(1, 12)).mapToObj(i -> "m%d.example:%d=%d".formatted(i, 3128 + i, cases.integer(1, 1000))).toArray(String[]::new);
        var roster = Rosters.of(hash, members);
        var urls = IntStream.range(0, 50).mapToObj(_ -> cases.url()).toList();
        var chosen = run(RoutingScript.of(roster, PLAIN), urls);
        for (int i = 0; i < urls.size(); i++) {
            // where several shares are below a thousandth, Squid's arithmetic leaves URLs without an owner
            var owner = roster.ranked(urls.get(i)).stream().findFirst().map(first -> "PROXY " + first.member().proxy() + ";").orElse("DIRECT");
            assertThat(chosen.get(i)).startsWith(owner);
        }
    }

    private List<String> run(String script, List<String> urls) throws IOException {
        return call(script, "function (url) { return FindProxyForURL(url, /^[^:]+:\\/\\/(\\[[^\\]]*\\]|[^\\/:]*)/.exec(url)[1]); }", urls);
    }

    /** In a context that has nothing but the language: a script that needs a browser's functions fails. */
    private List<String> call(String script, String function, List<String> urls) throws IOException {
        var where = Files.createTempDirectory(folder == null ? Files.createTempDirectory("pac") : folder, "pac");
        Files.writeString(where.resolve("proxy.pac"), script);
        Files.writeString(where.resolve("urls"), String.join("\n", urls));
        Files.writeString(where.resolve("run.js"), """
            var fs = require('fs'), vm = require('vm');
            var context = vm.createContext({});
            vm.runInContext(fs.readFileSync('proxy.pac', 'utf8'), context);
            var call = vm.runInContext('(%s)', context);
            fs.readFileSync('urls', 'utf8').split('\\n').forEach(function (url) { console.log(call(url)); });
            """.formatted(function.replace("\\", "\\\\").replace("'", "\\'")));
        return Peers.require("node").run(Duration.ofSeconds(30), where, "run.js").succeeded().out().lines().toList();
    }
}
