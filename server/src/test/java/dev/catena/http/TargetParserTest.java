// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetParserTest {
    private static @Nullable Target parse(Method method, String raw) {
        return TargetParser.parse(method, raw, null);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, http://a.test, http://a.test/", "GET, http://a.test/, http://a.test/", "GET, HTTP://A.TEST:80/B?c, http://a.test/B?c", "GET, http://a.test:81, http://a.test:81/",
        "GET, http://a.test?b, http://a.test/?b", "GET, http://a.test/?, http://a.test/?", "GET, http://a.test//b, http://a.test//b", "GET, http://a.test/../b, http://a.test/../b",
        "GET, http://a.test?@b.test, http://a.test/?@b.test", "GET, http://a.test/@b.test, http://a.test/@b.test", "GET, http://a.test?//b.test, http://a.test/?//b.test",
        "GET, http://[::1]/, http://[::1]/", "GET, https://a.test/, https://a.test/", "GET, ftp://a.test:21/x, ftp://a.test/x", "OPTIONS, http://a.test, http://a.test",
        "OPTIONS, http://a.test/, http://a.test/", "GET, coap+tcp://a.test:5/, coap+tcp://a.test:5/"})
    void an_absolute_target_has_one_canonical_form(String method, String raw, String uri) {
        assertThat(parse(Method.of(method), raw)).isInstanceOfSatisfying(Target.Absolute.class, target -> assertThat(target.uri()).isEqualTo(uri));
    }

    private static final List<String> TARGETS = List.of("http://a.test/", "http://a.test/b?c", "http://a.test", "http://a.test?b", "http://a.test:80/", "http://a.test:81/x",
        "http://a.test:8/", "HTTP://A.test/b", "http://A.test/b", "http://a.test./", "http://a.tes/", "http://a.test.evil/", "http://a.test@evil/", "https://a.test/", "https://a.test:443/b",
        "http://[::1]/a", "http://[::1]:81/a", "http://[::1]evil/", "ftp://a.test/", "/", "/http://a.test/", "*", "a.test:80");

    @Test
    void what_was_asked_before_changes_nothing() {
        for (var method : List.of(Method.GET, Method.OPTIONS)) {
            for (var first : TARGETS) {
                if (!(parse(method, first) instanceof Target.Absolute before)) continue;
                for (var raw : TARGETS) assertThat(TargetParser.parse(method, raw, before)).as(raw + " after " + first).isEqualTo(parse(method, raw));
            }
        }
    }

    @Test
    void all_that_is_said_of_a_target_is_of_a_piece() {
        for (var raw : TARGETS) {
            if (!(parse(Method.GET, raw) instanceof Target.Absolute target)) continue;
            assertThat(target).isEqualTo(new Target.Absolute(target.scheme(), target.host(), target.port(), target.pathAndQuery()));
        }
    }

    @Test
    void the_options_of_a_whole_server_have_an_asterisk() {
        assertThat(parse(Method.OPTIONS, "http://a.test")).isEqualTo(new Target.Absolute("http", "a.test", 80, "*"));
        assertThat(parse(Method.OPTIONS, "*")).isEqualTo(new Target.Asterisk());
        assertThat(parse(Method.GET, "*")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"a.test:443, a.test, 443", "[::1]:80, ::1, 80", "1.2.3.4:1, 1.2.3.4, 1"})
    void a_tunnel_has_a_host_and_a_port(String raw, String host, int port) {
        assertThat(parse(Method.CONNECT, raw)).isEqualTo(new Target.Tunnel(host, port));
    }

    @Test
    void a_path_is_kept_as_it_came() {
        assertThat(parse(Method.GET, "//a.test/b?c")).isEqualTo(new Target.Origin("//a.test/b?c"));
    }
}
