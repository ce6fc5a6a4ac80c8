// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.RawClient;
import java.util.stream.IntStream;

/** Members that do not agree on who they are to each other: error 12201, which names the member. */
class DisagreementTest {
    @Scenario
    void schemes_that_have_nothing_in_common(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< delivered");
        var members = Members.disagreeing(stage, "", Members.credentials(stage, "ntlm", Members.PASSWORD), Members.credentials(stage, "digest", Members.PASSWORD));
        members.awaitAll(2);
        var pages = IntStream.range(0, 20).mapToObj(i -> members.get(0, "http://origin.test/" + i).text()).toList();
        assertThat(pages).filteredOn(page -> page.equals("delivered")).isNotEmpty();
        assertThat(pages).filteredOn(page -> !page.equals("delivered")).isNotEmpty()
            .allSatisfy(page -> assertThat(page).contains("12201/no-common-scheme", "branch (127.0.0.1:", "offers digest", "may use ntlm"));
        assertThat(members.proxies.getFirst().doctor("")).as("what the doctor finds before a user does")
            .anySatisfy(check -> assertThat(check.toString()).contains("branch (127.0.0.1:", "12201/no-common-scheme"));
    }

    @Scenario
    void whoever_is_no_member_is_not_let_in_where_members_are(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< delivered");
        var members = Members.of(stage, 2, "");
        try (var client = RawClient.connect(members.door(0))) {
            var answer = client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nConnection: close\n\n");
            assertThat(answer.status()).isEqualTo(407);
            assertThat(answer.field("Proxy-Authenticate")).isEqualTo("NTLM");
        }
    }
}
