// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Json;
import dev.catena.testkit.Ports;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doctor finds error 12201 before a user does, in the words the user would read, and without harm. */
class DoctorTest {

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"anonymous, ntlm, unchallenged", "anonymous, digest, unchallenged", "ntlm, none, no-credentials", "'digest, basic', none, no-credentials",
        "basic, ntlm, no-common-scheme", "ntlm, basic, no-common-scheme"})
    void it_says_what_a_user_would_read(String offered, String allowed, String cause, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, offered);
        var branch = branch(stage, allowed.equals("none") ? "none" : Chain.credentials(stage, allowed, Chain.PASSWORD, ""), headOffice);

        var found = upstream(branch, "");
        assertThat(found).containsEntry("result", "failure").containsEntry("reference", "12201/" + cause);
        assertThat(deliveries.received()).as("the question went no further").isEmpty();
        var page = new Curl(stage, branch).run("-H", "Accept: application/json", "http://origin.test/").out();
        assertThat(Json.object(page)).containsEntry("code", found.get("reference")).containsEntry("detail", found.get("sentence"))
                .containsEntry("remedy", found.get("remedy"));
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"basic", "digest", "ntlm"})
    void it_logs_in_and_tells_each_leg(String scheme, Stage stage) {
        var branch = branch(stage, Chain.credentials(stage, scheme, Chain.PASSWORD, ""), Chain.headOffice(stage, "ntlm, digest, basic"));

        var found = upstream(branch, "");
        assertThat(found).containsEntry("result", "ok").containsEntry("sentence", "takes this proxy's log-in by " + scheme);
        assertThat(details(found)).contains("it offers: ntlm, digest, basic").anyMatch(line -> line.startsWith("asked without a proof: 407"))
                .anyMatch(line -> line.startsWith("with the proof by " + scheme));
        assertThat(upstream(branch, "")).as("again, with what was learned").containsEntry("result", "ok");
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"basic", "digest", "ntlm"})
    void a_wrong_password_is_tried_once_by_doctor_and_users_together(String scheme, Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var headOffice = Chain.headOffice(stage, scheme);
        var branch = branch(stage, Chain.credentials(stage, scheme, "guessed", ""), headOffice);

        assertThat(upstream(branch, "")).containsEntry("reference", "12201/rejected");
        assertThat(upstream(branch, "")).containsEntry("reference", "12201/rejected").extractingByKey("sentence").asString().contains("is not tried again");
        assertThat(new Curl(stage, branch).run("-i", "http://origin.test/").out()).contains("12201/rejected");

        headOffice.log(3);
        assertThat(headOffice.log(3)).filteredOn(DoctorTest::isWrongPassword).as("what counts against the account").hasSize(1);
    }

    @Scenario
    void without_a_log_in_no_password_is_shown(Stage stage) {
        var headOffice = Chain.headOffice(stage, "basic");
        var branch = branch(stage, Chain.credentials(stage, "basic", "guessed", ""), headOffice);

        assertThat(upstream(branch, "?log-in=no")).containsEntry("result", "ok").extractingByKey("sentence").asString().contains("would go by basic");
        assertThat(headOffice.log(1)).filteredOn(DoctorTest::isWrongPassword).isEmpty();
    }

    @Scenario
    void a_broken_handshake_and_an_absent_member_are_found(Stage stage) throws IOException {
        var half = stage.origin("half.test", exchange -> {
            if (exchange.request().has("Proxy-Authorization")) {
                exchange.close();
            } else {
                exchange.answer("< 407 Proxy Authentication Required\n< Proxy-Authenticate: NTLM\n<\n");
            }
        });
        var branch = stage.proxy(Chain.asking(stage, "ntlm", half.port(), Ports.free()));

        assertThat(branch.doctor("")).filteredOn("group", "upstream").extracting("reference")
                .containsExactly("12201/handshake", "12622 connection-refused");
        assertThat(half.requests()).as("harmless questions only").extracting(request -> request.method()).containsOnly("HEAD");
    }

    @Scenario
    void the_report_has_no_secret(Stage stage) {
        var branch = stage.proxy(Chain.asking(Chain.credentials(stage, "ntlm, digest, basic", Chain.PASSWORD, ""), "none",
                Chain.headOffice(stage, "basic").address().getPort(), Chain.headOffice(stage, "digest").address().getPort(),
                Chain.headOffice(stage, "ntlm").address().getPort()));

        var report = branch.doctor("").toString();
        assertThat(report).contains("by basic", "by digest", "by ntlm").doesNotContain(Chain.PASSWORD, "TlRMTVNT", "nonce", "response=")
                .doesNotContain(Base64.getEncoder().encodeToString((Chain.USER + ":" + Chain.PASSWORD).getBytes(StandardCharsets.UTF_8)));
        assertThat(branch.console("/api/v1/explain?url=http://origin.test/%3Ftoken=" + Chain.PASSWORD).text()).doesNotContain(Chain.PASSWORD);
        assertThat(branch.console("/api/v1/explain?url=http://u:" + Chain.PASSWORD + "@origin.test/").text()).doesNotContain(Chain.PASSWORD);
    }

    private static boolean isWrongPassword(Map<String, Object> line) {
        return line.get("error") instanceof Map<?, ?> error && String.valueOf(error.get("cause")).contains("password");
    }

    private static Proxy branch(Stage stage, String credentials, Proxy headOffice) {
        return stage.proxy(Chain.asking(credentials, "none", headOffice.address().getPort()));
    }

    private static Map<String, Object> upstream(Proxy branch, String query) {
        return branch.doctor(query).stream().filter(check -> check.get("group").equals("upstream")).findFirst().orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<String> details(Map<String, Object> check) {
        return (List<String>) check.get("details");
    }
}
