// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error 12201, in its causes: the client reads what is wrong between the proxies, and is never asked for a password of theirs. */
class DisagreementTest {
    private static final String SENTENCE = "A chained proxy server or array member requires proxy-to-proxy authentication. "
            + "Please contact your server administrator.";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"digest", "ntlm"})
    void a_proof_that_nobody_asks_for_is_an_error_and_nothing_is_executed(String scheme, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "anonymous");
        var curl = new Curl(stage, branch(stage, headOffice, Chain.credentials(stage, scheme, Chain.PASSWORD, "")));

        assertRefused("unchallenged", curl.run("-i", "-H", "Accept: text/html", "-d", "order=1", "http://origin.test/").out());
        assertThat(deliveries.received()).as("the order was not placed").isEmpty();

        assertRefused("unchallenged", curl.run("-i", "-H", "Accept: text/html", "http://origin.test/").out());
        assertRefused("unchallenged", curl.run("-i", "http://origin.test/").out());
        var tunnel = curl.run("-i", "-p", "http://origin.test/");
        assertThat(tunnel.exit()).isEqualTo(56);
        assertThat(tunnel.out()).startsWith("HTTP/1.1 502 ").contains("12201/unchallenged");
    }

    @Scenario
    void whoever_says_continue_goes_on_without_a_proof(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "anonymous");
        var curl = new Curl(stage, branch(stage, headOffice, Chain.credentials(stage, "ntlm", Chain.PASSWORD, "unchallenged: continue")));

        assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).hasSize(3);
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"ntlm, no-credentials, ''", "'digest, basic', no-credentials, ''", "basic, no-common-scheme, ntlm", "ntlm, no-common-scheme, basic"})
    void where_there_is_nothing_to_say_the_page_tells_what_was_asked(String offered, String cause, String allowed, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, offered);
        var curl = new Curl(stage, branch(stage, headOffice, allowed.isEmpty() ? "none" : Chain.credentials(stage, allowed, Chain.PASSWORD, "")));

        assertRefused(cause, curl.run("-i", "http://origin.test/").out());
        assertRefused(cause, curl.run("-i", "-d", "order=1", "http://origin.test/").out());
        assertThat(curl.run("-i", "-p", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/" + cause);
        assertThat(deliveries.received()).isEmpty();
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"basic", "digest", "ntlm"})
    void a_password_that_was_refused_is_not_tried_again(String scheme, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, scheme);
        var branch = branch(stage, headOffice, Chain.credentials(stage, scheme, "guessed", ""));
        var curl = new Curl(stage, branch);

        for (var request : List.of(List.of("http://origin.test/"), List.of("-d", "order=1", "http://origin.test/"), List.of("http://origin.test/"))) {
            var arguments = new ArrayList<>(List.of("-i"));
            arguments.addAll(request);
            assertRefused("rejected", curl.run(arguments.toArray(String[]::new)).out());
        }

        assertThat(deliveries.received()).isEmpty();
        branch.log(3);
        assertThat(headOffice.log(3)).filteredOn(DisagreementTest::isWrongPassword).as("what counts against the account").hasSize(1);
    }

    @Scenario
    void a_handshake_that_is_broken_off_is_told_as_such(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var half = stage.origin("half.test", exchange -> {
            if (exchange.request().has("Proxy-Authorization")) {
                exchange.close();
            } else {
                exchange.answer("< 407 Proxy Authentication Required\n< Proxy-Authenticate: NTLM\n<\n< who are you?");
            }
        });
        var branch = stage.proxy(Chain.asking(stage, "ntlm", half.port()));
        var curl = new Curl(stage, branch);

        assertRefused("handshake", curl.run("-i", "http://origin.test/").out());
        assertRefused("handshake", curl.run("-i", "-d", "order=1", "http://origin.test/").out());
        assertThat(half.requests()).extracting(request -> request.method()).doesNotContain("POST");
    }

    private static boolean isWrongPassword(Map<String, Object> line) {
        return line.get("error") instanceof Map<?, ?> error && String.valueOf(error.get("cause")).contains("password");
    }

    private static Proxy branch(Stage stage, Proxy headOffice, String credentials) {
        return stage.proxy(Chain.asking(credentials, "none", headOffice.address().getPort()));
    }

    private static void assertRefused(String cause, String answer) {
        assertThat(answer).startsWith("HTTP/1.1 502 ")
                .contains("Proxy-Status: branch; error=proxy_configuration_error; details=\"12201/" + cause)
                .contains(SENTENCE)
                .doesNotContainIgnoringCase("Proxy-Authenticate:");
    }
}
