// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Ending;
import dev.catena.testkit.Wire;
import dev.catena.testkit.WireText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every row of {@code responses.txt}: what the origin sends is trusted as little as what a client sends. */
class ResponsesTest {
    private static final String FIELDS = " HTTP/1.1\nHost: origin.test\nTE: trailers\nConnection: TE\n\n";
    private static final byte[] PROBED = WireText.bytes("HTTP/1.1 200 OK\nContent-Length: 5\n\nprobe");
    private static final Duration IDLE = Duration.ofSeconds(50);

    /** What is asked for, and the connection it was asked on. */
    private final Map<String, Wire> askedOn = new ConcurrentHashMap<>();
    private volatile String script = "";

    @Scenario
    void a_response_is_passed_on_in_one_form_or_refused(Stage stage) {
        stage.origin("origin.test").onConnection(this::talk);
        var proxy = stage.proxy("cache: {memory: 0B}");
        Rows.read("responses.txt", Map.of()).each(row -> tryRow(proxy, row));
    }

    private void talk(Wire wire) throws IOException {
        for (var path = path(wire); !path.isEmpty(); path = path(wire)) {
            askedOn.put(path, wire);
            if (path.startsWith("/probe")) {
                wire.send(PROBED);
                continue;
            }
            wire.send(WireText.bytes(script.replaceAll("<(close|reset)>", "")));
            if (script.endsWith("<reset>")) wire.reset();
            if (script.endsWith("<close>")) return;
        }
    }

    /** The path of the next request, which has no body; empty when there is none. */
    private static String path(Wire wire) {
        if (wire.probe(IDLE) != Ending.SURPLUS) return "";
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            var next = wire.bytes(1);
            if (next.length == 0) return "";
            head.append((char) next[0]);
        }
        return head.substring(head.indexOf(" ") + 1).replaceFirst("(?s) .*", "");
    }

    private void tryRow(Proxy proxy, Rows.Row row) {
        boolean head = row.in().startsWith("HEAD:");
        script = row.in().replaceFirst("^HEAD:", "");
        var outcome = row.outcome().split("/");
        try (var client = proxy.raw()) {
            client.send((head ? "HEAD" : "GET") + " http://origin.test/" + row.line() + FIELDS);
            if (outcome[0].equals("cut")) {
                assertThat(shown(client.untilEnd())).isEqualTo(row.out());
                return;
            }
            var answer = client.response(head ? "HEAD" : "GET", Duration.ofSeconds(4));
            if (outcome[0].equals("refused")) {
                assertThat(answer.status()).isEqualTo(502);
                assertThat(answer.field("Proxy-Status")).contains("; details=\"" + outcome[1] + " ");
            } else {
                assertThat(shown(client.received())).isEqualTo(row.out());
            }
            assertThat(client.ask("GET http://origin.test/probe/" + row.line() + FIELDS).text()).isEqualTo("probe");
            assertThat(askedOn.get("/probe/" + row.line()) == askedOn.get("/" + row.line())).as("the origin's connection was used again")
                .isEqualTo(outcome[0].equals("passed"));
        }
    }

    /** As the table writes it. */
    private static String shown(byte[] received) {
        var text = new String(received, StandardCharsets.ISO_8859_1).replaceAll("(?m)^(Date|Via|Cache-Status): .*\r\n", "");
        return WireText.show(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
