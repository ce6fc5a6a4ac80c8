// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.framing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.testkit.Ending;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A 407 does not wait for the body of its request, and the connection lives on: that body is never taken for the next request. */
class ChallengedBodiesTest {
    private static final String LOG_IN = "Proxy-Authorization: Basic "
        + Base64.getEncoder().encodeToString("alice:Sesam-0pen!".getBytes(StandardCharsets.UTF_8)) + "\n";
    /** What a body would do that is read as a request. */
    private static final String HIDDEN = "GET http://origin.test/hidden HTTP/1.1\nHost: origin.test\n" + LOG_IN + "\n";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(booleans = {true, false})
    void a_body_of_known_length_is_read_away_whenever_it_comes(boolean together, Stage stage) {
        var proxy = proxy(stage);
        var client = proxy.raw();
        var hidden = proxy.spelled(HIDDEN).replace("\n", "\r\n");
        var head = "POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: %d\n\n".formatted(hidden.length());
        if (together) {
            client.send((proxy.spelled(head).replace("\n", "\r\n") + hidden).getBytes(StandardCharsets.US_ASCII));
        } else {
            client.send(head);
        }
        assertThat(client.response("POST").status()).isEqualTo(407);
        if (!together) client.send(hidden.getBytes(StandardCharsets.US_ASCII));

        assertThat(client.ask("GET http://origin.test/next HTTP/1.1\nHost: origin.test\n" + LOG_IN + "\n").text()).isEqualTo("page of /next");
        assertThat(stage.origin("origin.test").requests()).extracting(request -> request.target()).containsExactly("/next");
    }

    @Scenario
    void chunks_are_read_away_together_with_what_is_pipelined_behind(Stage stage) {
        var client = proxy(stage).raw();
        client.send("""
            POST http://origin.test/ HTTP/1.1
            Host: origin.test
            Transfer-Encoding: chunked

            7
            order=1
            0

            GET http://origin.test/next HTTP/1.1
            Host: origin.test
            %s
            """.formatted(LOG_IN));

        assertThat(client.response("POST").status()).isEqualTo(407);
        assertThat(client.response("GET").text()).isEqualTo("page of /next");
    }

    @Scenario
    void behind_chunks_that_are_broken_nothing_is_read_any_more(Stage stage) {
        var client = proxy(stage).raw();
        client.send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nTransfer-Encoding: chunked\n\nno size\n");
        assertThat(client.response("POST").status()).isEqualTo(407);
        assertThat(client.awaitEnding()).isEqualTo(Ending.CLOSED);

        assertThat(stage.origin("origin.test").requestCount()).isZero();
    }

    private static Proxy proxy(Stage stage) {
        stage.origin("origin.test", exchange ->
            exchange.answer("< 200 OK\n< Cache-Control: no-store\n<\n< page of %s".formatted(exchange.request().target())));
        return stage.proxy(new AccountsFile(stage.folder().resolve("accounts")).with("alice", "Sesam-0pen!").yaml(),
            "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [basic]}]");
    }
}
