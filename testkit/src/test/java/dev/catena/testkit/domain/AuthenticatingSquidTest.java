// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Origin;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class AuthenticatingSquidTest {
    private static final DomainAccount ALICE = DomainAccount.ALICE;

    @TempDir
    private Path folder;

    @Test
    void everybody_logs_in_by_every_scheme_and_the_mode_changes_while_it_runs() {
        var domain = WindowsDomain.shared();
        try (var origin = Origin.start(new TestClock()).always("< 200 OK\n<\n< page");
                var squid = AuthenticatingSquid.start(domain, SquidMode.parse("all"), Map.of("origin.test", "127.0.0.1"))) {
            var url = "http://origin.test:%d/".formatted(origin.port());
            var proxy = "http://hq.corp.test:" + squid.port();
            for (var scheme : List.of("basic", "digest", "ntlm", "negotiate")) {
                var who = switch (scheme) {
                    case "negotiate" -> ":";
                    case "ntlm" -> ALICE.full() + ":" + ALICE.password();
                    default -> ALICE.name() + ":" + ALICE.password();
                };
                assertThat(curl(domain, "-x", proxy, "--proxy-" + scheme, "-U", who, url).out()).as(scheme + ": " + squid.said()).isEqualTo("page");
            }
            assertThat(squid.awaitServed(4)).containsExactly("alice 200 GET " + url, "alice 200 GET " + url,
                "CORP\\alice 200 GET " + url, "alice@CORP.TEST 200 GET " + url);
            assertThat(curl(domain, "-x", proxy, "-w", "%{http_code}", "-o", "page", url).out()).isEqualTo("407");

            squid.become(SquidMode.parse("anonymous"));
            assertThat(curl(domain, "-x", proxy, url).out()).isEqualTo("page");
            squid.become(SquidMode.parse("optional ntlm"));
            assertThat(curl(domain, "-x", proxy, url).out()).isEqualTo("page");
            assertThat(curl(domain, "-x", proxy, "-w", "%{http_code}", "-o", "page", "--proxy-ntlm", "-U", "bob:guessed", url).out()).isEqualTo("407");

            squid.become(SquidMode.parse("ntlm"));
            try (var cntlm = new Cntlm(folder, WindowsDomain.NAME, ALICE.name(), ALICE.password(), squid.port())) {
                assertThat(curl(domain, "-x", "http://127.0.0.1:" + cntlm.port(), url).out()).isEqualTo("page");
            }
            domain.unlock(DomainAccount.BOB);
        }
    }

    private Peer.Ran curl(WindowsDomain domain, String... arguments) {
        return Peers.require("curl").run(Duration.ofSeconds(15), folder, domain.environment(ALICE),
            Stream.concat(Stream.of("-sS"), Stream.of(arguments)).toArray(String[]::new));
    }
}
