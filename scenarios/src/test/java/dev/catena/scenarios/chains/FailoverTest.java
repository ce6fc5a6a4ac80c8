// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.Json;
import dev.catena.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Members that are not there: the next one, the backup, or a page that tells. */
class FailoverTest {
    @Scenario
    void the_second_member_answers_for_the_first(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "ntlm");
        var branch = stage.proxy(Chain.asking(stage, "ntlm", Ports.free(), headOffice.address().getPort()));
        var curl = new Curl(stage, branch);

        assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        assertThat(deliveries.received()).hasSize(3);
        assertThat(branch.log(3)).extracting(line -> line.get("route")).containsOnly("hq");
        assertThat(branch.log(3).getFirst().get("peer")).isEqualTo("127.0.0.1:" + headOffice.address().getPort());
    }

    @Scenario
    void a_reload_that_fails_leaves_it_at_the_members_that_are_asked(Stage stage) throws IOException {
        var branch = stage.proxy("upstreams: [{name: hq, members: ['one.test:8080']}]");
        var before = watched(branch);

        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> branch.reload("upstreams: [{name: hq, members: ['two.test:8080']}]",
                "listeners: [{name: clients, address: '127.0.0.1:0'}, {name: second, address: '127.0.0.1:%d'}]".formatted(taken.getLocalPort())))
                .hasStackTraceContaining("the listener second cannot listen");
        }
        assertThat(watched(branch)).isEqualTo(before);
        assertThat(before).contains("one.test");
    }

    private static String watched(Proxy proxy) {
        return String.valueOf(Json.object(proxy.console("/api/v1/status").text()).get("upstream_members"));
    }

    @Scenario
    void where_nobody_is_there_the_backup_leads_past_them(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var credentials = Chain.credentials(stage, "ntlm", Chain.PASSWORD, "");
        var branch = stage.proxy(Chain.asking(credentials, "direct", Ports.free(), Ports.free()));
        var curl = new Curl(stage, branch);

        for (int i = 0; i < 5; i++) {
            assertThat(curl.run("-d", "order=" + i, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        }
        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        assertThat(deliveries.received()).hasSize(6);
        assertThat(stage.origin("origin.test").requests()).noneMatch(request -> request.has("Proxy-Authorization"));
        assertThat(branch.log(6)).extracting(line -> line.get("route")).containsOnly("direct");
    }

    @Scenario
    void without_a_backup_the_page_tells_that_they_are_down(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        int port = Ports.free();
        var branch = stage.proxy(Chain.asking("none", "none", port));
        var curl = new Curl(stage, branch);

        for (int i = 0; i < 5; i++) {
            assertThat(curl.run("-i", "http://origin.test/").out()).containsPattern("^HTTP/1.1 50[234] ").contains("Proxy-Status: branch; error=", "hq");
        }
        assertThat(curl.run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 503 ").contains("12660");
        assertThat(curl.run("-i", "-p", "http://origin.test/").out()).startsWith("HTTP/1.1 503 ").contains("12660");
        assertThat(deliveries.received()).isEmpty();
    }

    @Scenario
    void a_member_that_goes_is_left_for_the_backup(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var first = stage.origin("first.test").always("< 200 OK\n< Cache-Control: no-store\n<\n< from the first");
        int port = first.port();
        var branch = stage.proxy(Chain.asking("none", "direct", port));
        var curl = new Curl(stage, branch);

        assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("from the first");
        first.refuseConnections();
        first.connections().forEach(connection -> connection.close());
        assertThat(curl.run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
    }
}
