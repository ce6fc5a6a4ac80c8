// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Challenge;
import dev.catena.http.FieldName;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.ResponseHead;
import dev.catena.http.Scanned;
import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.Ha1;
import dev.catena.settings.HostPort;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RunningPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** We prove ourselves to a real Squid. */
class SquidAsHopTest {
    private static final Path HELPERS = Path.of("/usr/lib/squid");

    private final LockoutBudget budget = new LockoutBudget(3, Duration.ofMinutes(15), Clock.systemUTC(), new SecureRandom());
    private final Expectations expectations = new Expectations(Duration.ofMinutes(10), Clock.systemUTC());

    @Test
    void by_digest_and_by_basic_and_not_with_a_wrong_password(@TempDir Path folder) throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(HELPERS.resolve("digest_file_auth")) && Files.isExecutable(HELPERS.resolve("basic_ncsa_auth")));
        // Started by root, Squid becomes another user, who must be able to write here.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        int port;
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = probe.getLocalPort();
        }
        Files.writeString(folder.resolve("digest"), "branch7:Squid:" + Ha1.of(DigestAlgorithm.MD5, "branch7", "Squid", "right").toHex() + "\n");
        Files.writeString(folder.resolve("basic"), Peers.require("openssl").run(Duration.ofSeconds(10), folder, "passwd", "-apr1", "right").out()
            .transform(hash -> "branch7:" + hash));
        Files.writeString(folder.resolve("squid.conf"), """
            http_port 127.0.0.1:%1$d
            auth_param digest program %3$s/digest_file_auth -c %2$s/digest
            auth_param digest realm Squid
            auth_param digest children 1 startup=1
            auth_param basic program %3$s/basic_ncsa_auth %2$s/basic
            auth_param basic realm Squid
            auth_param basic children 1 startup=1
            acl known proxy_auth REQUIRED
            http_access allow known
            http_access deny all
            access_log none
            cache_log %2$s/cache.log
            pid_filename %2$s/squid.pid
            coredump_dir %2$s
            shutdown_lifetime 0 seconds
            visible_hostname squid.test
            hosts_file none
            pinger_enable off
            netdb_filename none
            """.formatted(port, folder, HELPERS));
        try (var squid = Peers.require("squid").start(folder, Map.of(), "-N", "-f", folder.resolve("squid.conf").toString())) {
            await(port, squid);
            assertThat(statuses(port, credentials("right", Scheme.DIGEST), 3)).containsExactly(407, 502, 502, 502);
            assertThat(statuses(port, credentials("right", Scheme.BASIC), 3)).as("Basic is said at once where it was asked for").containsExactly(502, 502, 502);
            assertThat(expectations.all().values()).extracting(Expectations.Expectation::words).containsExactly("wants digest, basic");
            assertThat(failure(port, credentials("wrong", Scheme.DIGEST))).isEqualTo(HopFailure.REJECTED);
            assertThat(failure(port, credentials("right", Scheme.NTLM))).isEqualTo(HopFailure.NO_COMMON_SCHEME);
            assertThat(failure(port, HopCredentials.NONE)).isEqualTo(HopFailure.NO_CREDENTIALS);
        }
    }

    private static HopCredentials credentials(String password, Scheme scheme) {
        return new HopCredentials("branch7", "", new Password(password), List.of(scheme), HopCredentials.Unchallenged.REFUSE, HopCredentials.As.SERVICE, false);
    }

    private static void await(int port, RunningPeer squid) {
        for (int i = 0; i < 1000; i++) {
            assertThat(squid.isAlive()).as(squid::printed).isTrue();
            try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(probe.isConnected()).isTrue();
                return;
            } catch (IOException notYet) {
                LockSupport.parkNanos(20_000_000);
            }
        }
        throw new AssertionError("squid did not open its port: " + squid.printed());
    }

    /** The statuses of some requests, one after the other on one connection, with what they took to prove ourselves. */
    private List<Integer> statuses(int port, HopCredentials credentials, int requests) throws IOException {
        var statuses = new ArrayList<Integer>();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port); var proof = new HopProof()) {
            socket.setSoTimeout(20_000);
            for (int i = 0; i < requests; i++) {
                var failure = exchange(socket, proof, credentials, statuses);
                assertThat(failure).isNull();
            }
        }
        return statuses;
    }

    private HopFailure failure(int port, HopCredentials credentials) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port); var proof = new HopProof()) {
            socket.setSoTimeout(20_000);
            return Objects.requireNonNull(exchange(socket, proof, credentials, new ArrayList<>()));
        }
    }

    /** Port 9 of the machine is closed: a request that is let through is answered 502 or 503. */
    private @Nullable HopFailure exchange(Socket socket, HopProof proof, HopCredentials credentials, List<Integer> statuses) throws IOException {
        var request = new HopRequest("GET", "http://127.0.0.1:9/");
        var responder = new Responder(new Hop("hq", new HostPort("127.0.0.1", socket.getPort()), false), credentials, budget, expectations, null,
            Clock.systemUTC(), new SecureRandom());
        for (var step = responder.begin(proof, request); ; ) {
            var field = step instanceof HopStep.Prove prove ? "Proxy-Authorization: " + prove.fieldValue() + "\r\n" : "";
            socket.getOutputStream().write("GET http://127.0.0.1:9/ HTTP/1.1\r\nHost: 127.0.0.1:9\r\n%s\r\n".formatted(field).getBytes(ISO_8859_1));
            var head = answer(socket);
            statuses.add(head.status() == 503 ? 502 : head.status());
            step = head.status() == 407
                ? responder.challenged(proof, request, Challenge.parse(head.headers().all(FieldName.PROXY_AUTHENTICATE)))
                : responder.answered(proof, head);
            if (step instanceof HopStep.Fail(var failure, _)) return failure;
            if (step instanceof HopStep.NothingNeeded) return null;
        }
    }

    private static ResponseHead answer(Socket socket) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            assertThat(next).as("squid closed the connection after: " + bytes.toString(ISO_8859_1)).isNotNegative();
            bytes.write(next);
        }
        var head = ((Scanned.Complete<ResponseHead>) new HeadScanner(HeadLimits.INITIAL).response(bytes.toByteArray(), 0, bytes.size())).head();
        socket.getInputStream().skipNBytes(Long.parseLong(head.headers().first(FieldName.CONTENT_LENGTH).orElse("0")));
        return head;
    }
}
