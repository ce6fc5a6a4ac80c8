// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {
    @ParameterizedTest
    @CsvSource({
        "a.test, a.test, -1", "A.Test, a.test, -1", "a.test:80, a.test, 80", "a.test:, a.test, -1", "a.test:00080, a.test, 80", "a.test:65535, a.test, 65535",
        "127.0.0.1:1, 127.0.0.1, 1", "2130706433, 2130706433, -1", "[::1], ::1, -1", "[::1]:80, ::1, 80", "[::FFFF:1.2.3.4], ::ffff:1.2.3.4, -1",
        "[::]:, ::, -1", "a_b.test, a_b.test, -1", "a..test, a..test, -1", "a.test., a.test., -1"})
    void a_host_and_a_port_are_told_apart(String text, String host, int port) {
        assertThat(Authority.parse(text)).contains(new Authority(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", ":", ":80", "a.test:0", "a.test:65536", "a.test:000080", "a.test:-1", "a.test:8 0", "a.test:80:80", "a b", "a,b", "u@a.test", "a.test/", "a%41.test",
        "a\\b", "ä.test", "[", "[]", "[]:80", "[::1", "[::1]80", "[::1]:x", "[::1]]", "[1.2.3.4]", "[::1%eth0]", "[g::1]", "[v1.x]", "[:::]", "[1:2]", "[::1.2.3]",
        "[1:2:3:4:5:6:7:8:9]", "[12345::]", "::1"})
    void anything_else_is_none(String text) {
        assertThat(Authority.parse(text)).isEmpty();
    }
}
