// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.Offload;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real curl proves itself by every scheme it knows. */
class CurlLogsInTest {
    private static final Mode ALL = new Mode(List.of(Scheme.NTLM, Scheme.DIGEST, Scheme.BASIC));

    /** In ASCII: curl's own NTLM makes each octet of a password one character, so that others never match. */
    private static final String CAROL = "carol:pass:word";

    private final Offload hashes = new Offload("hashes", 2, 100, Duration.ofSeconds(30));

    @TempDir
    Path folder;

    @AfterEach
    void end() {
        hashes.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-ntlm", "--proxy-anyauth"})
    void by_each_scheme(String flag) throws IOException {
        try (var server = server(ALL)) {
            assertThat(curl(server, flag, "-U", CAROL)).isEqualTo("carol:200\ncarol:200\n");
            assertThat(curl(server, flag, "-U", "carol:wrong")).isEqualTo(":407\n:407\n");
        }
    }

    /** Not with --proxy-digest: curl then sends an empty body and no credentials, and nobody can tell that it waits for a challenge. */
    @ParameterizedTest
    @ValueSource(strings = {"--proxy-basic", "--proxy-ntlm", "--proxy-anyauth"})
    void a_body_arrives_whole_also_where_nobody_has_to_log_in(String flag) throws IOException {
        try (var server = server(new Mode(List.of(Scheme.ANONYMOUS, Scheme.NTLM, Scheme.DIGEST, Scheme.BASIC)))) {
            var printed = curl(server, flag, "-U", CAROL, "-d", "hello world");
            assertThat(printed).isEqualTo(flag.equals("--proxy-anyauth") ? "anonymous:200\nanonymous:200\n" : "carol:200\ncarol:200\n");
            assertThat(server.answers).filteredOn(answer -> answer.startsWith("200")).hasSize(2).allMatch(answer -> answer.endsWith(" 11"));
        }
    }

    @Test
    void without_a_user_it_is_asked_for_one() throws IOException {
        try (var server = server(ALL)) {
            assertThat(curl(server, "--proxy-basic")).isEqualTo(":407\n:407\n");
        }
    }

    private LogInServer server(Mode mode) throws IOException {
        return new LogInServer(ClientAuthTest.clientAuth(Clock.systemUTC(), hashes), mode);
    }

    /** Two requests on one connection; what came, and its status. */
    private String curl(LogInServer server, String... options) {
        var arguments = new ArrayList<>(List.of("-s", "-x", "http://127.0.0.1:" + server.port(), "-w", ":%{http_code}\\n"));
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("http://example.test/?a=1", "http://example.test/b"));
        return Peers.require("curl").run(Duration.ofSeconds(60), folder, arguments.toArray(String[]::new)).out();
    }
}
