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
import dev.catena.testkit.WireText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** curl logs in here, by every scheme it knows. */
class LogInTest {
    private static final BigBody UPLOAD = new BigBody(7, 2 * 1024 * 1024);
    private static final String RIGHT = "alice:" + Chain.PASSWORD;
    private static final String WRONG = "alice:guessed";

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-ntlm", "--proxy-anyauth"})
    void the_right_password_opens_and_a_wrong_one_does_not(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = proxy(stage, "basic, digest, ntlm");
        var curl = new Curl(stage, proxy);

        assertThat(curl.run(scheme, "-U", RIGHT, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run(scheme, "-U", WRONG, "-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("407");
        assertThat(curl.run("-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("407");

        assertThat(deliveries.received()).hasSize(1);
        assertThat(proxy.log(3)).extracting(line -> line.get("user")).contains("alice");
        assertThat(accessLog(stage)).doesNotContain(Chain.PASSWORD).doesNotContain("guessed").doesNotContainIgnoringCase("authorization");
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-ntlm", "--proxy-anyauth"})
    void an_upload_arrives_once_and_whole(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, proxy(stage, "basic, digest, ntlm"));

        var ran = curl.run(scheme, "-U", RIGHT, "--data-binary", "@" + upload(stage), "http://origin.test/").succeeded();

        assertThat(ran.out()).isEqualTo("delivered");
        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum());
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"--proxy-basic", "--proxy-digest", "--proxy-ntlm", "--proxy-anyauth"})
    void a_tunnel_opens_after_the_proof(String scheme, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, proxy(stage, "basic, digest, ntlm"));

        assertThat(curl.run("-p", scheme, "-U", RIGHT, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", scheme, "-U", WRONG, "http://origin.test/").exit()).isEqualTo(56);
        assertThat(deliveries.received()).hasSize(1);
    }

    @Scenario
    void thirty_transfers_at_once_prove_thirty_connections(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = proxy(stage, "ntlm");
        var config = Files.writeString(stage.folder().resolve("transfers"), IntStream.range(0, 30)
                .mapToObj(i -> "url = %s%d\noutput = %d.got\n".formatted(proxy.spelled("http://origin.test/"), i, i))
                .collect(Collectors.joining()));

        new Curl(stage, proxy).run("--proxy-ntlm", "-U", RIGHT, "-Z", "--parallel-immediate", "--parallel-max", "30", "-f", "-K", config.toString())
                .succeeded();

        assertThat(deliveries.received()).hasSize(30);
        assertThat(IntStream.range(0, 30).mapToObj(i -> stage.folder().resolve(i + ".got"))).allSatisfy(got -> assertThat(got).hasContent("delivered"));
    }

    @Scenario
    void the_body_of_a_challenged_request_is_never_read_as_the_next_request(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = proxy(stage, "basic");
        var client = proxy.raw();
        var proof = "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(RIGHT.getBytes(StandardCharsets.UTF_8));
        var body = WireText.bytes(proxy.spelled("GET http://origin.test/smuggled HTTP/1.1\nHost: origin.test\n" + proof + "\n\n"));

        client.send("POST http://origin.test/ HTTP/1.1\nHost: origin.test\nContent-Length: %d\n\n".formatted(body.length)).send(body);
        assertThat(client.response().status()).isEqualTo(407);
        assertThat(client.ask("HEAD http://origin.test/ HTTP/1.1\nHost: origin.test\n" + proof + "\n\n").status()).isEqualTo(200);

        assertThat(deliveries.received()).containsExactly("HEAD 0:00000000");
    }

    @Scenario
    void who_need_not_log_in_passes_as_nobody(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var proxy = proxy(stage, "anonymous, ntlm");

        assertThat(new Curl(stage, proxy).run("http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(proxy.log(1)).extracting(line -> line.get("user")).containsExactly(Json.NULL);
    }

    @Scenario
    void a_rule_that_names_a_user_asks_nobody_who_he_is(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = proxy(stage, "anonymous, ntlm", """
                policy:
                - {name: staff, match: {user: [alice]}, do: allow}
                - {name: others, match: any, do: deny}
                """);
        var curl = new Curl(stage, proxy);

        var asked = curl.run("-i", "http://origin.test/").out();
        assertThat(asked).startsWith("HTTP/1.1 407 ").contains("Proxy-Authenticate: NTLM");
        assertThat(deliveries.received()).isEmpty();

        assertThat(curl.run("--proxy-ntlm", "-U", RIGHT, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-i", "--proxy-ntlm", "-U", "bob:builder", "http://origin.test/").out()).contains("HTTP/1.1 403 ");
        assertThat(deliveries.received()).hasSize(1);
    }

    private static Proxy proxy(Stage stage, String schemes, String... yaml) {
        var accounts = new AccountsFile(stage.folder().resolve("accounts")).with("alice", Chain.PASSWORD).with("bob", "builder");
        var all = new ArrayList<String>();
        Collections.addAll(all, accounts.yaml(), Chain.listener(schemes));
        Collections.addAll(all, yaml);
        return stage.proxy(all.toArray(String[]::new));
    }

    private static Path upload(Stage stage) throws IOException {
        return Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());
    }

    private static String accessLog(Stage stage) throws IOException {
        return Files.readString(stage.folder().resolve("access-1.log"));
    }
}
