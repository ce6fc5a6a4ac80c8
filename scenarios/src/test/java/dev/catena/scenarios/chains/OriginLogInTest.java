// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.chains.NtlmPeer.Role;
import dev.catena.scenarios.chains.NtlmPeer.Served;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Ending;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users who log in to an origin by NTLM, through one proxy and through two: a connection they proved is theirs alone. */
class OriginLogInTest {
    private static final String CACHEABLE = "< Cache-Control: public, max-age=60";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(ints = {1, 2})
    void a_proven_connection_serves_its_user_and_nobody_else(int proxies, Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, CACHEABLE);
        stage.origin("origin.test", peer);
        var curl = new Curl(stage, proxies(stage, proxies));

        assertThat(get(curl, "alice", "http://origin.test/1", "http://origin.test/2")).isEqualTo("alicealice");
        assertThat(get(curl, "bob", "http://origin.test/1", "http://origin.test/2")).isEqualTo("bobbob");
        assertThat(curl.run("-o", "page", "-w", "%{http_code}", "http://origin.test/1").out()).isEqualTo("401");

        assertThat(peer.served()).extracting(Served::proven).containsExactly("alice", "alice", "bob", "bob");
        assertThat(peer.served()).extracting(Served::connection).as("one connection a user").satisfies(numbers -> {
            assertThat(numbers.get(0)).isEqualTo(numbers.get(1)).isNotEqualTo(numbers.get(2));
            assertThat(numbers.get(2)).isEqualTo(numbers.get(3));
        });
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(ints = {1, 2})
    void an_upload_arrives_once_and_whole(int proxies, Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, "< Cache-Control: no-store");
        stage.origin("origin.test", peer);
        var curl = new Curl(stage, proxies(stage, proxies));

        assertThat(curl.run("--ntlm", "-u", "alice:alice-pw", "-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("alice");

        assertThat(peer.served()).extracting(Served::body).containsExactly(7L);
    }

    @Scenario
    void a_tunnel_needs_no_care(Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, CACHEABLE);
        stage.origin("origin.test", peer);
        var curl = new Curl(stage, proxies(stage, 1));

        assertThat(curl.run("-p", "--ntlm", "-u", "alice:alice-pw", "http://origin.test/").succeeded().out()).isEqualTo("alice");
    }

    @Scenario
    void the_challenge_says_that_the_connection_will_not_be_shared(Stage stage) {
        stage.origin("origin.test", new NtlmPeer(Role.ORIGIN, CACHEABLE));
        var proxy = proxies(stage, 1);

        proxy.client("""
            > GET http://origin.test/
            < 401
            < WWW-Authenticate: NTLM
            < Proxy-Support: Session-Based-Authentication
            < Connection: Proxy-Support
            """);
    }

    @Scenario
    void who_stays_on_the_connection_stays_the_user_and_other_origins_go_their_own_way(Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, CACHEABLE);
        stage.origin("origin.test", peer);
        stage.origin("other.test").always("< 200 OK\n< Cache-Control: max-age=60\n<\n< other");
        var proxy = proxies(stage, 1);
        var alice = new NtlmUser("alice", proxy.raw());

        assertThat(alice.logIn("GET http://origin.test/1").text()).isEqualTo("alice");
        assertThat(alice.ask("GET http://other.test/").text()).isEqualTo("other");
        assertThat(alice.ask("GET http://origin.test/2").text()).isEqualTo("alice");
        assertThat(alice.ask("GET http://other.test/").field("Cache-Status")).contains("hit");
        assertThat(proxy.raw().ask("GET http://origin.test/2 HTTP/1.1\nHost: origin.test\n\n").status()).isEqualTo(401);
    }

    @Scenario
    void the_origin_ends_the_connection_and_the_client_begins_anew(Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, CACHEABLE);
        var origin = stage.origin("origin.test", peer);
        var proxy = proxies(stage, 1);
        var raw = proxy.raw();
        new NtlmUser("alice", raw).logIn("GET http://origin.test/1");

        origin.connections().forEach(connection -> connection.close());

        assertThat(raw.awaitEnding()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void the_client_ends_its_connection_and_the_proven_one_goes_too(Stage stage) {
        var origin = stage.origin("origin.test", new NtlmPeer(Role.ORIGIN, CACHEABLE));
        var proxy = proxies(stage, 1);
        var raw = proxy.raw();
        new NtlmUser("alice", raw).logIn("GET http://origin.test/1");

        raw.close();

        assertThat(origin.connections().getFirst().awaitEnding()).isEqualTo(Ending.CLOSED);
    }

    @Scenario
    void an_old_client_that_keeps_its_connection_logs_in_as_well(Stage stage) {
        var peer = new NtlmPeer(Role.ORIGIN, CACHEABLE);
        stage.origin("origin.test", peer);
        var proxy = proxies(stage, 1);
        var alice = new NtlmUser("alice", proxy.raw(), "HTTP/1.0", "Proxy-Connection: keep-alive\n");

        assertThat(alice.logIn("GET http://origin.test/1").text()).isEqualTo("alice");
        assertThat(alice.ask("GET http://origin.test/2").text()).isEqualTo("alice");
    }

    private static String get(Curl curl, String user, String... urls) {
        var arguments = new ArrayList<>(List.of("--ntlm", "-u", user + ":" + NtlmPeer.password(user)));
        arguments.addAll(List.of(urls));
        return curl.run(arguments.toArray(String[]::new)).succeeded().out();
    }

    private static Proxy proxies(Stage stage, int count) {
        if (count == 1) return stage.proxy("threads: 1");
        var headOffice = Chain.headOffice(stage, "ntlm");
        return stage.proxy(Chain.asking(stage, "ntlm", headOffice.address().getPort()));
    }
}
