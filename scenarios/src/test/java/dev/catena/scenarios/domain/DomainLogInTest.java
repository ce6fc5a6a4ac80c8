// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Peers;
import dev.catena.testkit.RawClient;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who of the domain may pass, and what the domain is spared. */
class DomainLogInTest {
    /** An NTLM NEGOTIATE_MESSAGE as curl sends it. */
    private static final String FIRST_LEG = "TlRMTVNTUAABAAAABoIIAAAAAAAAAAAAAAAAAAAAAAA=";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @CsvSource({"--proxy-ntlm, CORP\\alice", "--proxy-ntlm, alice", "--proxy-ntlm, alice@corp.test", "--proxy-basic, corp.test\\ALICE", "--proxy-basic, alice"})
    void however_alice_writes_her_name_she_is_one_person_in_her_groups(String scheme, String name, Stage stage) {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("ntlm, basic"), corp.winbind(), corp.directory(), Corp.onlyStaff());

        assertThat(code(stage, proxy, scheme, "-U", name + ":" + DomainAccount.ALICE.password())).isEqualTo("200");
        assertThat(proxy.log(scheme.equals("--proxy-ntlm") ? 2 : 1).getLast().get("user").toString()).isEqualToIgnoringCase("CORP\\alice");
    }

    @Scenario
    void rules_ask_for_groups_and_who_is_in_none_of_them_is_refused(Stage stage) {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("anonymous, ntlm"), corp.winbind(), corp.directory(), Corp.onlyStaff());

        assertThat(code(stage, proxy)).as("the anonymous user may yet be somebody").isEqualTo("407");
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.BOB))).isEqualTo("403");
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", DomainAccount.DISABLED.full() + ":" + DomainAccount.DISABLED.password())).isEqualTo("407");
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
    }

    @Scenario
    void the_primary_group_counts_and_routes_ask_for_groups_too(Stage stage) throws IOException {
        var corp = Corp.of(stage);
        origin(stage);
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        var proxy = stage.proxy(corp.listener("ntlm"), corp.winbind(), corp.directory(), """
            upstreams: [{name: hq, members: ['127.0.0.1:%d'], credentials: none}]
            routes:
            - {name: contractors, match: {group: Contractors}, to: hq}
            - {name: people, match: {group: 'corp\\domain users'}, to: direct}
            - {name: rest, to: hq}
            """.formatted(closed));

        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.BOB))).as("sent to an upstream that is down").startsWith("50");
    }

    @Scenario
    void a_ticket_leads_to_the_same_person_in_the_same_groups(Stage stage) {
        var corp = Corp.of(stage);
        var domain = corp.domain();
        origin(stage);
        var proxy = stage.proxy(corp.listener("negotiate"), corp.directory(),
            "identity: {keytab: %s}".formatted(domain.keytab(DomainAccount.PROXY)), Corp.onlyStaff());

        for (var account : List.of(DomainAccount.ALICE, DomainAccount.BOB)) {
            var code = Peers.require("curl").run(Duration.ofSeconds(20), stage.folder(), domain.environment(account), "-sS", "-x",
                "http://proxy.corp.test:" + proxy.address().getPort(), "--proxy-negotiate", "-U", ":", "-o", "page", "-w", "%{http_code}",
                proxy.spelled("http://origin.test/")).out();
            assertThat(code).isEqualTo(account == DomainAccount.ALICE ? "200" : "403");
        }
        assertThat(proxy.log(2)).extracting(line -> line.get("user")).contains("CORP\\alice", "CORP\\bob");
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"ldaps", "ldap"})
    void without_winbind_the_directory_judges_passwords(String url, Stage stage) {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("basic"), corp.directory(url + "://" + WindowsDomain.CONTROLLER), Corp.onlyStaff());

        assertThat(code(stage, proxy, "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
        assertThat(code(stage, proxy, "-U", "alice@corp.test:" + DomainAccount.ALICE.password())).isEqualTo("200");
        assertThat(code(stage, proxy, "-U", Corp.right(DomainAccount.BOB))).isEqualTo("403");
        assertThat(code(stage, proxy, "-U", "alice:guessed")).isEqualTo("407");
        assertThat(code(stage, proxy, "-U", "alice:")).as("a bind with an empty password proves nothing").isEqualTo("407");
        assertThat(code(stage, proxy, "-U", "OTHER\\alice:" + DomainAccount.ALICE.password())).isEqualTo("407");
        assertThat(code(stage, proxy, "-U", "alic*:" + DomainAccount.ALICE.password())).isEqualTo("407");
        assertThat(proxy.log(7)).extracting(line -> line.get("user")).startsWith("CORP\\alice", "CORP\\alice", "CORP\\bob");
    }

    @Scenario
    void a_directory_that_is_down_refuses_what_hangs_on_groups_and_nothing_else(Stage stage) {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("ntlm"), corp.winbind(), corp.directory("ldaps://127.0.0.1:1"), """
            policy:
            - {name: alice, match: {user: 'CORP\\alice'}, do: allow}
            - {name: contractors, match: {group: Contractors}, do: deny}
            - {name: rest, match: any, do: allow}
            """);

        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
        var refused = new Curl(stage, proxy).run("-i", "--proxy-ntlm", "-U", Corp.right(DomainAccount.BOB), "http://origin.test/").out();
        assertThat(refused).contains("HTTP/1.1 503 ").contains("12612").contains("contractors").contains("the directory cannot be asked");
    }

    @Scenario
    void a_hundred_clients_that_begin_and_walk_away_delay_nobody(Stage stage) {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("ntlm"), corp.winbind());
        var begun = IntStream.range(0, 100).mapToObj(_ -> proxy.raw()).toList();
        begun.forEach(client -> assertThat(firstLeg(client)).startsWith("NTLM "));

        assertThat(proxy.metric("domain.verdicts.total") + proxy.metric("domain.helper.starts.total")).as("nobody was asked").isZero();
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
        proxy.expect("domain.verdicts.total", 1);
        proxy.expect("domain.helper.starts.total", 1);
        begun.subList(0, 50).forEach(RawClient::close);
    }

    @Scenario
    void guesses_from_many_addresses_at_once_do_not_lock_the_account(Stage stage) throws IOException {
        var corp = Corp.of(stage);
        var domain = corp.domain();
        domain.unlock(DomainAccount.CAROL);
        origin(stage);
        var proxy = stage.proxy(corp.listener("ntlm, basic"), corp.winbind());

        var config = Files.writeString(stage.folder().resolve("guesses"), IntStream.range(0, 40)
            .mapToObj(i -> "next\nurl = %s\nproxy = %s\nproxy-%s\nproxy-user = \"%s:guess-%d\"\ninterface = 127.0.0.%d\noutput = /dev/null\n".formatted(
                proxy.spelled("http://origin.test/"), proxy.url(), i % 2 == 0 ? "ntlm" : "basic",
                i % 3 == 0 ? "CORP\\\\carol" : i % 3 == 1 ? "carol" : "carol@corp.test", i, 10 + i))
            .collect(Collectors.joining()).substring("next\n".length()));
        new Curl(stage, proxy).run(Duration.ofSeconds(60), "-Z", "--parallel-immediate", "--parallel-max", "40", "-K", config.toString());

        assertThat(domain.badPasswords(DomainAccount.CAROL)).isBetween(1, 4);
        assertThat(domain.isLockedOut(DomainAccount.CAROL)).isFalse();
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.CAROL))).as("her account is spared for the rest of the window").isEqualTo("429");
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE))).isEqualTo("200");
        stage.clock().advance(Duration.ofMinutes(30));
        assertThat(code(stage, proxy, "--proxy-ntlm", "-U", Corp.right(DomainAccount.CAROL))).isEqualTo("200");
        domain.unlock(DomainAccount.CAROL);
    }

    @Scenario
    void thirty_transfers_at_once_of_one_user_all_arrive(Stage stage) throws IOException {
        var corp = Corp.of(stage);
        origin(stage);
        var proxy = stage.proxy(corp.listener("ntlm"), corp.winbind(), corp.directory(), Corp.onlyStaff());
        var config = Files.writeString(stage.folder().resolve("transfers"), IntStream.range(0, 30)
            .mapToObj(i -> "url = %s\noutput = %d.got\n".formatted(proxy.spelled("http://origin.test/"), i)).collect(Collectors.joining()));

        new Curl(stage, proxy).run(Duration.ofSeconds(60), "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE), "-Z", "--parallel-immediate",
            "--parallel-max", "30", "-f", "-K", config.toString()).succeeded();
        assertThat(IntStream.range(0, 30).mapToObj(i -> stage.folder().resolve(i + ".got"))).allSatisfy(got -> assertThat(got).hasContent("hello"));
        assertThat(proxy.metric("directory.questions.total")).as("one question for all of them, or a few").isLessThan(30);
    }

    private static void origin(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< hello"));
    }

    private static String firstLeg(RawClient client) {
        var answer = client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nProxy-Authorization: NTLM %s\n\n".formatted(FIRST_LEG));
        return answer.field("Proxy-Authenticate");
    }

    private static String code(Stage stage, Proxy proxy, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-o", "page", "-w", "%{http_code}", "http://origin.test/"));
        return new Curl(stage, proxy).run(all.toArray(String[]::new)).out();
    }
}
