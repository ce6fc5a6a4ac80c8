// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.NameServer;
import dev.catena.testkit.Patience;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Members that find each other by a name: a name server speaks DNS to them, and says another thing from time to time. */
class DnsTest {
    private static final int URLS = 20;
    /** As headless services are named, and their pods' addresses told. */
    private static final String SERVICE = "catena.proxies.svc.cluster.local";

    private final Map<String, Integer> fetched = new ConcurrentHashMap<>();

    @Scenario
    void a_member_that_appears_in_dns_is_found_and_one_that_goes_is_missed(Stage stage) throws IOException {
        stage.origin("origin.test", exchange -> {
            fetched.merge(exchange.request().target(), 1, Integer::sum);
            exchange.answer("< 200 OK\n< Cache-Control: max-age=600\n<\n< page");
        });
        try (var dns = new NameServer()) {
            var members = Members.byName(stage, dns, "dns: members.test");
            members.startNext();
            members.startNext();
            members.awaitAll(1); // nobody knows the name yet: each is an array of its own

            dns.answers("members.test", 0, "127.0.0.1", "127.0.0.2");
            members.awaitAll(2);

            dns.answers("members.test", 0, "127.0.0.1", "127.0.0.2", "127.0.0.3");
            members.startNext();
            members.awaitAll(3);
            for (int i = 0; i < URLS; i++) for (int member = 0; member < 3; member++) assertThat(members.get(member, "http://origin.test/" + i).text()).isEqualTo("page");
            assertThat(fetched).hasSize(URLS).allSatisfy((_, times) -> assertThat(times).isOne());

            // a name server that has lost a record loses nobody: who is there knows each other
            dns.answers("members.test", 0, "127.0.0.1");
            int asked = dns.questions().size();
            Patience.until("members to ask again", Patience.USUAL, () -> dns.questions().size() > asked + 4);
            members.awaitAll(3);

            members.stopLast();
            members.awaitAll(2);
            dns.answers("members.test", 0, "127.0.0.1", "127.0.0.2", "127.0.0.3");
            members.startNext();
            members.awaitAll(3);
        }
    }

    @Scenario
    void the_pods_of_a_headless_service_find_each_other(Stage stage) throws IOException {
        try (var dns = new NameServer()) {
            dns.answers(SERVICE, 0, "127.0.0.1", "127.0.0.2");
            var members = Members.byName(stage, dns, "kubernetes: catena.proxies");
            members.startNext();
            members.startNext();
            members.awaitAll(2);
            assertThat(dns.questions()).contains("A " + SERVICE);
        }
    }
}
