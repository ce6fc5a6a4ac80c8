// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.base.Offload;
import dev.catena.http.Challenge;
import dev.catena.http.HeadLimits;
import dev.catena.http.HeadScanner;
import dev.catena.http.RefusalCode;
import dev.catena.http.RequestHead;
import dev.catena.http.Scanned;
import dev.catena.identity.accounts.Account;
import dev.catena.identity.accounts.Accounts;
import dev.catena.identity.accounts.PasswordHash;
import dev.catena.identity.digest.DigestAlgorithm;
import dev.catena.identity.digest.DigestSession;
import dev.catena.identity.ntlm.NtHash;
import dev.catena.identity.ntlm.NtlmClient;
import dev.catena.identity.ntlm.NtlmLogin;
import dev.catena.identity.ntlm.NtlmTarget;
import dev.catena.settings.SettingsReader;
import dev.catena.testkit.TestClock;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who sent a request, told from its head and its connection. */
class ClientAuthTest {
    private static final Mode ALL = new Mode(List.of(Scheme.NEGOTIATE, Scheme.NTLM, Scheme.DIGEST, Scheme.BASIC));
    private static final Mode OPTIONAL = new Mode(List.of(Scheme.ANONYMOUS, Scheme.NTLM, Scheme.BASIC));
    static final String PASSWORD = "p\u00e4ss:word";
    private static final Accounts ACCOUNTS = Accounts.NONE.with(account("alice")).with(account("z\u00f6e")).with(account("bob"))
        .with(account("carol", "pass:word").withGroups(List.of("Staff")));

    private final TestClock clock = new TestClock();
    private final Offload hashes = new Offload("hashes", 2, 100, Duration.ofSeconds(30));
    private final ClientAuth auth = clientAuth(clock, hashes);

    static ClientAuth clientAuth(InstantSource clock, Offload hashes) {
        var settings = settings();
        return new ClientAuth(settings, ACCOUNTS, null, null, null, new NtlmTarget("PROXY", "PROXY", "", "", Set.of()),
            new AuthMemory(settings, clock, new SecureRandom()), hashes, clock, new SecureRandom());
    }

    private static IdentitySettings settings() {
        var initial = SettingsReader.initial(IdentitySettings.class);
        return new IdentitySettings("", initial.domain(), initial.ldap(), "Catena", "", "*", "", List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5),
            initial.nonces(), initial.remember(), initial.throttle(), initial.upstreamLogIn(), initial.basicInCleartext());
    }

    private static Account account(String name) {
        return account(name, PASSWORD);
    }

    private static Account account(String name, String text) {
        var password = text.toCharArray();
        return new Account(name, PasswordHash.of(password, new SecureRandom())).withDigest(DigestAlgorithm.SHA_256, "Catena", password)
            .withDigest(DigestAlgorithm.MD5, "Catena", password).withNtHash(password);
    }

    @AfterEach
    void end() {
        hashes.close();
    }

    @Test
    void a_407_offers_every_scheme_in_the_order_of_the_settings() {
        var challenged = (Identified.Challenged) identify(proof(), ALL, "");
        assertThat(Challenge.parse(challenged.proxyAuthenticate())).extracting(Challenge::scheme).containsExactly("Negotiate", "NTLM", "Digest", "Digest", "Basic");
        assertThat(challenged.proxyAuthenticate().getLast()).isEqualTo("Basic realm=\"Catena\", charset=\"UTF-8\"");
        assertThat(challenged.refusal().code()).isEqualTo(RefusalCode.CLIENT_AUTHENTICATION);
        assertThat(challenged.handshake()).isFalse();
    }

    @Test
    void basic_is_utf_8_or_what_old_clients_send_and_the_password_may_have_colons() {
        assertThat(user(identify(proof(), ALL, basic("z\u00f6e", PASSWORD, StandardCharsets.UTF_8)))).isEqualTo("z\u00f6e");
        assertThat(user(identify(proof(), ALL, basic("z\u00f6e", PASSWORD, StandardCharsets.ISO_8859_1)))).isEqualTo("z\u00f6e");
        assertThat(identify(proof(), ALL, basic("alice", "wrong", StandardCharsets.UTF_8))).isInstanceOf(Identified.Challenged.class);
        assertThat(identify(proof(), ALL, basic("nobody", PASSWORD, StandardCharsets.UTF_8))).isInstanceOf(Identified.Challenged.class);
        assertThat(identify(proof(), ALL, "Basic !!!")).isInstanceOf(Identified.Challenged.class);
        assertThat(identify(proof(), ALL, "Basic")).isInstanceOf(Identified.Challenged.class);
    }

    @Test
    void a_right_password_is_hashed_once_in_a_while() {
        var request = request(basic("alice", PASSWORD, StandardCharsets.UTF_8));
        assertThat(auth.identify(request, proof(), ALL)).isInstanceOf(Identified.Checking.class);
        assertThat(user(settled(auth.identify(request, proof(), ALL)))).isEqualTo("alice");
        assertThat(auth.identify(request, proof(), ALL)).isInstanceOf(Identified.As.class);
        clock.advance(Duration.ofMinutes(2));
        assertThat(auth.identify(request, proof(), ALL)).isInstanceOf(Identified.Checking.class);
    }

    @Test
    void digest_is_verified_and_a_replay_is_challenged_as_stale() {
        var challenge = Challenge.parse(((Identified.Challenged) identify(proof(), ALL, "")).proxyAuthenticate()).stream()
            .filter(one -> one.is("Digest")).findFirst().orElseThrow();
        var sent = DigestSession.begin(challenge, "alice", PASSWORD).orElseThrow().answer("GET", "http://example.test/", "c").toWire();
        assertThat(user(identify(proof(), ALL, sent))).isEqualTo("alice");
        var again = (Identified.Challenged) identify(proof(), ALL, sent);
        assertThat(again.proxyAuthenticate()).filteredOn(line -> line.startsWith("Digest")).allMatch(line -> line.endsWith("stale=true"));
    }

    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"NTLM", "NEGOTIATE"})
    void a_handshake_proves_the_connection_and_nobody_elses(Scheme scheme) {
        var alices = proof();
        var bobs = proof();
        assertThat(user(handshake(alices, scheme, ALL, "alice", PASSWORD))).isEqualTo("alice");
        assertThat(identify(bobs, ALL, "")).isInstanceOf(Identified.Challenged.class);
        assertThat(user(handshake(bobs, scheme, ALL, "BOB", PASSWORD))).isEqualTo("bob");
        assertThat(user(identify(alices, ALL, ""))).isEqualTo("alice");
        assertThat(user(identify(bobs, ALL, ""))).isEqualTo("bob");
        assertThat(((Identified.As) identify(bobs, ALL, "")).principal().scheme()).isEqualTo(scheme);
    }

    @Test
    void credentials_of_one_request_do_not_outlive_it() {
        var connection = proof();
        assertThat(user(identify(connection, ALL, basic("alice", PASSWORD, StandardCharsets.UTF_8)))).isEqualTo("alice");
        assertThat(identify(connection, ALL, "")).isInstanceOf(Identified.Challenged.class);
        assertThat(user(identify(connection, ALL, basic("bob", PASSWORD, StandardCharsets.UTF_8)))).isEqualTo("bob");
        assertThat(user(handshake(connection, Scheme.NTLM, ALL, "alice", PASSWORD))).isEqualTo("alice");
        assertThat(user(identify(connection, ALL, basic("bob", PASSWORD, StandardCharsets.UTF_8)))).isEqualTo("bob");
    }

    @Test
    void a_failed_log_in_takes_the_connection_from_its_user() {
        var connection = proof();
        handshake(connection, Scheme.NTLM, ALL, "alice", PASSWORD);
        assertThat(handshake(connection, Scheme.NTLM, ALL, "bob", "wrong")).isInstanceOf(Identified.Challenged.class);
        assertThat(identify(connection, ALL, "")).isInstanceOf(Identified.Challenged.class);
    }

    @Test
    void a_last_leg_on_another_connection_proves_nothing() {
        var first = proof();
        var client = ntlmClient("alice", PASSWORD);
        var leg = (Identified.Challenged) identify(first, ALL, field("NTLM", client.negotiate()));
        var message = ((NtlmClient.Answer.Authenticate) client.answer(token(leg))).message();
        assertThat(identify(proof(), ALL, field("NTLM", message))).isInstanceOf(Identified.Challenged.class);
        identify(first, ALL, "");
        assertThat(identify(first, ALL, field("NTLM", message))).as("the handshake was given up between").isInstanceOf(Identified.Challenged.class);
    }

    @Test
    void where_anonymous_is_allowed_volunteers_are_challenged_and_verified_all_the_same() {
        assertThat(user(identify(proof(), OPTIONAL, ""))).isEmpty();
        assertThat(user(handshake(proof(), Scheme.NTLM, OPTIONAL, "alice", PASSWORD))).isEqualTo("alice");
        assertThat(identify(proof(), OPTIONAL, basic("alice", "wrong", StandardCharsets.UTF_8))).isInstanceOf(Identified.Challenged.class);
        assertThat(user(identify(proof(), OPTIONAL, "Bearer abc"))).as("a scheme nobody offered").isEmpty();
        assertThat(auth.challengeFor(OPTIONAL, "rule `staff` wants a user").proxyAuthenticate()).hasSize(2);
        assertThat(user(identify(proof(), Mode.OPEN, basic("alice", "wrong", StandardCharsets.UTF_8)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"BASIC", "NTLM"})
    void too_many_failures_refuse_the_right_password_too(Scheme scheme) {
        for (int i = 0; i < 6; i++) assertThat(logIn(scheme, "alice", "wrong" + i)).isInstanceOf(Identified.Challenged.class);
        assertThat(logIn(scheme, "alice", PASSWORD)).isInstanceOfSatisfying(Identified.Refused.class, refused -> {
            assertThat(refused.refusal().code()).isEqualTo(RefusalCode.LOG_IN_THROTTLED);
            assertThat(refused.refusal().cause()).contains("alice").contains("192.0.2.7").contains("1 s");
        });
        clock.advance(Duration.ofSeconds(1));
        assertThat(user(logIn(scheme, "alice", PASSWORD))).isEqualTo("alice");
    }

    @ParameterizedTest
    @EnumSource(value = Scheme.class, names = {"BASIC", "NTLM"})
    void an_account_is_in_its_groups_by_every_scheme(Scheme scheme) {
        assertThat(((Identified.As) logIn(scheme, "carol", "pass:word")).principal().groups().names()).containsExactly("Staff");
        assertThat(((Identified.As) logIn(scheme, "alice", PASSWORD)).principal().groups()).isEqualTo(Groups.NONE);
    }

    private Identified logIn(Scheme scheme, String user, String password) {
        return scheme == Scheme.BASIC ? identify(proof(), ALL, basic(user, password, StandardCharsets.UTF_8)) : handshake(proof(), scheme, ALL, user, password);
    }

    private Identified handshake(ConnectionProof proof, Scheme scheme, Mode mode, String user, String password) {
        var client = ntlmClient(user, password);
        var leg = (Identified.Challenged) identify(proof, mode, field(scheme.token(), client.negotiate()));
        assertThat(leg.handshake()).isTrue();
        return identify(proof, mode, field(scheme.token(), ((NtlmClient.Answer.Authenticate) client.answer(token(leg))).message()));
    }

    private NtlmClient ntlmClient(String user, String password) {
        return new NtlmClient(new NtlmLogin(user, "", "", NtHash.ofPassword(password.toCharArray()), ""), clock, new SecureRandom());
    }

    private static byte[] token(Identified.Challenged leg) {
        return Base64.getDecoder().decode(Challenge.parse(leg.proxyAuthenticate()).getFirst().token68());
    }

    private Identified identify(ConnectionProof proof, Mode mode, String field) {
        return settled(auth.identify(request(field), proof, mode));
    }

    private static Identified settled(Identified identified) {
        return identified instanceof Identified.Checking(var verdict) ? verdict.toCompletableFuture().join() : identified;
    }

    private static String user(Identified identified) {
        return ((Identified.As) identified).principal().shown();
    }

    private static ConnectionProof proof() {
        return new ConnectionProof(InetAddress.ofLiteral("192.0.2.7"));
    }

    private static String basic(String user, String password, Charset charset) {
        return field("Basic", (user + ":" + password).getBytes(charset));
    }

    private static String field(String scheme, byte[] token) {
        return scheme + " " + Base64.getEncoder().encodeToString(token);
    }

    private static RequestHead request(String field) {
        var text = "GET http://example.test/ HTTP/1.1\r\nHost: example.test\r\n" + (field.isEmpty() ? "" : "Proxy-Authorization: " + field + "\r\n") + "\r\n";
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ((Scanned.Complete<RequestHead>) new HeadScanner(HeadLimits.INITIAL).request(bytes, 0, bytes.length)).head();
    }
}
