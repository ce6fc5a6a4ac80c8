// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.catena.base.IpAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The single values that rules and routes are written with. */
class MatchScalarsTest {

    @ParameterizedTest
    @CsvSource({"25, 25, true", "25, 26, false", "8000-8100, 8000, true", "8000-8100, 8100, true", "8000-8100, 8101, false"})
    void a_port_range_includes_its_ends(String range, int port, boolean contained) {
        assertThat(PortRange.parse(range).contains(port)).isEqualTo(contained);
        assertThat(PortRange.parse(range)).hasToString(range);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        0      | 0 is not a port: ports go from 1 to 65535
        70000  | 70000 is not a port: ports go from 1 to 65535
        9-8    | the range 9-8 is empty
        http   | 'http' is not a port or a range of ports
        8-     | '8-' is not a port or a range of ports
        """)
    void a_wrong_port_range_is_explained(String text, String message) {
        assertThatThrownBy(() -> PortRange.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true", "10.0.0.0/8, 11.0.0.0, false", "127.0.0.1, 127.0.0.1, true", "127.0.0.1, 127.0.0.2, false",
        "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, ::1, false", "fc00::/7, fdff::1, true", "fc00::/7, fe80::1, false", "172.16.0.0/12, 172.32.0.0, false"})
    void a_network_contains_what_shares_its_prefix(String network, String address, boolean contained) {
        assertThat(Network.parse(network).contains(IpAddress.parse(address).orElseThrow())).isEqualTo(contained);
        assertThat(Network.parse(Network.parse(network).toString())).isEqualTo(Network.parse(network));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        10.0.0.1/8  | 10.0.0.1/8 has bits set beyond its prefix
        10.0.0.0/33 | /33 is not a prefix of 32 bits
        10/8        | '10/8' is not an address or a network
        10.0.0.0/   | '10.0.0.0/' is not a network: the prefix after / is a number of bits
        corp        | 'corp' is not an address or a network
        """)
    void a_wrong_network_is_explained(String text, String message) {
        assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({
        "corp.example, CORP.Example., true", "corp.example, a.corp.example, false", "*.corp.example, a.b.corp.example, true",
        "*.corp.example, corp.example, false", "*.corp.example, xcorp.example, false", "NODOTS, intranet, true", "NODOTS, intranet.corp, false",
        "NODOTS, ::1, false", "10.0.0.0/8, 10.1.1.1, true", "10.0.0.0/8, ten.example, false", "::1, ::1, true", "10.0.0.1, 10.0.0.1, true"})
    void a_host_pattern_matches(String pattern, String host, boolean matches) {
        assertThat(HostPattern.parse(pattern).matches(Host.of(host))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a.*.example", "*corp.example", "http://corp.example", "corp.example:80", "a b", "", "10.0.0.0/40"})
    void a_wrong_host_pattern_is_refused(String text) {
        assertThatThrownBy(() -> HostPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
