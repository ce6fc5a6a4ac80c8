// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {
    @TempDir
    Path folder;

    @Test
    void the_play_of_12201_goes_as_it_is_told() {
        var result = Typed.in(folder).run("demo", "12201");

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).containsSubsequence(
            "$ curl -i -x http://127.0.0.1:", "HTTP/1.1 502 ", "12201/unchallenged", "requires proxy-to-proxy authentication",
            "$ catena why ", "the request itself without a proof -> 200", "refused  12201/unchallenged",
            "$ catena doctor ", "FAIL  upstream  head-office (127.0.0.1:", "12201/unchallenged", "what helps: switch anonymous access off", "(exit code 1)",
            "schemes: [ntlm]", "$ catena reload ", "(exit code 0)",
            "$ curl -i -x ", "HTTP/1.1 200 ", "Hello from the web server.",
            "$ catena doctor ", "takes this proxy's log-in by ntlm", "(exit code 0)", "All went as told.");
        assertThat(result.out()).doesNotContainIgnoringCase("proxy-authorization").doesNotContain("NTLM TlRM");
    }

    @Test
    void there_is_one_play() {
        var result = Typed.in(folder).run("demo", "12202");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("there is one for 12201");
    }
}
