// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.chains.Deliveries;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.domain.AuthenticatingSquid;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.SquidMode;
import dev.catena.testkit.domain.WindowsDomain;
import java.util.Map;

/**
 * The story error 12201 is known from (Microsoft Q177063): a branch has to log in by encrypted credentials at a head office that lets everybody
 * in. The remedy is at the head office, and nothing at the branch is touched for it.
 */
class StoryTest {
    private static final String SENTENCE = "A chained proxy server or array member requires proxy-to-proxy authentication. "
        + "Please contact your server administrator.";
    private static final Map<String, String> HOSTS = Map.of("origin.test", "127.0.0.1");

    @Scenario
    void a_squid_that_begins_to_ask_ends_the_error(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var domain = WindowsDomain.shared();
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("anonymous"), HOSTS)) {
            var branch = stage.proxy(Office.inDomain(domain),
                Office.asking(Office.credentials(stage, "negotiate, ntlm", DomainAccount.CHAIN.password()), squid.port()));
            var curl = new Curl(stage, branch);

            assertThat(curl.run("-i", "-H", "Accept: text/html", "-d", "order=1", "http://origin.test/").out())
                .startsWith("HTTP/1.1 502 ").contains("12201/unchallenged", SENTENCE);
            assertThat(curl.run("-i", "-p", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/unchallenged");
            assertThat(deliveries.received()).as("the order was not placed").isEmpty();

            squid.become(SquidMode.parse("ntlm"));

            assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).as(squid::said).isEqualTo("delivered");
            assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(deliveries.received()).hasSize(2);
            assertThat(squid.log()).filteredOn(line -> line.startsWith(DomainAccount.CHAIN.full() + " 200 ")).isNotEmpty();

            squid.become(SquidMode.parse("anonymous"));
            assertThat(curl.run("-i", "-d", "order=2", "http://origin.test/").out()).as("and back again").contains("12201/unchallenged");
            assertThat(deliveries.received()).hasSize(2);
        }
    }

    @Scenario
    void a_catena_that_begins_to_ask_ends_the_error(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var account = DomainAccount.CHAIN;
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with(account.name(), account.password()).yaml();
        var headOffice = stage.proxy("name: head-office", accounts, Office.listener("anonymous"));
        var branch = stage.proxy("dns: {hosts: {hq.corp.test: 127.0.0.1}}",
            Office.asking(Office.credentials(stage, "ntlm, digest", account.password()), headOffice.address().getPort()));
        var curl = new Curl(stage, branch);

        assertThat(curl.run("-i", "-H", "Accept: text/html", "-d", "order=1", "http://origin.test/").out())
            .startsWith("HTTP/1.1 502 ").contains("12201/unchallenged", SENTENCE);
        assertThat(deliveries.received()).isEmpty();

        headOffice.reload("name: head-office", accounts, Office.listener("ntlm"));

        assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).hasSize(1);
    }

    /** Whoever lets everybody in, but verifies who says something, leaves the choice to us: we are not challenged, so we say so. */
    @Scenario
    void an_upstream_that_would_verify_but_never_asks_is_told_of_too(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var domain = WindowsDomain.shared();
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("optional ntlm"), HOSTS)) {
            var branch = stage.proxy(Office.inDomain(domain),
                Office.asking(Office.credentials(stage, "ntlm", DomainAccount.CHAIN.password()), squid.port()));

            assertThat(new Curl(stage, branch).run("-i", "-d", "order=1", "http://origin.test/").out()).contains("12201/unchallenged");
        }
    }
}
