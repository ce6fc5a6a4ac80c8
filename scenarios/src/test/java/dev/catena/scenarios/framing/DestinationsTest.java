// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** One rule for where a request may go, whatever its method and however the address is spelled. */
class DestinationsTest {
    private static final List<String> FORBIDDEN = List.of(
        "169.254.169.254", "169.254.1.1", "[fe80::1]", "[::ffff:169.254.169.254]", "[::169.254.169.254]", "[fd00:ec2::254]", "224.0.0.1", "255.255.255.255",
        "[ff02::1]", "[64:ff9b::a9fe:a9fe]", "metadata.test", "100.100.100.200");

    /** What some resolvers take for an address, and others do not: nobody is asked about them. */
    private static final List<String> ODDLY_SPELLED = List.of(
        "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.0.0.1.1", "1.2.3.256");

    private static final List<String> THIS_MACHINE = List.of(
        "127.0.0.1", "0.0.0.0", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "localhost", "LOCALHOST.", "loop.test");

    @Scenario
    void nobody_is_connected_to_metadata_and_link_local_addresses(Stage stage) {
        var proxy = stage.proxy("dns: {hosts: {metadata.test: 169.254.169.254}}");
        for (var host : FORBIDDEN) {
            refused(host, get(proxy, host + ":80"), 403, 12625);
            refused(host, connect(proxy, host + ":443"), 403, 12625);
        }
    }

    @Scenario
    void an_address_in_an_odd_spelling_is_no_address(Stage stage) {
        var proxy = stage.proxy();
        for (var host : ODDLY_SPELLED) {
            refused(host, get(proxy, host + ":" + proxy.address().getPort()), 502, 12620);
            refused(host, connect(proxy, host + ":443"), 502, 12620);
        }
    }

    @Scenario
    void a_request_to_the_proxy_itself_is_a_loop(Stage stage) {
        var proxy = stage.proxy("dns: {hosts: {loop.test: 127.0.0.1}}", "connect: {ports: [1-65535]}");
        for (var host : THIS_MACHINE) {
            int port = proxy.address().getPort();
            refused(host, get(proxy, host + ":" + port), 502, 12206);
            refused(host, connect(proxy, host + ":" + port), 502, 12206);
        }
    }

    @Scenario
    void the_loopback_can_be_closed_to_all(Stage stage) {
        stage.origin("origin.test");
        var proxy = stage.proxy("destinations: {loopback: deny}");
        refused("GET", proxy.raw().ask("GET http://origin.test/ HTTP/1.1\nHost: origin.test\n\n"), 403, 12625);
        refused("CONNECT", proxy.raw().ask("CONNECT origin.test:443 HTTP/1.1\nHost: origin.test\n\n"), 403, 12625);
    }

    @Scenario
    void a_closed_port_is_told_at_once(Stage stage) throws IOException {
        var proxy = stage.proxy();
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            closed = socket.getLocalPort();
        }
        long begin = System.nanoTime();
        refused("GET", get(proxy, "127.0.0.1:" + closed), 502, 12622);
        refused("CONNECT", connect(proxy, "127.0.0.1:" + closed), 502, 12622);
        refused("GET", get(proxy, "localhost:" + closed), 502, 12622);
        assertThat(System.nanoTime() - begin).isLessThan(2_000_000_000L);
    }

    private static Response get(Proxy proxy, String authority) {
        return proxy.raw().ask("GET http://%1$s/ HTTP/1.1\nHost: %1$s\n\n".formatted(authority));
    }

    private static Response connect(Proxy proxy, String authority) {
        var client = proxy.raw();
        var answer = client.ask("CONNECT %1$s HTTP/1.1\nHost: %1$s\n\n".formatted(authority));
        assertThat(answer.field("Connection")).isEqualTo("close");
        client.awaitEnding();
        return answer;
    }

    private static void refused(String what, Response answer, int status, int number) {
        assertThat(answer.status()).as("%s: %s", what, answer).isEqualTo(status);
        assertThat(answer.field("Proxy-Status")).as(what).contains("; details=\"" + number + " ");
    }
}
