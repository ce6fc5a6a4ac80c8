// SPDX-License-Identifier: Apache-2.0
package dev.catena.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HopByHopTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "Connection", "Proxy-Connection", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Proxy-Authorization", "Proxy-Authenticate",
        "Proxy-Authentication-Info", "Content-Length"})
    void a_field_of_this_hop_does_not_travel_on(String name) {
        assertThat(HopByHop.endToEnd(Headers.of("A", "1", name, "x", name.toUpperCase(java.util.Locale.ROOT), "y", "B", "2"))).isEqualTo(Headers.of("A", "1", "B", "2"));
    }

    @Test
    void what_connection_names_does_not_travel_on() {
        assertThat(HopByHop.endToEnd(Headers.of("Connection", "close, x-One", "X-One", "1", "Connection", "X-TWO", "x-two", "2", "X-Three", "3")))
            .isEqualTo(Headers.of("X-Three", "3"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "Via", "Cache-Control", "Content-Type", "Content-Encoding", "Content-Range", "Date", "Age"})
    void what_makes_the_message_what_it_is_cannot_be_nominated(String name) {
        assertThat(HopByHop.endToEnd(Headers.of("Connection", name, name, "x"))).isEqualTo(Headers.of(name, "x"));
    }

    @Test
    void the_writer_drops_the_same_and_what_it_is_told() {
        var out = new WireBuffer(16);
        HopByHop.writeEndToEnd(Headers.of("Connection", "X", "X", "1", "Host", "a", "Y", "2", "TE", "trailers"), Headers.Known.of(FieldName.HOST), out);
        assertThat(out).hasToString("Y: 2\r\n");
    }
}
