// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.chains.NtlmPeer.Role;
import dev.catena.scenarios.chains.NtlmPeer.Served;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Ending;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code as: pass-through}: clients log in to the head office themselves, through a branch that asks nobody. */
class PassThroughTest {
    private static final BigBody UPLOAD = new BigBody(13, 1024 * 1024);

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-ntlm", "--proxy-anyauth"})
    void every_scheme_reaches_the_head_office_for_pages_uploads_and_tunnels(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = headOffice(stage, "basic, digest, ntlm");
        var curl = new Curl(stage, branch(stage, headOffice.address().getPort()));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();

        assertThat(curl.run(scheme, "-U", "alice:alice-pw", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run(scheme, "-U", "alice:alice-pw", "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", scheme, "-U", "bob:bob-pw", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("407");
        assertThat(curl.run(scheme, "-U", "alice:guessed", "-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("407");

        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "GET 0:00000000");
        Patience.until("three log-ins in the log of the head office", Patience.USUAL,
            () -> headOffice.log(5).stream().filter(line -> Long.valueOf(200).equals(line.get("status"))).count() == 3);
        assertThat(headOffice.log(5)).filteredOn(line -> ((Number) line.get("status")).intValue() == 200)
                .extracting(line -> line.get("user")).containsExactly("alice", "alice", "bob");
    }

    @Scenario
    void a_proven_connection_is_not_given_to_the_next_client(Stage stage) {
        var peer = new NtlmPeer(Role.UPSTREAM, "< Cache-Control: no-store");
        var branch = branch(stage, stage.origin("hq.test", peer).port());
        var alice = new NtlmUser("alice", branch.raw()).atUpstream();
        var bob = new NtlmUser("bob", branch.raw()).atUpstream();

        assertThat(alice.logIn("GET http://origin.test/").text()).isEqualTo("alice");
        assertThat(branch.raw().ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n").status()).isEqualTo(407);
        assertThat(bob.logIn("GET http://origin.test/").text()).isEqualTo("bob");
        assertThat(alice.ask("GET http://another.test/").text()).isEqualTo("alice");
        assertThat(alice.ask("POST http://origin.test/").text()).isEqualTo("alice");
        assertThat(bob.ask("GET http://origin.test/").text()).isEqualTo("bob");

        assertThat(peer.served()).allSatisfy(served -> assertThat(served.proven()).isEqualTo(served.owner()));
        assertThat(peer.served()).extracting(Served::proven).containsExactly("alice", "bob", "alice", "alice", "bob");
    }

    @Scenario
    void a_tunnel_opens_on_the_connection_that_was_challenged(Stage stage) {
        var peer = new NtlmPeer(Role.UPSTREAM, "< Cache-Control: no-store");
        var branch = branch(stage, stage.origin("hq.test", peer).port());
        var alice = new NtlmUser("alice", branch.raw()).atUpstream();

        assertThat(alice.logIn("CONNECT origin.test:443").status()).isEqualTo(200);

        assertThat(peer.served()).extracting(Served::proven).containsExactly("alice");
        assertThat(alice.client().awaitEnding()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void both_connections_end_together(Stage stage) {
        var hq = stage.origin("hq.test", new NtlmPeer(Role.UPSTREAM, "< Cache-Control: no-store"));
        var branch = branch(stage, hq.port());
        var alice = new NtlmUser("alice", branch.raw()).atUpstream();
        alice.logIn("GET http://origin.test/");

        hq.connections().getFirst().close();

        assertThat(alice.client().awaitEnding()).isEqualTo(Ending.CLOSED);
    }

    private static Proxy headOffice(Stage stage, String schemes) {
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with("alice", "alice-pw").with("bob", "bob-pw");
        return stage.proxy("name: head-office", accounts.yaml(), Chain.listener(schemes));
    }

    private static Proxy branch(Stage stage, int port) {
        return stage.proxy(Chain.asking("{as: pass-through}", "none", port));
    }
}
