// SPDX-License-Identifier: Apache-2.0
package dev.catena.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.255", "::", "::1", "fc00::1", "::ffff:10.0.0.1", "1:2:3:4:5:6:7:8"})
    void an_address_is_read(String text) {
        assertThat(IpAddress.parse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "127.1", "256.0.0.1", "01.2.3.4", "1.2.3.4.", "fe80::1%eth0", "[::1]", "a.example", ":", "1:2", "0x7f.0.0.1"})
    void something_else_is_not(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }
}
