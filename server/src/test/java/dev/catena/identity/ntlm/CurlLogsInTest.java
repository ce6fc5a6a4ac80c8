// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ntlm;

import static dev.catena.identity.ntlm.Handshakes.NO_BINDING;
import static dev.catena.identity.ntlm.Handshakes.challenged;
import static dev.catena.identity.ntlm.Handshakes.login;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.testkit.Peers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl logs in to the smallest proxy there is: it answers every request by itself, once it knows who asks. */
class CurlLogsInTest {
    private final Handshakes world = new Handshakes(4).knows(login("alice", "CORP", "Al1ce-Passw0rd"));
    private final NtlmServer server = world.server();
    private ServerSocket listener;
    private Thread accepting;
    @TempDir
    private Path folder;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        accepting = Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void close() throws Exception {
        listener.close();
        accepting.join();
    }

    @Test
    void with_the_right_password() {
        assertThat(curl("CORP\\alice:Al1ce-Passw0rd")).isEqualTo("hello alice of CORP 200");
    }

    @Test
    void without_a_domain() {
        assertThat(curl("alice:Al1ce-Passw0rd")).isEqualTo("hello alice of  200");
    }

    @Test
    void but_not_with_a_wrong_password() {
        assertThat(curl("CORP\\alice:wrong")).isEqualTo("ntlm-wrong-password 407");
        assertThat(curl("CORP\\mallory:Al1ce-Passw0rd")).isEqualTo("ntlm-wrong-password 407");
    }

    private String curl(String user) {
        return Peers.require("curl").run(Duration.ofSeconds(20), folder, "-s", "-q", "-x", "http://127.0.0.1:" + listener.getLocalPort(),
            "--proxy-ntlm", "-U", user, "-w", " %{http_code}", "http://origin.test/").succeeded().out();
    }

    private void accept() {
        try {
            while (true) {
                serve(listener.accept());
            }
        } catch (SocketException closed) {
            assertThat(listener.isClosed()).isTrue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            var lines = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            @Nullable NtlmHandshake handshake = null;
            for (var token = token(lines); token != null; token = token(lines)) {
                if (handshake == null) {
                    handshake = challenged(server.challenge(token));
                    answer(client, "407 Who?\r\nProxy-Authenticate: NTLM " + Base64.getEncoder().encodeToString(handshake.challengeMessage()), "");
                } else {
                    switch (handshake.verify(token, world::ntHash, NO_BINDING)) {
                        case Verdict.Proven(var user, var domain, _) -> answer(client, "200 OK", "hello %s of %s".formatted(user, domain));
                        case Verdict.Refused(var reason, _, _) -> answer(client, "407 No\r\nProxy-Authenticate: NTLM", reason.slug());
                        case Verdict.Unavailable(var words) -> answer(client, "503 Later", words);
                    }
                    handshake = null;
                }
            }
        }
    }

    /** The next request's credentials; null when there is no further request. */
    private static byte @Nullable [] token(BufferedReader lines) throws IOException {
        byte @Nullable [] token = null;
        for (var line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            if (line.startsWith("Proxy-Authorization: NTLM ")) {
                token = Base64.getDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
            }
        }
        return token;
    }

    private static void answer(Socket client, String status, String body) throws IOException {
        client.getOutputStream().write("HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body)
            .getBytes(StandardCharsets.US_ASCII));
    }
}
