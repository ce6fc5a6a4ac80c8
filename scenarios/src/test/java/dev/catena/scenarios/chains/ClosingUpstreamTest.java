// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginConnection;
import dev.catena.testkit.OriginExchange;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An upstream that ends the connection with its 407, as proxies from the days of HTTP/1.0 do: the answer goes over another one. */
class ClosingUpstreamTest {
    private static final String DIGEST = "Digest realm=\"hq\", nonce=\"n1\", qop=\"auth\", algorithm=SHA-256";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"basic, 'Basic realm=\"hq\"'", "digest, '" + DIGEST + "'", "ntlm, NTLM"})
    void the_answer_to_its_challenge_goes_over_another_connection(String scheme, String challenge, Stage stage) {
        var ntlm = new NtlmPeer(NtlmPeer.Role.UPSTREAM, "< Cache-Control: no-store");
        var hq = stage.origin("hq.test", closing(challenge, scheme.equals("ntlm") ? ntlm : ClosingUpstreamTest::letIn));
        stage.origin("origin.test", new Deliveries());
        var branch = stage.proxy(Chain.asking(Chain.credentials(stage, scheme, NtlmPeer.password("branch7"), ""), "none", hq.port()));
        var curl = new Curl(stage, branch);

        assertThat(branch.doctor("")).filteredOn(check -> check.get("group").equals("upstream")).singleElement()
            .extracting(check -> check.get("sentence")).isEqualTo("takes this proxy's log-in by " + scheme);
        assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("branch7");
        assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("branch7");
        assertThat(hq.requests()).filteredOn(request -> request.method().equals("POST")).as("the order was placed once").hasSize(1);
        assertThat(hq.requests()).as("nobody asks in a circle").hasSizeLessThan(12);
    }

    @Scenario
    void one_that_calls_every_nonce_stale_and_ends_the_connection_is_given_up(Stage stage) {
        var hq = stage.origin("hq.test", exchange -> exchange.answer(asked(DIGEST + ", stale=true")));
        stage.origin("origin.test", new Deliveries());
        var curl = new Curl(stage, stage.proxy(Chain.asking(Chain.credentials(stage, "digest", Chain.PASSWORD, ""), "none", hq.port())));

        assertThat(curl.run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/handshake");
        assertThat(hq.requests()).as("nobody asks in a circle").hasSizeLessThan(10);
    }

    private static Origin.Answerer closing(String challenge, Origin.Answerer otherwise) {
        var begun = ConcurrentHashMap.<OriginConnection>newKeySet();
        return exchange -> {
            if (exchange.request().has("Proxy-Authorization")) begun.add(exchange.connection());
            if (begun.contains(exchange.connection())) otherwise.answer(exchange);
            else exchange.answer(asked(challenge));
        };
    }

    private static String asked(String challenge) {
        return "< 407 Who Are You\n< Proxy-Authenticate: %s\n< Connection: close\n<\n< asked".formatted(challenge);
    }

    private static void letIn(OriginExchange exchange) throws IOException {
        exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< branch7");
    }
}
