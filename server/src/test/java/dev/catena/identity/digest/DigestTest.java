// SPDX-License-Identifier: Apache-2.0
package dev.catena.identity.digest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Challenge;
import dev.catena.http.Credentials;
import dev.catena.identity.digest.DigestServer.Outcome;
import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import dev.catena.testkit.TestClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Digest: the examples of the RFCs, and both roles against each other. */
class DigestTest {
    private static final List<DigestAlgorithm> BOTH = List.of(DigestAlgorithm.SHA_256, DigestAlgorithm.MD5);
    private static final String URL = "http://example.test/dir/?q=1";

    private final TestClock clock = new TestClock();
    private final Nonces nonces = new Nonces(Duration.ofMinutes(5), 1000, new Random(7));
    private final DigestServer server = new DigestServer("Catena", BOTH, nonces, clock);

    /** RFC 7616 §3.9.1 with both algorithms, RFC 2617 §3.5, RFC 2069 §2.4 with its erratum's response. */
    @ParameterizedTest
    @CsvSource({
        "MD5, http-auth@example.org, Circle of Life, 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v, f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ, auth, 8ca523f5e9506fed4657c9700eebdbec",
        "SHA_256, http-auth@example.org, Circle of Life, 7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v, f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ, auth,"
            + " 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5, testrealm@host.com, Circle Of Life, dcd98b7102dd2f0e8b11d0f600bfb0c093, 0a4f113b, auth, 6629fae49393a05397450978507c4ef1",
        "MD5, testrealm@host.com, CircleOfLife, dcd98b7102dd2f0e8b11d0f600bfb0c093, '', '', 1949323746fe6a43ef61f9606e7febea"})
    void a_response_is_that_of_the_rfc(DigestAlgorithm algorithm, String realm, String password, String nonce, String cnonce, String qop, String response) {
        assertThat(Ha1.of(algorithm, "Mufasa", realm, password).response("GET", "/dir/index.html", nonce, "00000001", cnonce, qop)).isEqualTo(response);
    }

    @Test
    void a_session_answers_the_challenge_of_the_rfc() {
        var challenge = Challenge.parse(List.of("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=MD5, "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")).getFirst();
        var answer = DigestSession.begin(challenge, "Mufasa", "Circle of Life").orElseThrow()
            .answer("GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
        assertThat(answer.param("response")).contains("8ca523f5e9506fed4657c9700eebdbec");
        assertThat(answer.param("opaque")).contains("FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS");
        assertThat(answer.param("nc")).contains("00000001");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Digest realm=\"r\"|lacks", "Digest nonce=\"n\"|lacks", "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256|SHA-512-256",
        "Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess|MD5-sess", "Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"|auth-int"})
    void a_challenge_that_cannot_be_answered_says_why(String challenge, String why) {
        var parsed = Challenge.parse(List.of(challenge)).getFirst();
        assertThat(DigestSession.begin(parsed, "u", "p")).isEmpty();
        assertThat(DigestSession.whyUnusable(parsed)).contains(why);
    }

    @Property
    void both_roles_agree_on_any_name_and_password(Cases cases) {
        var user = cases.text("aZ09 \u00e9\u4e16\"\\,@", 1, 12);
        var password = cases.text("aZ09 :\u00e9\u4e16\"\\,=", 1, 12);
        var algorithm = cases.oneOf(BOTH);
        var session = DigestSession.begin(challengeOf(algorithm), user, password).orElseThrow();
        for (int i = 0; i < 3; i++) {
            var sent = Credentials.parse(session.answer("GET", URL, "c" + i).toWire());
            assertThat(server.check(sent, "GET", URL, account(user, password))).isEqualTo(new Outcome.Proven(user));
            assertThat(server.check(sent, "POST", URL, account(user, password))).isInstanceOf(Outcome.Wrong.class);
            assertThat(server.check(sent, "GET", URL, account(user, password + "x"))).isInstanceOf(Outcome.Wrong.class);
            assertThat(server.check(sent, "GET", URL + "x", account(user, password))).isInstanceOf(Outcome.Unusable.class);
        }
    }

    @Test
    void a_replay_is_stale_and_never_served() {
        var session = DigestSession.begin(challengeOf(DigestAlgorithm.SHA_256), "u", "p").orElseThrow();
        var first = session.answer("GET", URL, "c");
        var second = session.answer("GET", URL, "c");
        assertThat(check(second)).as("parallel connections overtake each other").isEqualTo(new Outcome.Proven("u"));
        assertThat(check(first)).isEqualTo(new Outcome.Proven("u"));
        assertThat(check(first)).isEqualTo(new Outcome.Stale());
        assertThat(check(second)).isEqualTo(new Outcome.Stale());
    }

    @Test
    void an_old_nonce_is_stale() {
        var session = DigestSession.begin(challengeOf(DigestAlgorithm.MD5), "u", "p").orElseThrow();
        clock.advance(Duration.ofMinutes(5));
        assertThat(check(session.answer("GET", URL, "c"))).isEqualTo(new Outcome.Proven("u"));
        clock.advance(Duration.ofMillis(1));
        assertThat(check(session.answer("GET", URL, "c"))).isEqualTo(new Outcome.Stale());
    }

    @Test
    void a_nonce_of_somebody_else_is_stale_and_costs_no_memory() {
        var params = new LinkedHashMap<>(challengeOf(DigestAlgorithm.MD5).params());
        params.put("nonce", new Nonces(Duration.ofDays(1), 4, new Random(8)).fresh(clock.instant()));
        var session = DigestSession.begin(new Challenge("Digest", "", params), "u", "p").orElseThrow();
        assertThat(check(session.answer("GET", URL, "c"))).isEqualTo(new Outcome.Stale());
        params.put("nonce", "!");
        assertThat(check(DigestSession.begin(new Challenge("Digest", "", params), "u", "p").orElseThrow().answer("GET", URL, "c"))).isEqualTo(new Outcome.Stale());
        assertThat(nonces.size()).isZero();
    }

    @Test
    void a_client_may_name_the_path_alone_as_curl_does() {
        var session = DigestSession.begin(challengeOf(DigestAlgorithm.MD5), "u", "p").orElseThrow();
        assertThat(check(session.answer("GET", "/dir/?q=1", "c"))).isEqualTo(new Outcome.Proven("u"));
    }

    @Test
    void an_extended_user_name_is_read() {
        var answer = DigestSession.begin(challengeOf(DigestAlgorithm.MD5), "\u00e9+x", "p").orElseThrow().answer("GET", URL, "c");
        var params = new LinkedHashMap<>(answer.params());
        params.remove("username");
        params.put("username*", "UTF-8''%C3%A9+x");
        assertThat(server.check(new Credentials("Digest", "", params), "GET", URL, account("\u00e9+x", "p"))).isEqualTo(new Outcome.Proven("\u00e9+x"));
    }

    /** Whatever is forgotten to make room, no count of any nonce is good twice. */
    @Property
    void no_count_is_good_twice(Cases cases) {
        var table = new Nonces(Duration.ofDays(1), cases.integer(1, 5), new Random(cases.seed()));
        var known = cases.listOf(1, 10, () -> {
            clock.advance(Duration.ofMillis(cases.integer(0, 2)));
            return table.fresh(clock.instant());
        });
        var seen = new HashSet<Map.Entry<String, Integer>>();
        for (int i = 0; i < 200; i++) {
            var nonce = cases.oneOf(known);
            int count = cases.integer(1, 100);
            if (table.use(nonce, count)) assertThat(seen.add(Map.entry(nonce, count))).as("%s %s", nonce, count).isTrue();
        }
        assertThat(table.size()).isLessThanOrEqualTo(5);
    }

    private Outcome check(Credentials credentials) {
        return server.check(credentials, "GET", URL, account("u", "p"));
    }

    private Challenge challengeOf(DigestAlgorithm algorithm) {
        return server.challenges(false).stream().filter(challenge -> challenge.param("algorithm").orElseThrow().equals(algorithm.token())).findFirst().orElseThrow();
    }

    private static DigestServer.Ha1s account(String name, String password) {
        return (user, algorithm) -> user.equals(name) ? Optional.of(Ha1.of(algorithm, name, "Catena", password)) : Optional.empty();
    }
}
