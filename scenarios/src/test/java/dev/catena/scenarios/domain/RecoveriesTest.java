// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.chains.Deliveries;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Patience;
import dev.catena.testkit.domain.AuthenticatingSquid;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.SquidMode;
import dev.catena.testkit.domain.WindowsDomain;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** What goes wrong in a domain and is put right again: Catena recovers by itself, or says what is wrong, and locks nobody out. */
@Timeout(120)
class RecoveriesTest {
    private static final DomainAccount CHAIN = DomainAccount.CHAIN;
    private static final String NEW_PASSWORD = "Chang3d-Passw0rd";
    private static final Map<String, String> HOSTS = Map.of("origin.test", "127.0.0.1");

    private final WindowsDomain domain = WindowsDomain.shared();

    @AfterEach
    void nobody_is_locked_out() {
        assertThat(domain.isLockedOut(CHAIN)).isFalse();
    }

    @Scenario
    void a_password_changed_in_the_domain_is_shown_once_and_the_new_one_helps(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("ntlm"), HOSTS)) {
            var branch = stage.proxy(settings(stage, "ntlm", CHAIN.password(), squid.port()));
            var curl = new Curl(stage, branch);
            domain.setPassword(CHAIN, NEW_PASSWORD);
            // Samba lets NTLM use the former password for an hour: a second change makes the first one history.
            domain.setPassword(CHAIN, NEW_PASSWORD + "!");
            int before = domain.badPasswords(CHAIN);
            try {
                for (int i = 0; i < 6; i++) {
                    assertThat(curl.run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/rejected");
                }
                assertThat(domain.badPasswords(CHAIN) - before).as("wrong passwords at the domain").isEqualTo(1);

                Office.secret(stage, NEW_PASSWORD + "!");
                branch.reload(settings(stage, "ntlm", NEW_PASSWORD + "!", squid.port()));
                assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
            } finally {
                domain.setPassword(CHAIN, CHAIN.password());
                domain.unlock(CHAIN);
            }
        }
    }

    @Scenario
    void a_controller_that_dies_and_comes_back(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("negotiate"), HOSTS)) {
            var branch = stage.proxy(settings(stage, "negotiate", CHAIN.password(), squid.port()));
            var curl = new Curl(stage, branch);
            domain.crash();
            try {
                var answer = curl.run("-i", "http://origin.test/").out();
                assertThat(answer).startsWith("HTTP/1.1 502 ").contains("12201/no-ticket");
            } finally {
                domain.restart();
            }
            awaitDelivery(stage, curl);
            assertThat(deliveries.received()).hasSize(1);
        }
    }

    /** Nobody can say whether the password is right: that is no 407, which would make a person type it again, and it is said soon. */
    @Scenario
    void clients_of_a_controller_that_dies_hear_so_and_log_in_again_when_it_is_back(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var corp = new Corp(stage, domain);
        var proxy = stage.proxy(corp.listener("ntlm"), corp.winbind());
        var curl = new Curl(stage, proxy);
        var alice = new String[] {"-i", "--proxy-ntlm", "-U", Corp.right(DomainAccount.ALICE), "http://origin.test/"};
        assertThat(curl.run(alice).succeeded().out()).endsWith("delivered");
        assertThat(domainCheck(proxy)).containsEntry("result", "ok").extractingByKey("sentence").asString().contains("judges log-ins");
        domain.crash();
        try {
            assertThat(domainCheck(proxy)).containsEntry("result", "failure").containsEntry("reference", "12612 log-in-unavailable");
            for (int i = 0; i < 3; i++) {
                assertThat(curl.run(alice).out()).as("the challenge, and no second one").containsOnlyOnce("HTTP/1.1 407 ").contains("HTTP/1.1 503 ", "12612");
            }
        } finally {
            domain.restart();
        }
        Patience.until("alice to be let in again", Duration.ofSeconds(45), () -> {
            stage.clock().advance(Duration.ofSeconds(31));
            return curl.run(alice).out().endsWith("delivered");
        });
        assertThat(domain.isLockedOut(DomainAccount.ALICE)).isFalse();
    }

    @Scenario
    void a_controller_with_another_idea_of_the_time_is_named(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("negotiate"), HOSTS)) {
            var branch = stage.proxy(settings(stage, "negotiate", CHAIN.password(), squid.port()));
            var curl = new Curl(stage, branch);
            domain.restart(Duration.ofMinutes(-20));
            try {
                assertThat(curl.run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/no-ticket")
                    .containsPattern("(?i)clock");
            } finally {
                domain.restart();
            }
            awaitDelivery(stage, curl);
        }
    }

    @Scenario
    void an_upstream_that_resets_the_last_leg_is_told_of_and_the_account_is_spared(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("ntlm"), HOSTS)) {
            var cutting = new CuttingRelay(squid.port(), 2);
            try (cutting) {
                var branch = stage.proxy(settings(stage, "ntlm", CHAIN.password(), cutting.port()));
                var curl = new Curl(stage, branch);
                assertThat(curl.run("-i", "-d", "order=1", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/handshake");
                assertThat(curl.run("-i", "-d", "order=1", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/handshake");
                assertThat(deliveries.received()).isEmpty();
                // the domain may have counted both: nobody can know, so the account is left alone for a while, and that is said
                assertThat(curl.run("-i", "-d", "order=1", "http://origin.test/").out()).contains("2 of them because the connection ended");
                stage.clock().advance(Duration.ofMinutes(31));
                assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).as("the next handshake is whole").isEqualTo("delivered");
            }
        }
        assertThat(deliveries.received()).hasSize(1);
        assertThat(domain.badPasswords(CHAIN)).isZero();
    }

    private static Map<String, Object> domainCheck(Proxy proxy) {
        return proxy.doctor("").stream().filter(check -> check.get("subject").equals("domain")).findFirst().orElseThrow();
    }

    /** The way back may take until the next attempt that is due; the test's clock brings it on. */
    private static void awaitDelivery(Stage stage, Curl curl) {
        Patience.until("the upstream to be passed again", Duration.ofSeconds(45), () -> {
            stage.clock().advance(Duration.ofSeconds(31));
            return curl.run("http://origin.test/").out().equals("delivered");
        });
    }

    private String[] settings(Stage stage, String schemes, String password, int port) {
        return new String[] {Office.inDomain(domain), Office.asking(Office.credentials(stage, schemes, password), port)};
    }
}
