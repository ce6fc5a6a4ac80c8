// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketEchoTest {
    /** The lengths on both sides of where a frame's form changes. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void a_message_of_any_length_comes_back(int length) throws Exception {
        var message = new BigBody(1, length).bytes();
        try (var origin = Origin.start(new TestClock()).onRequest(new WebSocketEcho()); var client = HttpClient.newHttpClient()) {
            var heard = new Hearing(length);
            var socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:%d/".formatted(origin.port())), heard)
                    .get(10, TimeUnit.SECONDS);
            socket.sendBinary(ByteBuffer.wrap(message), true);
            assertThat(heard.message.get(10, TimeUnit.SECONDS)).isEqualTo(message);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
            heard.closed.get(10, TimeUnit.SECONDS);
            origin.verify();
        }
    }

    private static final class Hearing implements WebSocket.Listener {
        private final CompletableFuture<byte[]> message = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final ByteBuffer parts;

        Hearing(int length) {
            parts = ByteBuffer.allocate(length);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            parts.put(data);
            if (last) {
                message.complete(parts.array());
            }
            socket.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return CompletableFuture.completedStage(null);
        }
    }
}
