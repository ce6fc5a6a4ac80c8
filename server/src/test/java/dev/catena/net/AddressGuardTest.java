// SPDX-License-Identifier: Apache-2.0
package dev.catena.net;

import static dev.catena.net.AddressGuard.Access.ALLOW;
import static dev.catena.net.AddressGuard.Access.DENY;
import static dev.catena.net.AddressGuard.Access.FROM_LOOPBACK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private final OwnSockets own = new OwnSockets(List.of("proxy.example"), address -> Set.of("10.0.0.5", "2001:db8::5").contains(plain(address)));
    private final AddressGuard initial = new AddressGuard(ALLOW, FROM_LOOPBACK, own);
    private final AddressGuard open = new AddressGuard(ALLOW, ALLOW, own);
    private final AddressGuard closed = new AddressGuard(DENY, DENY, own);

    @ParameterizedTest
    @ValueSource(strings = {
        "169.254.169.254", "169.254.170.2", "169.254.1.1", "100.100.100.200", "192.0.0.192", "168.63.129.16",
        "fd00:ec2::254", "fe80::1", "febf::1", "::ffff:169.254.169.254", "::169.254.169.254", "64:ff9b::169.254.169.254",
        "64:ff9b:1::169.254.169.254", "64:ff9b:1:a9fe:a9:fe00::", "64:ff9b:1:a9:fe:a9fe::", "2002:a9fe:a9fe::1", "2001:0:a9fe:a9fe::1",
        "2001:0:4136:e378:8000:63bf:5601:5601", "::ffff:0:169.254.169.254", "2001:db8::5efe:169.254.169.254", "2001:db8::200:5efe:a9fe:a9fe",
        "224.0.0.1", "239.255.255.255", "255.255.255.255", "240.0.0.1", "192.0.0.8", "ff02::1", "::ffff:224.0.0.1", "100::1"})
    void nobody_reaches_link_local_metadata_multicast_and_reserved_addresses(String spelling) {
        assertThat(open.refuses(InetAddress.ofLiteral(spelling), 80, true)).map(Refusal::code).contains(RefusalCode.DESTINATION_PROHIBITED);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "::1", "::", "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "64:ff9b::", "::0.0.0.2"})
    void the_loopback_is_open_to_callers_over_loopback_only(String spelling) {
        var address = InetAddress.ofLiteral(spelling);
        assertThat(initial.refuses(address, 80, true)).isEmpty();
        assertThat(open.refuses(address, 80, false)).isEmpty();
        assertThat(initial.refuses(address, 80, false)).map(Refusal::code).contains(RefusalCode.DESTINATION_PROHIBITED);
        assertThat(closed.refuses(address, 80, true)).map(Refusal::remedy).hasValueSatisfying(remedy -> assertThat(remedy).contains("destinations.loopback"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "198.18.0.1", "fc00::1", "fdff::1", "fec0::1",
        "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::8.8.8.8", "2002:c0a8:101::1"})
    void private_networks_are_a_setting(String spelling) {
        var address = InetAddress.ofLiteral(spelling);
        assertThat(initial.refuses(address, 80, false)).isEmpty();
        assertThat(closed.refuses(address, 80, true)).map(Refusal::remedy).hasValueSatisfying(remedy -> assertThat(remedy).contains("destinations.private"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "8.8.8.8", "1.0.0.1", "126.255.255.255", "128.0.0.1", "169.253.0.1", "169.255.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1", "100.63.0.1",
        "100.128.0.1", "223.255.255.255", "198.17.0.1", "2606:4700::1111", "64:ff9b::8.8.8.8", "2002:808:808::1", "::ffff:8.8.8.8", "2001:4860::8888",
        "2001:0:4136:e378:8000:63bf:f7f7:f7f7"})
    void public_addresses_are_open_even_to_the_strictest(String spelling) {
        assertThat(closed.refuses(InetAddress.ofLiteral(spelling), 443, false)).isEmpty();
    }

    @Test
    void an_address_mapped_by_its_bytes_is_unmapped_too() throws Exception {
        var bytes = new byte[16];
        bytes[10] = bytes[11] = -1;
        bytes[12] = 127;
        bytes[15] = 1;
        var mapped = Inet6Address.getByAddress(null, bytes, -1);
        assertThat(mapped).isInstanceOf(Inet6Address.class);
        assertThat(initial.refuses(mapped, 80, false)).isPresent();
    }

    @Test
    void the_proxys_own_sockets_are_a_loop_for_everybody() {
        own.replace(List.of(new InetSocketAddress("127.0.0.1", 3128), new InetSocketAddress("::", 3129)));
        for (var spelling : List.of("127.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1")) {
            assertThat(open.refuses(InetAddress.ofLiteral(spelling), 3128, true)).as(spelling).map(Refusal::code).contains(RefusalCode.LOOP);
        }
        for (var spelling : List.of("127.0.0.1", "127.9.9.9", "::1", "10.0.0.5", "2001:db8::5", "::", "0.0.0.0", "::ffff:10.0.0.5")) {
            assertThat(open.refuses(InetAddress.ofLiteral(spelling), 3129, true)).as(spelling).map(Refusal::code).contains(RefusalCode.LOOP);
        }
        assertThat(open.refuses(InetAddress.ofLiteral("127.0.0.2"), 3128, true)).isEmpty();
        assertThat(open.refuses(InetAddress.ofLiteral("10.0.0.5"), 3128, true)).isEmpty();
        assertThat(open.refuses(InetAddress.ofLiteral("10.0.0.6"), 3129, true)).isEmpty();
        assertThat(open.refuses(InetAddress.ofLiteral("127.0.0.1"), 3130, true)).isEmpty();
    }

    @Test
    void a_host_is_ours_by_address_and_by_the_machines_names() {
        own.replace(List.of(new InetSocketAddress("127.0.0.1", 3128)));
        for (var host : List.of("127.0.0.1", "127.1", "0x7f.1", "2130706433", "LocalHost", "localhost.", "Proxy.Example.")) {
            assertThat(own.has(host, 3128)).as(host).isTrue();
        }
        assertThat(own.has("localhost", 80)).isFalse();
        assertThat(own.has("other.example", 3128)).isFalse();
    }

    private static String plain(InetAddress address) {
        return address.getAddress().length == 4 || !address.getHostAddress().equals("2001:db8:0:0:0:0:0:5") ? address.getHostAddress() : "2001:db8::5";
    }
}
