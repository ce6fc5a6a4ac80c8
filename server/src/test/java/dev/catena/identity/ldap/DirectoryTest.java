// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFReader;
import com.unboundid.util.ssl.KeyStoreKeyManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import dev.catena.identity.Groups;
import dev.catena.identity.ldap.Directory.Verdict;
import dev.catena.identity.winbind.DomainName;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import dev.catena.testkit.Peer;
import dev.catena.testkit.TestClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a directory as others than Microsoft make them, in this process; Active Directory is asked where a whole domain is there. */
class DirectoryTest {
    private static final String PIN = "password-of-the-keys";
    private static final String SERVICE = "uid=catena,dc=corp,dc=example";
    private static final String LDIF = """
        dn: dc=corp,dc=example
        objectClass: domain
        dc: corp

        dn: uid=catena,dc=corp,dc=example
        objectClass: inetOrgPerson
        cn: Catena
        sn: Catena
        userPassword: service-password

        dn: uid=alice,dc=corp,dc=example
        objectClass: inetOrgPerson
        cn: Alice
        sn: A
        uid: alice
        userPassword: right

        dn: uid=bob*,dc=corp,dc=example
        objectClass: inetOrgPerson
        cn: Bob
        sn: B
        uid: bob*
        userPassword: right

        dn: cn=one,dc=corp,dc=example
        objectClass: inetOrgPerson
        cn: one
        sn: T
        uid: twin

        dn: cn=other,dc=corp,dc=example
        objectClass: inetOrgPerson
        cn: other
        sn: T
        uid: twin

        dn: cn=Staff,dc=corp,dc=example
        objectClass: groupOfNames
        cn: Staff
        member: uid=alice,dc=corp,dc=example

        dn: cn=Everybody,dc=corp,dc=example
        objectClass: groupOfNames
        cn: Everybody
        member: cn=Staff,dc=corp,dc=example
        member: cn=Everybody,dc=corp,dc=example
        """;

    @TempDir
    Path folder;
    private final TestClock clock = new TestClock();
    private final List<String> binds = new CopyOnWriteArrayList<>();
    private final List<Directory> opened = new ArrayList<>();
    private InMemoryDirectoryServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        var store = folder.resolve("keys.p12");
        new Peer(Path.of(System.getProperty("java.home"), "bin", "keytool")).run(Duration.ofSeconds(30), folder, "-genkeypair", "-alias", "ldap", "-keyalg", "EC",
            "-dname", "CN=localhost", "-ext", "san=dns:localhost", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PIN).succeeded();
        writeCertificate(store);
        var tls = new SSLUtil(new KeyStoreKeyManager(store.toFile(), PIN.toCharArray()), new TrustAllTrustManager());
        var config = new InMemoryDirectoryServerConfig("dc=corp,dc=example");
        config.setSchema(null);
        config.setListenerConfigs(
            InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getLoopbackAddress(), 0, tls.createSSLSocketFactory()),
            InMemoryListenerConfig.createLDAPSConfig("tls", InetAddress.getLoopbackAddress(), 0, tls.createSSLServerSocketFactory(), null));
        config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
            @Override
            public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) throws LDAPException {
                binds.add(request.getRequest().getBindDN());
            }
        });
        server = new InMemoryDirectoryServer(config);
        server.importFromLDIF(true, new LDIFReader(new ByteArrayInputStream(LDIF.getBytes(StandardCharsets.UTF_8))));
        server.startListening();
        port = server.getListenPort("plain");
    }

    @AfterEach
    void stop() {
        opened.forEach(Directory::close);
        server.shutDown(true);
    }

    @Test
    void a_password_is_right_or_wrong_and_an_empty_one_is_never_asked_about() {
        var directory = directory("", "");
        assertThat(check(directory, "ALICE", "right")).isEqualTo(new Verdict.Right("alice"));
        assertThat(check(directory, "alice", "wrong")).isInstanceOf(Verdict.Wrong.class);
        assertThat(check(directory, "nobody", "right")).isInstanceOf(Verdict.Wrong.class);
        binds.clear();
        assertThat(check(directory, "alice", "")).isEqualTo(new Verdict.Wrong("the password is empty"));
        assertThat(check(directory, "alice", "\0x")).as("C programs end a text there").isInstanceOf(Verdict.Wrong.class);
        assertThat(binds).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "ali*", "alice)(uid=*", "*)(objectClass=*", "\\61lice", "al\0ice", "{dn}", "{user}"})
    void a_name_cannot_become_a_filter(String name) {
        assertThat(check(directory("", ""), name, "right")).isInstanceOf(Verdict.Wrong.class);
        assertThat(groups(directory("", ""), name).whyUnknown()).contains("the directory has no entry for");
    }

    @Test
    void a_name_with_letters_that_mean_something_in_filters_is_found() {
        assertThat(check(directory("", ""), "bob*", "right")).isEqualTo(new Verdict.Right("bob*"));
    }

    @Test
    void two_entries_of_one_name_are_nobody() {
        assertThat(check(directory("", ""), "twin", "right")).isEqualTo(new Verdict.Wrong("the directory has several entries for twin"));
        assertThat(groups(directory("", ""), "twin").whyUnknown()).isEqualTo("the directory has several entries for twin");
    }

    @Test
    void groups_are_found_and_those_they_are_in_if_wanted() {
        assertThat(groups(directory("", ""), "alice").names()).containsExactly("CORP\\Staff");
        assertThat(groups(directory("", "nested: true"), "alice").names()).containsExactly("CORP\\Everybody", "CORP\\Staff");
        assertThat(groups(directory("", ""), "bob*").names()).isEmpty();
    }

    @Test
    void groups_are_remembered_and_old_ones_serve_while_nobody_can_be_asked() throws LDAPException {
        var directory = directory("", "");
        assertThat(directory.remembered("alice")).isEmpty();
        groups(directory, "alice");
        assertThat(directory.remembered("Alice")).isPresent();
        clock.advance(Duration.ofMinutes(5));
        assertThat(directory.remembered("alice")).isEmpty();
        server.shutDown(true);
        assertThat(groups(directory, "alice").names()).as("an hour").containsExactly("CORP\\Staff");
        clock.advance(Duration.ofHours(1));
        assertThat(groups(directory, "alice").whyUnknown()).startsWith("the directory cannot be asked: ");
        server.startListening();
        assertThat(groups(directory, "alice").whyUnknown()).as("it is left alone for a moment").startsWith("the directory cannot be asked: ");
        clock.advance(Directory.PAUSE);
    }

    @Test
    void a_server_that_is_down_is_passed_over() throws IOException {
        final int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThat(check(directory("urls: ['ldap://127.0.0.1:%d', 'ldap://127.0.0.1:%d']".formatted(closed, port), ""), "alice", "right"))
            .isInstanceOf(Verdict.Right.class);
        assertThat(check(directory("urls: ['ldap://127.0.0.1:%d']".formatted(closed), ""), "alice", "right"))
            .isInstanceOfSatisfying(Verdict.Unavailable.class, unavailable -> assertThat(unavailable.words())
                .contains("127.0.0.1:" + closed, "Connection refused").doesNotContain("Exception", "ldapSDK"));
    }

    @Test
    void a_server_that_does_not_answer_is_waited_for_until_the_deadline() throws IOException {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var directory = directory("urls: ['ldap://127.0.0.1:%d']".formatted(silent.getLocalPort()), "deadline: 300ms, connect-timeout: 200ms");
            assertThat(check(directory, "alice", "right")).isInstanceOf(Verdict.Unavailable.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ldaps://localhost", "ldap://localhost"})
    void certificates_are_checked(String url) {
        var tls = "urls: ['%s:%d'], starttls: true".formatted(url, server.getListenPort(url.startsWith("ldaps") ? "tls" : "plain"));
        assertThat(check(directory(tls, "ca: " + folder.resolve("ca.pem")), "alice", "right")).isInstanceOf(Verdict.Right.class);
        assertThat(check(directory(tls, ""), "alice", "right")).as("an authority nobody knows").isInstanceOf(Verdict.Unavailable.class);
        assertThat(check(directory(tls.replace("localhost", "elsewhere.test"), "ca: " + folder.resolve("ca.pem")), "alice", "right"))
            .as("another name").isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void our_own_wrong_password_is_shown_once() {
        var directory = directory("", "", "guessed");
        var verdicts = IntStream.range(0, 20).mapToObj(_ -> directory.check("alice", "right").toCompletableFuture()).toList();
        assertThat(verdicts).allSatisfy(verdict -> assertThat(verdict.join()).isInstanceOf(Verdict.Unavailable.class));
        assertThat(binds).containsExactly(SERVICE);
        clock.advance(Brake.REST);
        check(directory, "alice", "right");
        assertThat(binds).containsExactly(SERVICE, SERVICE);
    }

    private Directory directory(String urls, String more) {
        return directory(urls, more, "service-password");
    }

    private Directory directory(String urls, String more, String password) {
        var yaml = "{%s, user: '%s', base: 'dc=corp,dc=example', user-filter: '(uid={user})', user-attribute: uid, group-attribute: cn, "
            + "group-filter: '(&(objectClass=groupOfNames)(member={dn}))'%s}";
        var where = urls.isEmpty() ? "urls: ['ldap://127.0.0.1:%d'], starttls: false".formatted(port) : urls.contains("starttls") ? urls : urls + ", starttls: false";
        try {
            var file = Files.writeString(folder.resolve("ldap.yaml"), yaml.formatted(where, SERVICE, more.isEmpty() ? "" : ", " + more));
            var settings = ((Reading.Usable<LdapSettings>) SettingsReader.of(LdapSettings.class).read(file, List.of())).value();
            var directory = new Directory(settings, DomainName.of("CORP", settings.dnsName()), password,
                name -> name.endsWith(".test") ? List.of(InetAddress.getLoopbackAddress()) : List.of(), clock, new DirectoryCounts());
            opened.add(directory);
            return directory;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Verdict check(Directory directory, String user, String password) {
        return directory.check(user, password).toCompletableFuture().join();
    }

    private static Groups groups(Directory directory, String user) {
        return directory.groups(user).toCompletableFuture().join();
    }

    private void writeCertificate(Path store) throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(store.toFile(), PIN.toCharArray());
        var der = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE-----\n");
    }
}
