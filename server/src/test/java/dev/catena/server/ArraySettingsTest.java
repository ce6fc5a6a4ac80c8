// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.array.ArraySettings;
import dev.catena.array.OwnerHash;
import dev.catena.settings.Fault;
import dev.catena.settings.HostPort;
import dev.catena.settings.Reading;
import dev.catena.settings.SettingsReader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArraySettingsTest {
    private static final String SOUND = """
        array:
          name: branch
          address: 10.0.0.11:3130
          join: [10.0.0.11:3130, 10.0.0.12:3130]
          credentials: {user: array, password: env:ARRAY_PASSWORD, schemes: [ntlm]}
        """;

    @Test
    void a_lone_proxy_has_no_array_and_a_member_has_sensible_terms() {
        assertThat(usable("").array().isOn()).isFalse();
        assertThat(usable("").doors()).isEqualTo(usable("").listeners());
        var settings = usable(SOUND);
        var array = settings.array();
        assertThat(array.hash()).isEqualTo(OwnerHash.RENDEZVOUS);
        assertThat(array.load()).isEqualTo(100);
        assertThat(array.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(array.proxyOr(new HostPort("0.0.0.0", 8080))).hasToString("10.0.0.11:8080");
        assertThat(settings.doors()).extracting(door -> door.name() + " " + door.address()).containsExactly("clients 127.0.0.1:3128", "array 10.0.0.11:3130");
        assertThat(read(SOUND).faults()).isEmpty();
        assertThat(ArraySettings.off()).isEqualTo(usable("array: off").array());
    }

    @Test
    void a_listener_of_the_same_address_takes_members_as_well() {
        var settings = usable(SOUND + "listeners: [{name: inner, address: '10.0.0.11:3130', schemes: [ntlm]}]\nidentity: {accounts: 'file:a'}\n");
        assertThat(settings.membersHaveOwnListener()).isFalse();
        assertThat(settings.doors()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        array: {name: 'a b', address: '127.0.0.1:1', join: ['127.0.0.1:2']}                  | ERROR array.name 'a b' cannot name an array
        array: {name: a, address: '0.0.0.0:1', join: ['10.0.0.1:2'], credentials: {user: u, password: 'env:X'}} | ERROR array.address 0.0.0.0:1 is nowhere the other members could connect to
        array: {name: a, address: '127.0.0.1:1'}                                             | ERROR array nothing says where the other members are
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], dns: x.example}      | ERROR array `join`, `dns` and `kubernetes` exclude each other
        array: {name: a, address: '127.0.0.1:1', kubernetes: Catena}                         | ERROR array.kubernetes 'Catena' is not SERVICE.NAMESPACE
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:1']}                      | WARNING array.join names only this member itself: it is an array of one until others join it
        array: {name: a, address: '10.0.0.1:1', join: ['10.0.0.2:1']}                        | ERROR array.credentials without them everybody who reaches 10.0.0.1:1 would be taken for a member
        array: {name: a, address: '10.0.0.1:1', join: ['10.0.0.2:1'], credentials: {user: u, password: 'env:X', schemes: [basic]}} | ERROR array.credentials.schemes basic would show the password to everybody on the way, and there is no other scheme
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], credentials: {user: 'CORP\\u', password: 'env:X'}} | ERROR array.credentials.user members know this user only among themselves: it has no domain
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], credentials: {as: pass-through}} | ERROR array.credentials.as members prove themselves, not their clients
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], load: 1000001}       | ERROR array.load 1000001 is more than 1000000
        array: {name: a, address: '127.0.0.1:3129', join: ['127.0.0.1:2']}                   | ERROR array.address the console already listens on 127.0.0.1:3129
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], hash: carp}          | ERROR array.hash 'carp' is not known here
        array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2'], script: {direct: ['fc00::/7']}} | ERROR array.script.direct[0] scripts cannot compare IPv6 addresses
        {array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2']}, upstreams: [{name: a, members: ['h:1']}], routes: [{name: r, to: a}]} | ERROR array.name an upstream is named 'a', too
        {array: {name: a, address: '127.0.0.1:1', join: ['127.0.0.1:2']}, listeners: [{name: array, address: '127.0.0.1:9'}]} | ERROR listeners 'array' is the name of the listener that members of the array log in at
        """)
    void what_does_not_agree_is_said(String text, String fault) {
        assertThat(read(text).faults()).extracting(ArraySettingsTest::line).contains(fault);
    }

    private static String line(Fault fault) {
        return "%s %s %s".formatted(fault.severity(), fault.path(), fault.happened());
    }

    private static Reading<ProxySettings> read(String text) {
        return SettingsReader.of(ProxySettings.class).read("catena.yaml", text, List.of());
    }

    private static ProxySettings usable(String text) {
        return switch (read(text)) {
            case Reading.Usable<ProxySettings>(var settings, _) -> settings;
            case Reading.Faulty<ProxySettings>(var faults) -> throw new AssertionError(faults.toString());
        };
    }
}
