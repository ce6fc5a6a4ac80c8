// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:0", "proxy.example:3128", "[::1]:65535", "[fe80::1]:1", "a_b.example.:80", "localhost:80"})
    void what_is_read_is_printed_again(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        3128                | 3128 is only a port: write 127.0.0.1:3128 for this machine alone
        proxy               | 'proxy' has no port
        :3128               | ':3128' has no host; every interface is 0.0.0.0:3128 (IPv4) or [::]:3128 (IPv6)
        *:3128              | '*:3128' has no host; every interface is 0.0.0.0:3128 (IPv4) or [::]:3128 (IPv6)
        http://proxy:80     | 'http://proxy:80' is a URL: write the host and the port alone
        ::1                 | '::1' is an IPv6 address without brackets and port: write [::1]:3128
        a:70000             | 70000 is not a port: ports go from 0 to 65535
        -a:80               | '-a' is neither a host name nor an address
        [1.2.3.4]:80        | '[1.2.3.4]' is not an IPv6 address
        [x]:80              | '[x]' is not an IPv6 address
        a b:80              | 'a b:80' is not a host and a port
        """)
    void what_is_wrong_is_said(String text, String message) {
        assertThatThrownBy(() -> HostPort.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void loopback_and_wildcard_are_known() {
        assertThat(HostPort.parse("127.8.0.1:1").isLoopback()).isTrue();
        assertThat(HostPort.parse("[::1]:1").isLoopback()).isTrue();
        assertThat(HostPort.parse("LocalHost:1").isLoopback()).isTrue();
        assertThat(HostPort.parse("0.0.0.0:1").isLoopback()).isFalse();
        assertThat(HostPort.parse("localhost.example:1").isLoopback()).isFalse();
        assertThat(HostPort.parse("[::]:1").isWildcard()).isTrue();
        assertThat(HostPort.parse("proxy.example:1").toSocketAddress().isUnresolved()).isTrue();
        assertThat(HostPort.parse("[::1]:1").toSocketAddress().isUnresolved()).isFalse();
    }
}
