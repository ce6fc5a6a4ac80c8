// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Ending;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.WireText;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Every row of {@code requests.txt}: raw bytes in, raw bytes out. */
class RequestsTest {
    private static final Duration SOON = Duration.ofSeconds(4);
    private static final String PROBE = "GET http://origin.test/probe HTTP/1.1\nHost: origin.test\n\n";

    /** What the origin received of each request that came to its end. */
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    @Scenario
    void a_request_is_forwarded_in_one_form_or_refused(Stage stage) {
        stage.origin("origin.test", this::answer);
        var proxy = stage.proxy("cache: {memory: 0B}");
        Rows.read("requests.txt", words()).each(row -> tryRow(proxy, row));
    }

    private static Map<String, String> words() {
        var words = new LinkedHashMap<String, String>();
        words.put("{GET}", "GET http://origin.test/ HTTP/1.1¶Host: origin.test¶");
        words.put("{POST}", "POST http://origin.test/ HTTP/1.1¶Host: origin.test¶");
        words.put("{get}", "GET / HTTP/1.1¶Host: origin.test¶");
        words.put("{post}", "POST / HTTP/1.1¶Host: origin.test¶");
        words.put("{via}", "Via: 1.1 catena-test¶¶");
        return words;
    }

    private void answer(OriginExchange exchange) throws IOException {
        exchange.readBody();
        if (exchange.body().ending() != Ending.OPEN) return;
        boolean probe = exchange.request().target().equals("/probe");
        if (!probe) seen.add(WireText.show(exchange.connection().received()));
        exchange.answer("< 200 OK\n< Connection: close\n<\n< " + (probe ? "probe" : "answer"));
    }

    private void tryRow(Proxy proxy, Rows.Row row) {
        seen.clear();
        var words = row.outcome().split("[ /]");
        try (var client = proxy.raw()) {
            var answer = client.send(row.in()).response("GET", SOON);
            assertThat(answer.status()).as("status of %s", answer).isEqualTo(Integer.parseInt(words[0]));
            if (words.length == 3) {
                assertThat(answer.field("Proxy-Status")).startsWith("catena-test; error=").contains("; details=\"" + words[1] + " ");
                assertThat(answer.text()).contains(words[1]);
            }
            assertThat(seen).containsExactlyElementsOf(row.out().isEmpty() ? List.of()
                : List.of(WireText.show(WireText.bytes(proxy.spelled(row.out())))));
            if (words[words.length - 1].equals("kept")) {
                assertThat(client.ask(PROBE).text()).isEqualTo("probe");
            } else {
                assertThat(answer.field("Connection")).isEqualTo("close");
                client.awaitEnding();
            }
        }
    }
}
