// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.catena.testkit.Cases;
import dev.catena.testkit.Property;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges and credentials: one grammar, two fields. */
class ChallengeTest {
    static Stream<Arguments> lists() {
        return Stream.of(
            arguments(List.of(), List.of()),
            arguments(List.of(" , ,"), List.of()),
            arguments(List.of("NTLM"), List.of(Challenge.of("NTLM"))),
            arguments(List.of("Negotiate, NTLM ,, Basic realm=\"a, b\""),
                List.of(Challenge.of("Negotiate"), Challenge.of("NTLM"), new Challenge("Basic", "", Map.of("realm", "a, b")))),
            arguments(List.of("Negotiate", "NTLM TlRMTVNTUAAC+/==", "Basic realm=x"),
                List.of(Challenge.of("Negotiate"), Challenge.of("NTLM", "TlRMTVNTUAAC+/=="), new Challenge("Basic", "", Map.of("realm", "x")))),
            arguments(List.of("Basic realm = \"x\" , charset=\"UTF-8\", NTLM"),
                List.of(new Challenge("Basic", "", Map.of("realm", "x", "charset", "UTF-8")), Challenge.of("NTLM"))),
            arguments(List.of("Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\""),
                List.of(new Challenge("Newauth", "", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")),
                    new Challenge("Basic", "", Map.of("realm", "simple")))),
            arguments(List.of("Digest realm=\"\", QOP=\"auth,auth-int\",\tnonce=\"\""),
                List.of(new Challenge("Digest", "", Map.of("realm", "", "qop", "auth,auth-int", "nonce", "")))),
            arguments(List.of("Odd a=, Odder b==,c"), List.of(Challenge.of("Odd", "a="), Challenge.of("Odder", "b=="), Challenge.of("c"))));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void a_list_is_read_over_all_its_lines(List<String> lines, List<Challenge> challenges) {
        assertThat(Challenge.parse(lines)).isEqualTo(challenges);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=x", "\"x\"", "Basic realm=\"x", "Basic realm=\"x\\", "Basic realm=\"x\" charset=y", "Basic realm=x, realm=y", "Basic realm=x realm",
        "Basic ré=x", "a b c", "Basic realm=\"a\u0007b\"", "NTLM TlRM TlRM", "a/b", "Basic realm=\"x\"y", "Basic realm==\"x\"", "a=b"})
    void what_the_grammar_does_not_allow_is_refused(String line) {
        assertThatThrownBy(() -> Challenge.parse(List.of(line))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at character");
    }

    @Test
    void lists_and_parameters_are_bounded() {
        assertThatThrownBy(() -> Challenge.parse(List.of("a,".repeat(33)))).hasMessageContaining("more than 32 challenges");
        var params = new StringBuilder("a ");
        for (int i = 0; i < 33; i++) params.append("p").append(i).append("=x,");
        assertThatThrownBy(() -> Challenge.parse(List.of(params.toString()))).hasMessageContaining("more than 32 parameters");
        assertThatThrownBy(() -> Credentials.parse("Basic " + "a".repeat(Credentials.LENGTH_MAX))).hasMessageContaining("longer than");
    }

    @Test
    void credentials_are_one_and_show_themselves_to_nobody() {
        var basic = Credentials.parse("basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assertThat(basic).isEqualTo(Credentials.of("basic", "QWxhZGRpbjpvcGVuIHNlc2FtZQ==")).hasToString("basic ****");
        assertThatThrownBy(() -> Credentials.parse("Basic QQ==, Basic QQ==")).hasMessageContaining("more than one");
        assertThatThrownBy(() -> Credentials.parse("Basic secret secret")).hasMessageNotContaining("secret");
    }

    @Test
    void digest_credentials_are_printed_as_the_rfc_has_them() {
        var params = new LinkedHashMap<String, String>();
        params.put("username", "Mufasa");
        params.put("uri", "/dir/index.html");
        params.put("algorithm", "MD5");
        params.put("nc", "00000001");
        params.put("qop", "auth");
        assertThat(new Credentials("Digest", "", params).toWire())
            .isEqualTo("Digest username=\"Mufasa\", uri=\"/dir/index.html\", algorithm=MD5, nc=00000001, qop=auth");
    }

    @Property
    void what_is_printed_is_read_back(Cases cases) {
        var challenges = cases.listOf(0, 5, () -> challenge(cases));
        var wire = challenges.stream().map(Challenge::toWire).toList();
        assertThat(Challenge.parse(wire)).isEqualTo(challenges);
        assertThat(Challenge.parse(List.of(String.join(", ", wire)))).isEqualTo(challenges);
        for (var one : challenges) {
            assertThat(Credentials.parse(new Credentials(one.scheme(), one.token68(), one.params()).toWire()).params()).isEqualTo(one.params());
        }
    }

    @Property(tries = 2000)
    void a_mutant_is_read_or_refused_and_nothing_else(Cases cases) {
        var mutant = cases.mutated(cases.listOf(1, 3, () -> challenge(cases).toWire()).toString());
        try {
            var read = Challenge.parse(List.of(mutant));
            assertThat(Challenge.parse(read.stream().map(Challenge::toWire).toList())).isEqualTo(read);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageNotContaining("Index");
        }
    }

    private static Challenge challenge(Cases cases) {
        return switch (cases.integer(0, 2)) {
            case 0 -> Challenge.of(cases.token());
            case 1 -> Challenge.of(cases.token(), cases.text("abcXYZ019-._~+/", 1, 12) + "=".repeat(cases.integer(0, 2)));
            default -> {
                var params = new LinkedHashMap<String, String>();
                cases.listOf(1, 4, () -> params.put(cases.token().toLowerCase(java.util.Locale.ROOT), cases.flip() ? cases.fieldValue() : cases.text("\"\\,= \u00e9x", 0, 6)));
                yield new Challenge(cases.token(), "", params);
            }
        };
    }
}
