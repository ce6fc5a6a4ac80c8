// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Json;

/** {@code as: user-header}: the branch logs in by its own account and names its user; the head office believes the branch, and nobody else. */
class UserHeaderTest {
    private static final String TRUSTING = "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [basic, ntlm], trust-user-header: {from: [%s]}}]"
            .formatted(Chain.USER);
    private static final String RULES = """
            policy:
            - {name: staff, match: {user: [alice, 'Jürgen Öz']}, do: allow}
            - {name: others, match: any, do: deny}
            """;

    @Scenario
    void both_names_are_in_the_log_of_the_head_office_and_the_users_decides(Stage stage) {
        var origin = stage.origin("origin.test");
        origin.always("< 200 OK\n< Cache-Control: no-store\n<\n< delivered");
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with(Chain.USER, Chain.PASSWORD).with("alice", "alice-pw").with("bob", "bob-pw");
        var headOffice = stage.proxy("name: head-office", accounts.yaml(), TRUSTING, RULES);
        var branch = stage.proxy(Chain.asking(Chain.credentials(stage, "ntlm", Chain.PASSWORD, "as: user-header"), "none", headOffice.address().getPort()),
                accounts.yaml(), Chain.listener("basic"));
        var curl = new Curl(stage, branch);

        assertThat(curl.run("-U", "alice:alice-pw", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-U", "alice:alice-pw", "-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-U", "bob:bob-pw", "-H", "X-Forwarded-User: alice", "-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("403");

        assertThat(headOffice.log(6)).filteredOn(line -> line.get("vouched_by") != Json.NULL)
                .extracting(line -> line.get("user") + " by " + line.get("vouched_by")).contains("alice by branch7", "bob by branch7").hasSizeGreaterThanOrEqualTo(3);
        assertThat(origin.requests()).noneMatch(request -> request.has("X-Forwarded-User"));
    }

    @Scenario
    void from_somebody_else_the_field_counts_for_nothing(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< delivered");
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with(Chain.USER, Chain.PASSWORD).with("bob", "bob-pw");
        var headOffice = stage.proxy("name: head-office", accounts.yaml(), TRUSTING, RULES);
        var curl = new Curl(stage, headOffice);

        assertThat(curl.run("-U", "bob:bob-pw", "-H", "X-Forwarded-User: alice", "-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("403");
        assertThat(curl.run("-U", Chain.USER + ":" + Chain.PASSWORD, "-H", "X-Forwarded-User: J%C3%BCrgen%20%C3%96z", "http://origin.test/").succeeded().out())
                .isEqualTo("delivered");
        for (var broken : new String[] {"%", "%zz", "alice%0d", "CORP\\", "%FF"}) {
            assertThat(curl.run("-U", Chain.USER + ":" + Chain.PASSWORD, "-H", "X-Forwarded-User: " + broken, "-o", "page", "-w", "%{http_code}",
                "http://origin.test/").out()).as(broken).isEqualTo("403");
        }
    }
}
