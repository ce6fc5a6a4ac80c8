// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;

/** More members are no more guesses. */
class SharedLogInsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static int logIn(Proxy at, String password) {
        var pair = Base64.getEncoder().encodeToString(("alice:" + password).getBytes(UTF_8));
        try (var client = RawClient.connect(at.address(), at::spelled)) {
            return client.ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\nProxy-Authorization: Basic %s\nConnection: close\n\n".formatted(pair)).status();
        }
    }

    @Scenario
    void who_guessed_at_one_member_has_no_more_tries_at_another(Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< page"));
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with("alice", "Right-0ne!");
        var members = Members.of(stage, 2, "");
        for (int i = 0; i < 2; i++) {
            members.proxies.get(i).reload(members.yaml(i).replace("{name: clients,", "{name: clients, schemes: [basic],"), accounts.yaml(),
                "identity: {throttle: {failures: 3, delay: 5m}}");
        }
        var first = members.proxies.get(0);
        var second = members.proxies.get(1);
        assertThat(logIn(second, "Right-0ne!")).isEqualTo(200);
        for (int guess = 1; guess <= 4; guess++) assertThat(logIn(first, "guess-" + guess)).isEqualTo(407);
        assertThat(logIn(first, "guess-5")).isEqualTo(429);
        Patience.until("the other member to have heard of it", PATIENCE, () -> second.metric("log_ins_failing") > 0);

        int tries = 0;
        while (logIn(second, "guess-more-" + tries) == 407) tries++;

        assertThat(tries).as("tries at the other member, which were four by its own count").isLessThan(4);
        assertThat(logIn(second, "guess-last")).isEqualTo(429);
    }

    @Scenario
    void a_password_that_an_upstream_refused_at_one_member_is_not_tried_by_another(Stage stage) {
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with("branch", "Right-0ne!");
        var headOffice = stage.proxy("name: head-office", accounts.yaml(), "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [ntlm]}]");
        var members = Members.of(stage, 2, "resolve-first: false", """
            upstreams: [{name: hq, members: ['127.0.0.1:%d'], credentials: %s}]
            routes: [{name: internet, match: any, to: hq}]
            """.formatted(headOffice.address().getPort(), Members.credentials(stage, "ntlm", "guessed").replace("user: array", "user: branch")));
        var second = members.proxies.get(1);

        assertThat(Members.get(members.proxies.get(0), "http://origin.test/").text()).contains("12201/rejected");
        var explain = "/api/v1/explain?url=" + URLEncoder.encode("http://origin.test/", UTF_8);
        Patience.until("the other member to have heard of it", PATIENCE, () -> second.console(explain).text().contains("is not tried again"));

        assertThat(Members.get(second, "http://origin.test/").text()).contains("12201/rejected", "is not tried again before");
    }
}
