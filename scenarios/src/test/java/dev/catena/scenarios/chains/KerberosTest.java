// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import dev.catena.testkit.domain.AuthenticatingSquid;
import dev.catena.testkit.domain.DomainAccount;
import dev.catena.testkit.domain.SquidMode;
import dev.catena.testkit.domain.WindowsDomain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.security.auth.Subject;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import javax.security.auth.login.LoginContext;
import org.ietf.jgss.GSSContext;
import org.ietf.jgss.GSSManager;
import org.ietf.jgss.GSSName;
import org.ietf.jgss.Oid;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kerberos in a real domain, on both sides of the proxy. */
@Timeout(180)
class KerberosTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final BigBody UPLOAD = new BigBody(7, 5 * 1024 * 1024);
    /** Each request has a connection of its own, and so needs a token. */
    private static final String UNPOOLED = "origins: {idle-max: 0}";
    private static final String WRONG = "Wr0ng-Passw0rd";

    private final WindowsDomain domain = WindowsDomain.shared();

    @Scenario
    void a_client_with_a_ticket_is_let_in_by_name(Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var proxy = stage.proxy(acceptor(DomainAccount.PROXY));
        var alice = domain.environment(DomainAccount.ALICE);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();

        assertThat(curl(stage, proxy, alice, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl(stage, proxy, alice, "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl(stage, proxy, alice, "-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "GET 0:00000000");
        assertThat(proxy.log(3)).filteredOn(line -> line.toString().contains("status=200")).allSatisfy(line -> assertThat(line.toString()).contains("CORP.TEST\\alice"));

        assertThat(curl(stage, proxy, domain.environment(), "-i", "http://origin.test/").out()).startsWith("HTTP/1.1 407 ").contains("Proxy-Authenticate: Negotiate");
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"keytab", "password", "ticket-cache"})
    void squid_lets_the_branch_in_however_it_gets_its_ticket(String way, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("negotiate"), Map.of("origin.test", "127.0.0.1"))) {
            var branch = branch(stage, squid.port(), credentials(stage, way));
            assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).as(squid::said).isEqualTo("delivered");
            assertThat(squid.log()).filteredOn(line -> line.contains(" 407 ")).as("asked once, and answered when there is a ticket").hasSize(1);
            for (var i = 0; i < 2; i++) {
                assertThat(curl(stage, branch, Map.of(), "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).as(squid::said).isEqualTo("delivered");
                assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");
                assertThat(curl(stage, branch, Map.of(), "-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            }
            assertThat(squid.awaitServed(7)).filteredOn(line -> !line.contains("HEAD ")).allSatisfy(line -> assertThat(line).startsWith("svc-chain@CORP.TEST 200 "));
        }
        assertThat(deliveries.received()).hasSize(7).contains("POST " + UPLOAD.checksum());
    }

    @Scenario
    void two_catenas_prove_themselves_to_each_other(Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = stage.proxy("name: head-office", acceptor(DomainAccount.HEAD_OFFICE));
        var branch = branch(stage, headOffice.address().getPort(), credentials(stage, "keytab"));

        for (var i = 0; i < 3; i++) assertThat(curl(stage, branch, Map.of(), "-d", "order=1", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(deliveries.received()).hasSize(3);
        assertThat(headOffice.log(4).toString()).contains("CORP.TEST\\svc-chain");
    }

    @Scenario
    void a_service_that_the_domain_does_not_know_is_named(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var headOffice = stage.proxy("name: head-office", acceptor(DomainAccount.HEAD_OFFICE));
        var branch = branch(stage, headOffice.address().getPort(), credentials(stage, "keytab").replace("}", ", spn: HTTP/nobody.corp.test}"));

        assertThat(told(stage, branch)).contains("12201/no-ticket").contains("knows no service HTTP/nobody.corp.test@CORP.TEST")
            .contains("setspn -S HTTP/nobody.corp.test");
    }

    /** There is no ticket for the first, and Squid cannot read that for the second. */
    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"HTTP/nobody.corp.test", "HTTP/proxy.corp.test"})
    void where_no_ticket_helps_ntlm_goes_inside_of_negotiate(String service, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes()).toString();
        var account = DomainAccount.CHAIN;
        try (var squid = AuthenticatingSquid.start(domain, SquidMode.parse("either"), Map.of("origin.test", "127.0.0.1"))) {
            var branch = branch(stage, squid.port(), "{user: '%s', password: 'file:%s', schemes: [negotiate, ntlm], spn: %s}"
                .formatted(account.full(), secret(stage, account.password()), service));

            assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).as(squid::said).isEqualTo("delivered");
            assertThat(curl(stage, branch, Map.of(), "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(curl(stage, branch, Map.of(), "-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(squid.log()).filteredOn(line -> line.contains(" 200 ")).isNotEmpty().allMatch(line -> line.startsWith(account.full() + " "));
        }
        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum(), "GET 0:00000000");
    }

    @Scenario
    void a_wrong_password_is_shown_to_the_domain_once(Stage stage) throws IOException {
        stage.origin("origin.test", new Deliveries());
        domain.unlock(DomainAccount.CAROL);
        var headOffice = stage.proxy("name: head-office", acceptor(DomainAccount.HEAD_OFFICE));
        var secret = secret(stage, WRONG);
        var branch = branch(stage, headOffice.address().getPort(), "{user: carol, password: 'file:%s', schemes: [negotiate, ntlm]}".formatted(secret));

        assertThat(told(stage, branch)).contains("refused the password of carol").doesNotContain(WRONG);
        for (var i = 0; i < 4; i++) {
            stage.clock().advance(Duration.ofMinutes(1));
            assertThat(told(stage, branch)).contains("this password was refused at");
        }
        assertThat(domain.badPasswords(DomainAccount.CAROL)).isEqualTo(1);

        Files.writeString(secret, DomainAccount.CAROL.password());
        branch.reload(branchYaml(headOffice.address().getPort(), "{user: carol, password: 'file:%s', schemes: [negotiate, ntlm]}".formatted(secret)));
        assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        domain.unlock(DomainAccount.CAROL);
    }

    @Scenario
    void a_kdc_that_went_away_is_named_and_found_again_when_it_is_back(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var headOffice = stage.proxy("name: head-office", acceptor(DomainAccount.HEAD_OFFICE));
        var branch = branch(stage, headOffice.address().getPort(), credentials(stage, "keytab"), UNPOOLED);
        domain.crash();
        try {
            assertThat(told(stage, branch)).contains("12201/no-ticket").contains("no KDC of CORP.TEST answers at " + domain.address() + ":88");
        } finally {
            domain.restart();
        }
        stage.clock().advance(Duration.ofMinutes(1));
        assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        domain.crash();
        try {
            assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).as("tickets that are there are used without a KDC").isEqualTo("delivered");
        } finally {
            domain.restart();
        }
    }

    @Scenario
    void a_log_in_that_ends_is_renewed(Stage stage) {
        stage.clock().set(Instant.now());
        stage.origin("origin.test", new Deliveries());
        var headOffice = stage.proxy("name: head-office", acceptor(DomainAccount.HEAD_OFFICE));
        var branch = branch(stage, headOffice.address().getPort(), credentials(stage, "keytab"), UNPOOLED);
        int before = domain.logIns(DomainAccount.CHAIN).size();
        assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        int first = domain.logIns(DomainAccount.CHAIN).size();
        assertThat(first).isGreaterThan(before);

        stage.clock().advance(Duration.ofHours(11));
        assertThat(curl(stage, branch, Map.of(), "-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(domain.logIns(DomainAccount.CHAIN).size()).isGreaterThan(first);
    }

    @Scenario
    void a_keytab_from_before_a_password_is_told_by_its_version(Stage stage) {
        stage.origin("origin.test", new Deliveries());
        var proxy = stage.proxy(acceptor(DomainAccount.PROXY));
        domain.setPassword(DomainAccount.PROXY, "An0ther-Passw0rd");
        try {
            var refused = curl(stage, proxy, domain.environment(DomainAccount.ALICE), "-i", "http://origin.test/");
            assertThat(refused.out()).startsWith("HTTP/1.1 407 ").containsPattern("HTTP/localhost@CORP.TEST is encrypted with kvno [3-9]").contains("the keytab has kvno 2 ");
        } finally {
            domain.setPassword(DomainAccount.PROXY, DomainAccount.PROXY.password());
        }
    }

    private String acceptor(DomainAccount account) {
        return "listeners: [{name: clients, address: '127.0.0.1:0', schemes: [negotiate]}]\nidentity: {keytab: '%s', krb5-conf: '%s'}\n"
            .formatted(domain.keytab(account), domain.krb5Conf()) + domain.dnsYaml();
    }

    @Scenario
    void a_ticket_from_before_the_upstreams_key_changed_is_replaced_within_the_request(Stage stage) throws IOException {
        stage.clock().set(Instant.now());
        stage.origin("origin.test", new Deliveries());
        var keytab = Files.copy(domain.keytab(DomainAccount.PROXY), stage.folder().resolve("proxy.keytab"));
        var headOffice = stage.proxy("name: head-office", acceptor(keytab));
        var branch = stage.proxy(branchYaml(headOffice.address().getPort(), credentials(stage, "keytab")).replace("'hq.corp.test:", "'proxy.corp.test:"), UNPOOLED);
        assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        var another = "An0ther-Passw0rd";
        domain.setPassword(DomainAccount.PROXY, another);
        try {
            WrittenKeytab.write(keytab, "HTTP/proxy.corp.test", 100, new KerberosKey(new KerberosPrincipal("svc-proxy@CORP.TEST"), another.toCharArray(), "aes256-cts-hmac-sha1-96"));
            stage.clock().advance(Duration.ofMinutes(2));
            assertThat(curl(stage, branch, Map.of(), "http://origin.test/").succeeded().out()).isEqualTo("delivered");
            assertThat(headOffice.log(4).toString()).contains("407");
        } finally {
            domain.setPassword(DomainAccount.PROXY, DomainAccount.PROXY.password());
        }
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"1.3.6.1.5.5.2", "1.2.840.113554.1.2.2"})
    void a_token_counts_once_whether_spnego_is_around_it_or_not(String mechanism, Stage stage) throws Exception {
        stage.origin("origin.test", new Deliveries());
        var proxy = stage.proxy(acceptor(DomainAccount.PROXY));
        var head = "GET http://origin.test/ HTTP/1.1\nHost: origin.test\nAccept: text/plain\nProxy-Authorization: Negotiate %s\n\n".formatted(token(mechanism));

        assertThat(proxy.raw().ask(head).status()).isEqualTo(200);
        var replayed = proxy.raw().ask(head);
        assertThat(replayed.status()).isEqualTo(407);
        assertThat(replayed.text()).contains("the token was used before (replay)");
    }

    /** Of alice, as a program makes it that uses JGSS. */
    private String token(String mechanism) throws Exception {
        var options = Map.of("useKeyTab", "true", "keyTab", domain.keytab(DomainAccount.ALICE).toString(), "principal", "alice@CORP.TEST", "doNotPrompt", "true");
        var entry = new AppConfigurationEntry("com.sun.security.auth.module.Krb5LoginModule", AppConfigurationEntry.LoginModuleControlFlag.REQUIRED, options);
        var logIn = new LoginContext("alice", null, null, new Configuration() {
            @Override
            public AppConfigurationEntry[] getAppConfigurationEntry(String name) {
                return new AppConfigurationEntry[] {entry};
            }
        });
        logIn.login();
        return Subject.callAs(logIn.getSubject(), () -> {
            var manager = GSSManager.getInstance();
            var context = manager.createContext(manager.createName("HTTP@localhost", GSSName.NT_HOSTBASED_SERVICE), new Oid(mechanism), null, GSSContext.DEFAULT_LIFETIME);
            try {
                return Base64.getEncoder().encodeToString(context.initSecContext(new byte[0], 0, 0));
            } finally {
                context.dispose();
            }
        });
    }

    private String acceptor(Path keytab) {
        return acceptor(DomainAccount.PROXY).replace(domain.keytab(DomainAccount.PROXY).toString(), keytab.toString());
    }

    private Proxy branch(Stage stage, int port, String credentials, String... more) {
        return stage.proxy(Stream.concat(Stream.of(branchYaml(port, credentials)), Stream.of(more)).toArray(String[]::new));
    }

    private String branchYaml(int port, String credentials) {
        return """
            name: branch
            threads: 1
            upstreams: [{name: hq, members: ['hq.corp.test:%d'], credentials: %s}]
            routes: [{name: internet, match: any, to: hq}]
            identity: {krb5-conf: '%s'}
            %s
            """.formatted(port, credentials, domain.krb5Conf(), domain.dnsYaml());
    }

    private String credentials(Stage stage, String way) {
        return switch (way) {
            case "keytab" -> "{user: svc-chain, keytab: '%s', schemes: [negotiate]}".formatted(domain.keytab(DomainAccount.CHAIN));
            case "password" -> "{user: 'CORP\\svc-chain', password: 'file:%s', schemes: [negotiate, ntlm]}".formatted(secret(stage, DomainAccount.CHAIN.password()));
            case "ticket-cache" -> {
                stage.clock().set(Instant.now());
                yield "{ticket-cache: '%s', schemes: [negotiate]}".formatted(domain.environment(DomainAccount.CHAIN).get("KRB5CCNAME").substring("FILE:".length()));
            }
            default -> throw new IllegalArgumentException(way);
        };
    }

    private static Path secret(Stage stage, String password) {
        try {
            var file = Files.writeString(stage.folder().resolve("secret"), password + "\n");
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("writing a secret", e);
        }
    }

    private static String told(Stage stage, Proxy proxy) {
        return curl(stage, proxy, Map.of(), "-i", "-H", "Accept: text/plain", "http://origin.test/").out();
    }

    private static Peer.Ran curl(Stage stage, Proxy proxy, Map<String, String> environment, String... arguments) {
        var all = new ArrayList<>(List.of("-sS", "-x", "http://localhost:" + proxy.address().getPort(), "--proxy-negotiate", "-U", ":"));
        for (var argument : arguments) all.add(proxy.spelled(argument));
        return Peers.require("curl").run(PATIENCE, stage.folder(), environment, all.toArray(String[]::new));
    }
}
