// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.255", "::", "::1", "fc00::1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"})
    void an_address_is_read(String text) {
        assertThat(IpAddress.parse(text)).contains(InetAddress.ofLiteral(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "127.1", "256.0.0.1", "01.2.3.4", "1.2.3.4.", "fe80::1%eth0", "[::1]", "a.example", ":", "1:2", "0x7f.0.0.1"})
    void something_else_is_not(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1, 127.0.0.1", "8.8.8.8., 8.8.8.8", "0.0.0.0, 0.0.0.0", "::1, ::1", "::ffff:1.2.3.4, 1.2.3.4", "2001:DB8::1, 2001:db8::1"})
    void a_host_in_canonical_spelling_is_an_address(String host, String address) {
        assertThat(IpAddress.ofHost(host)).contains(InetAddress.ofLiteral(address));
        assertThat(IpAddress.ofHostInAnySpelling(host)).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @CsvSource({
        "127.1, 127.0.0.1", "2130706433, 127.0.0.1", "0x7f.1, 127.0.0.1", "0x7f000001, 127.0.0.1", "0177.0.0.1, 127.0.0.1",
        "0X7F.0.0.1, 127.0.0.1", "127.0.1, 127.0.0.1", "010.0.0.1, 8.0.0.1", "127.1., 127.0.0.1", "0, 0.0.0.0"})
    void inet_aton_spellings_are_never_dialled_but_meet_the_rules(String host, String address) {
        assertThat(IpAddress.ofHost(host)).isEmpty();
        assertThat(IpAddress.endsInNumber(host)).isTrue();
        assertThat(IpAddress.ofHostInAnySpelling(host)).contains(InetAddress.ofLiteral(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"256.0.0.1", "1.2.3.4.5", "1.2.3.", "example.123", "0x", "a.0xff", "1..2.3", "99999999999"})
    void what_ends_in_a_number_and_is_no_address_is_nothing(String host) {
        assertThat(IpAddress.ofHost(host)).isEmpty();
        assertThat(IpAddress.endsInNumber(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "localhost", "1.example", "0xg", "x1", "fe80::1%eth0", ":", ":::", "1:2", "", "."})
    void the_rest_are_names_or_nonsense(String host) {
        assertThat(IpAddress.ofHost(host)).isEmpty();
        assertThat(IpAddress.endsInNumber(host)).isFalse();
        assertThat(IpAddress.ofHostInAnySpelling(host)).isEmpty();
    }
}
