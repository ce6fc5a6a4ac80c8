// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Response;
import java.time.Duration;
import java.util.List;

/** What is set at one member holds at all of them. */
class SharedSettingsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DENIED = "policy: [{name: shared-no, match: {host: [denied.test]}, do: deny}, {name: rest, match: any, do: allow}]";

    private static Response set(Proxy at, String epoch, String text) {
        return at.command("/api/v1/array/settings?epoch=" + epoch, text);
    }

    private static void awaitAgreeing(Proxy proxy) {
        Patience.until("a majority to agree", PATIENCE, () -> {
            var status = proxy.console("/api/v1/array").text();
            return status.contains("\"hindrance\":\"\"") && !status.contains("\"leader\":\"\"");
        });
    }

    private static void awaitStatus(Proxy proxy, String url, int status) {
        Patience.until("%d for %s at %s".formatted(status, url, proxy.url()), PATIENCE, () -> Members.get(proxy, url).status() == status);
    }

    @Scenario
    void one_change_reaches_all_members_and_who_was_second_learns_both_epochs(Stage stage) {
        stage.origin("denied.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< page"));
        var members = Members.of(stage, 3, "");
        members.proxies.forEach(SharedSettingsTest::awaitAgreeing);
        for (var proxy : members.proxies) awaitStatus(proxy, "http://denied.test/", 200);

        var trial = Json.object(members.proxies.get(0).command("/api/v1/array/settings?epoch=0&try=yes", DENIED).text());
        assertThat(trial.get("changes").toString()).contains("policy: rule 'shared-no' added");
        var set = set(members.proxies.get(1), "0", DENIED);

        assertThat(set.status()).as(set.text()).isEqualTo(200);
        assertThat(Json.object(set.text()).get("epoch")).hasToString("1");
        assertThat((List<?>) Json.object(set.text()).get("members")).hasSize(3).allSatisfy(each -> assertThat(each.toString()).contains("done=true", "in force"));
        for (var proxy : members.proxies) assertThat(Members.get(proxy, "http://denied.test/").status()).isEqualTo(403);
        var second = set(members.proxies.get(2), "0", "policy: []");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.text()).contains("made from epoch 0", "epoch 1, written at 127.0.0.1:" + members.proxies.get(1).address().getPort(), "catena array settings show");
        assertThat(Members.get(members.proxies.get(0), "http://denied.test/").status()).isEqualTo(403);
        assertThat(members.proxies.get(0).console("/api/v1/array").text()).contains("\"settings\":{\"epoch\":1,");

        var late = members.join(stage);
        awaitStatus(late, "http://denied.test/", 403);
    }

    @Scenario
    void what_has_a_fault_or_is_a_machines_own_is_refused_for_all(Stage stage) {
        var members = Members.of(stage, 2, "");
        members.proxies.forEach(SharedSettingsTest::awaitAgreeing);
        var own = set(members.proxies.get(0), "0", "{listeners: [{name: x, address: '127.0.0.1:1'}], cache: {memory: 1MiB}}");
        assertThat(own.status()).isEqualTo(422);
        assertThat(own.text()).contains("shared settings, epoch 1:1:2: listeners: is each machine's own and cannot be shared", "cache.memory: is each machine's own");
        var faulty = set(members.proxies.get(0), "0", "policy: [{name: a, match: any, do: alow}]");
        assertThat(faulty.status()).isEqualTo(422);
        assertThat(faulty.text()).contains("did you mean 'allow'");
        assertThat(members.proxies.get(1).console("/api/v1/array/settings").text()).contains("\"epoch\":0");
    }

    @Scenario
    void who_cannot_go_by_them_says_why_until_it_can(Stage stage) {
        var members = Members.of(stage, 2, "");
        members.proxies.forEach(SharedSettingsTest::awaitAgreeing);
        var known = "upstreams: [{name: up, members: ['127.0.0.1:9']}]";
        assertThat(members.proxies.get(0).reload(members.yaml(0), known)).contains("'up' added");

        var set = set(members.proxies.get(0), "0", "routes: [{name: all, match: any, to: up, backup: direct}]");
        assertThat(set.status()).as(set.text()).isEqualTo(200);
        assertThat(set.text()).contains("\"words\":\"in force\"", "\"done\":false,\"words\":\"cannot: epoch 1: shared settings, epoch 1:1:");
        assertThat(members.proxies.get(0).console("/api/v1/array").text()).contains("\"trouble\":\"epoch 1: ");
        assertThat(members.proxies.get(1).metric("array.settings_in_force")).isZero();

        members.proxies.get(1).reload(members.yaml(1), known);
        Patience.until("the member to go by them", PATIENCE, () -> !members.proxies.get(0).console("/api/v1/array").text().contains("epoch 1: "));
        assertThat(members.proxies.get(1).metric("array.settings_epoch")).isEqualTo(1);
    }
}
