// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A branch that logs in at its head office, for clients that know nothing of it. */
class ChainTest {
    private static final BigBody UPLOAD = new BigBody(9, 2 * 1024 * 1024);

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void a_page_comes_and_the_next_needs_no_handshake(String scheme, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, scheme);
        var branch = branch(stage, scheme, headOffice);
        var curl = new Curl(stage, branch);

        for (var page : List.of("first", "second", "third")) {
            assertThat(curl.run("http://origin.test/" + page).succeeded().out()).isEqualTo("delivered");
        }

        assertThat(deliveries.received()).hasSize(3);
        assertThat(branch.log(3)).extracting(line -> ((Number) line.get("attempts")).intValue()).endsWith(1, 1);
        assertThat(branch.log(3)).extracting(line -> line.get("route")).containsOnly("hq");
        assertThat(headOffice.log(3).getLast().get("user")).isEqualTo(scheme.equals("anonymous") ? Json.NULL : Chain.USER);
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void an_upload_is_delivered_once_and_whole(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, branch(stage, scheme, Chain.headOffice(stage, scheme)));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        for (var expect : List.of("Expect:", "Expect: 100-continue")) {
            var ran = curl.run("-H", expect, "--data-binary", "@" + upload, "http://origin.test/").succeeded();
            assertThat(ran.out()).isEqualTo("delivered");
        }

        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "POST " + UPLOAD.checksum());
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void a_query_whose_body_was_read_for_the_cache_is_delivered_whole_behind_the_handshake(String scheme, Stage stage) {
        stage.origin("origin.test", exchange -> exchange.answer("< 200 OK\n< Cache-Control: max-age=60\n<\n< " + new String(exchange.readBody(), StandardCharsets.US_ASCII)));
        var branch = branch(stage, scheme, Chain.headOffice(stage, scheme));
        for (var status : List.of("fwd=uri-miss", "hit")) {
            try (var client = branch.raw()) {
                var answer = client.ask("QUERY http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Type: text/plain\nContent-Length: 5\n\nwhat?");
                assertThat(answer.text()).isEqualTo("what?");
                assertThat(answer.head().values("Cache-Status").getLast()).contains(status);
            }
        }
        assertThat(stage.origin("origin.test").requestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void tunnels_lead_through_both(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, branch(stage, scheme, Chain.headOffice(stage, scheme)));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum());
    }

    @Scenario
    void without_a_ticket_ntlm_goes_inside_of_negotiate(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "negotiate");
        var curl = new Curl(stage, branch(stage, "negotiate, ntlm", headOffice));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "GET 0:00000000");

        var proud = new Curl(stage, stage.proxy(Chain.asking(Chain.credentials(stage, "negotiate", Chain.PASSWORD, "spn: HTTP/hq.test"), "none",
            headOffice.address().getPort())));
        assertThat(proud.run("-i", "http://origin.test/").out()).startsWith("HTTP/1.1 502 ").contains("12201/no-ticket");
    }

    @Scenario
    void an_upstream_that_begins_to_ask_costs_one_upload_and_no_more(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "anonymous");
        var branch = stage.proxy(Chain.asking(Chain.credentials(stage, "basic", Chain.PASSWORD, ""), "none", headOffice.address().getPort()));
        var curl = new Curl(stage, branch);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        headOffice.reload("name: head-office", new AccountsFile(stage.folder().resolve("accounts")).yaml(), """
                policy:
                - {name: staff, match: {user: [%s]}, do: allow}
                - {name: others, match: any, do: deny}
                """.formatted(Chain.USER), Chain.listener("anonymous, basic"));

        assertThat(curl.run("-i", "-H", "Expect:", "--data-binary", "@" + upload, "http://origin.test/").out())
                .startsWith("HTTP/1.1 502 ").contains("12201/handshake");
        assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "POST " + UPLOAD.checksum());
    }

    @Scenario
    void a_nonce_that_is_stale_never_empties_an_upload(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, "digest", "identity: {nonces: {lifetime: 10s}}");
        var curl = new Curl(stage, branch(stage, "digest", headOffice));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        for (int i = 0; i < 3; i++) {
            assertThat(curl.run("--data-binary", "@" + upload, "http://origin.test/").out()).containsAnyOf("delivered", "12201/handshake");
            stage.clock().advance(Duration.ofSeconds(11));
        }
        assertThat(deliveries.received()).isNotEmpty().containsOnly("POST " + UPLOAD.checksum());
    }

    @Scenario
    void thirty_at_once_share_no_proof_and_all_arrive(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var branch = branch(stage, "ntlm", Chain.headOffice(stage, "ntlm"));
        var config = Files.writeString(stage.folder().resolve("transfers"), IntStream.range(0, 30)
                .mapToObj(i -> "proxy = %s\nfail\nurl = %s%d\ndata = order=%d\noutput = %d.got\n"
                        .formatted(branch.url(), branch.spelled("http://origin.test/"), i, i, i))
                .collect(Collectors.joining("next\n")));

        new Curl(stage, branch).run("-Z", "--parallel-immediate", "--parallel-max", "30", "-K", config.toString()).succeeded();

        assertThat(deliveries.received()).hasSize(30).noneMatch(delivery -> delivery.endsWith(" 0:00000000"));
    }

    private static Proxy branch(Stage stage, String scheme, Proxy headOffice) {
        int port = headOffice.address().getPort();
        return stage.proxy(scheme.equals("anonymous") ? Chain.asking("none", "none", port) : Chain.asking(stage, scheme, port));
    }
}
