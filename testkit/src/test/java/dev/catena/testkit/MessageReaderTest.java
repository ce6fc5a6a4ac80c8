// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a strict reader does not let pass. */
class MessageReaderTest {
    @ParameterizedTest
    @ValueSource(strings = {
        "HTTP/1.1 200 OK\\nContent-Length: 0\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 0\\n\n",
        "HTTP/1.1 200 O\\rK\n\n",
        "HTTP/1.1 200 OK\nA: b\\0c\n\n",
        "HTTP/1.1 200 OK\nA : b\n\n",
        "HTTP/1.1 200 OK\nA: b\n folded\n\n",
        "HTTP/1.1 200 OK\nno colon\n\n",
        "HTTP/1.1 200\n\n",
        "HTTP/2 200 OK\n\n",
        "HTTP/1.1 20 OK\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 1\nTransfer-Encoding: chunked\n\n0\n\n",
        "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 1\n\na",
        "HTTP/1.1 200 OK\nContent-Length: +1\n\na",
        "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n0x1\na\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\nab\n0\n\n",
        "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n1\\na\n0\n\n",
        "HTTP/1.1 103 Hints\nContent-Length: 0\n\nHTTP/1.1 204 Done\n\n",
    })
    void a_malformed_response_fails(String response) {
        try (var origin = Origin.start(new TestClock()).onConnection(wire -> wire.send(WireText.bytes(response)));
                var client = RawClient.connect(origin.address())) {
            assertThatThrownBy(client::response).isInstanceOf(MalformedMessage.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\n\n", "GET  / HTTP/1.1\n\n", "GET / HTTP/1.1\nHost : a\n\n", "GET / HTTP/2\n\n"})
    void a_malformed_request_is_the_clients_fault_and_remembered(String request) {
        try (var origin = Origin.start(new TestClock()).always("< 200 OK"); var client = RawClient.connect(origin.address())) {
            client.send(request).awaitEnding();
            assertThatThrownBy(origin::verify).hasRootCauseInstanceOf(MalformedMessage.class);
        }
    }
}
