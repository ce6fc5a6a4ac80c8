// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.AccountsFile;
import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.chains.Deliveries;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.domain.Cntlm;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.DomainLogIn;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Programs that log in here: by Kerberos, through cntlm, from Java, and a hundred at once. More of curl is in {@code chains}, more of the domain in
 * {@link DomainLogInTest}.
 */
class ClientsTest {
    private static final DomainAccount ALICE = DomainAccount.ALICE;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final BigBody UPLOAD = new BigBody(19, 2 * 1024 * 1024);

    @Scenario
    void curl_logs_in_by_its_kerberos_ticket(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var domain = WindowsDomain.shared();
        var proxy = stage.proxy(domain.dnsYaml(), Office.listener("negotiate"),
            "identity: {keytab: '%s', krb5-conf: '%s'}".formatted(domain.keytab(DomainAccount.PROXY), domain.krb5Conf()));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        var url = proxy.spelled("http://origin.test/");

        assertThat(withTicket(stage, domain, proxy, url).succeeded().out()).isEqualTo("delivered");
        assertThat(withTicket(stage, domain, proxy, "--data-binary", "@" + upload, url).succeeded().out()).isEqualTo("delivered");
        assertThat(withTicket(stage, domain, proxy, "-p", url).succeeded().out()).isEqualTo("delivered");
        assertThat(new Curl(stage, proxy).run("-o", "page", "-w", "%{http_code}", "http://origin.test/").out()).isEqualTo("407");

        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "GET 0:00000000");
        assertThat(proxy.log(4)).extracting(line -> String.valueOf(line.get("user"))).anyMatch(user -> user.contains("alice"));
    }

    /** A POST that cntlm sends to somebody who does not challenge is executed twice: a listener that takes anybody challenges it all the same. */
    @Scenario
    void cntlm_in_front_of_an_open_listener_places_an_order_once(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        for (var schemes : List.of("ntlm", "anonymous, ntlm")) {
            var proxy = stage.proxy(accounts(stage), Office.listener(schemes));
            try (var cntlm = new Cntlm(stage.folder(), WindowsDomain.NAME, ALICE.name(), ALICE.password(), proxy.address().getPort())) {
                var url = proxy.spelled("http://origin.test/");
                assertThat(through(stage, cntlm, "-d", "order=1", url).out()).isEqualTo("delivered");
                assertThat(through(stage, cntlm, url).out()).isEqualTo("delivered");
                assertThat(through(stage, cntlm, "-p", url).out()).isEqualTo("delivered");
            }
            assertThat(proxy.log(3)).extracting(line -> line.get("user")).contains(ALICE.name());
        }
        assertThat(deliveries.received()).filteredOn(delivery -> delivery.startsWith("POST ")).hasSize(2).noneMatch(post -> post.endsWith(":00000000"));
        assertThat(deliveries.received()).hasSize(6);
    }

    /** Java knows Basic, and by its own default not for tunnels; over plain HTTP it works for both of its clients. */
    @Scenario
    void java_logs_in(Stage stage) throws Exception {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = stage.proxy(accounts(stage), Office.listener("ntlm, basic"));
        var uri = URI.create(proxy.spelled("http://origin.test/"));

        try (var client = HttpClient.newBuilder().proxy(ProxySelector.of(proxy.address())).authenticator(alice()).build()) {
            assertThat(client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body()).isEqualTo("delivered");
            assertThat(client.send(HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("order=1")).build(), BodyHandlers.ofString()).body())
                .isEqualTo("delivered");
        }
        var connection = (HttpURLConnection) uri.toURL().openConnection(new java.net.Proxy(java.net.Proxy.Type.HTTP, proxy.address()));
        connection.setAuthenticator(alice());
        connection.setDoOutput(true);
        connection.getOutputStream().write("order=2".getBytes(StandardCharsets.US_ASCII));
        assertThat(connection.getResponseCode()).as(() -> said(connection)).isEqualTo(200);
        assertThat(new String(connection.getInputStream().readAllBytes())).isEqualTo("delivered");
        connection.disconnect();

        assertThat(deliveries.received()).hasSize(3);
        assertThat(proxy.log(3)).extracting(line -> line.get("user")).contains(ALICE.name());
    }

    @Scenario
    void a_hundred_ntlm_transfers_at_once_all_arrive(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = stage.proxy(accounts(stage), Office.listener("ntlm"));

        hundred(stage, proxy, ALICE.name() + ":" + ALICE.password()).succeeded();

        assertThat(deliveries.received()).hasSize(100);
    }

    @Scenario
    void a_hundred_at_once_are_judged_by_the_domain(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var corp = Corp.of(stage);
        int before = corp.domain().logIns(ALICE).size();
        var proxy = stage.proxy(corp.winbind(), corp.listener("ntlm"));

        hundred(stage, proxy, Corp.right(ALICE)).succeeded();

        assertThat(deliveries.received()).hasSize(100);
        assertThat(corp.domain().logIns(ALICE).stream().skip(before)).isNotEmpty().allMatch(DomainLogIn::succeeded);
    }

    /** A program that goes on trying a wrong password: it is asked again and again, and the domain hears of it no more often than is allowed. */
    @Scenario
    void a_wrong_password_is_asked_for_again_and_reaches_the_domain_as_often_as_the_budget_says(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var corp = Corp.of(stage);
        var carol = DomainAccount.CAROL;
        corp.domain().unlock(carol);
        int before = corp.domain().logIns(carol).size();
        var proxy = stage.proxy(corp.winbind(), "identity: {throttle: {domain-failures: 3}}", corp.listener("ntlm, basic"));
        var curl = new Curl(stage, proxy);

        assertThat(curl.run("--proxy-ntlm", "-U", carol.full() + ":guessed", "-o", "page", "-w", "%{http_code}", "http://origin.test/").out())
            .isEqualTo("407");
        for (int i = 0; i < 8; i++) {
            var code = curl.run(i % 2 == 0 ? "--proxy-ntlm" : "--proxy-basic", "-U", carol.full() + ":guessed" + i, "-o", "page", "-w", "%{http_code}",
                "http://origin.test/").out();
            assertThat(code).isIn("407", "429");
            stage.clock().advance(Duration.ofMinutes(1));
        }

        assertThat(corp.domain().logIns(carol).size() - before).as("the domain's own log").isBetween(1, 3);
        assertThat(corp.domain().isLockedOut(carol)).isFalse();
        assertThat(deliveries.received()).isEmpty();
        corp.domain().unlock(carol);
    }

    /** All of {@code http://origin.test/0} to {@code 99} at once, each over a connection of its own. */
    static Peer.Ran hundred(Stage stage, Proxy proxy, String who) throws IOException {
        var config = Files.writeString(stage.folder().resolve("transfers"), IntStream.range(0, 100)
            .mapToObj(i -> "url = %s%d\noutput = %d.got\n".formatted(proxy.spelled("http://origin.test/"), i, i)).collect(Collectors.joining()));
        return new Curl(stage, proxy).run(PATIENCE, "--proxy-ntlm", "-U", who, "-Z", "--parallel-immediate", "--parallel-max", "100", "-f", "-K",
            config.toString());
    }

    private static Peer.Ran withTicket(Stage stage, WindowsDomain domain, Proxy proxy, String... arguments) {
        var all = new ArrayList<>(List.of("-sS", "-x", "http://proxy.corp.test:" + proxy.address().getPort(), "--proxy-negotiate", "-U", ":"));
        all.addAll(List.of(arguments));
        return Peers.require("curl").run(PATIENCE, stage.folder(), domain.environment(ALICE), all.toArray(String[]::new));
    }

    private static Peer.Ran through(Stage stage, Cntlm cntlm, String... arguments) {
        return Peers.require("curl").run(PATIENCE, stage.folder(),
            Stream.concat(Stream.of("-sS", "-x", "http://127.0.0.1:" + cntlm.port()), Stream.of(arguments)).toArray(String[]::new));
    }

    static String accounts(Stage stage) {
        return new AccountsFile(Path.of(stage.folder().toString(), "accounts")).with(ALICE.name(), ALICE.password()).yaml();
    }

    private static String said(HttpURLConnection connection) {
        try (var page = connection.getErrorStream()) {
            return page == null ? "" : new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Authenticator alice() {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(ALICE.name(), ALICE.password().toCharArray());
            }
        };
    }
}
