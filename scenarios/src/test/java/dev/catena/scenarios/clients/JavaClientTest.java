// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.WebSocketEcho;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The two HTTP clients that come with Java. */
class JavaClientTest {
    private static final int WITHIN_SECONDS = 10;

    @Scenario
    void the_http_client_asks_and_posts(Stage stage) throws Exception {
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Expect")) {
                exchange.send("HTTP/1.1 100 Continue\n\n");
            }
            exchange.answer("< 200 OK\n<\n< %s [%s]".formatted(exchange.request().method(), new String(exchange.readBody())));
        });
        var proxy = stage.proxy();
        try (var client = client(proxy)) {
            var uri = URI.create(proxy.spelled("http://origin.test/"));
            assertThat(text(client, HttpRequest.newBuilder(uri))).isEqualTo("GET []");
            assertThat(text(client, HttpRequest.newBuilder(uri).POST(BodyPublishers.ofString("posted")))).isEqualTo("POST [posted]");
            assertThat(text(client, HttpRequest.newBuilder(uri).expectContinue(true).PUT(BodyPublishers.ofString("put"))))
                    .isEqualTo("PUT [put]");
        }
    }

    @Scenario
    void a_websocket_of_a_fresh_http_client_is_tunnelled(Stage stage) throws Exception {
        stage.origin("origin.test", new WebSocketEcho());
        var proxy = stage.proxy();
        try (var client = client(proxy)) {
            assertThat(echo(client, proxy, "hello")).isEqualTo("hello");
        }
        assertThat(stage.origin("origin.test").lastRequest().has("Via")).isFalse();
    }

    /** It sends the upgrade over the connection it has to the proxy, but as if that were the origin: {@code GET /path}. */
    @Scenario
    void a_websocket_may_follow_a_plain_request_on_its_connection_to_the_proxy(Stage stage) throws Exception {
        var echo = new WebSocketEcho();
        stage.origin("origin.test", exchange -> {
            if (exchange.request().has("Upgrade")) {
                echo.answer(exchange);
            } else {
                exchange.answer("< 200 OK\n<\n< page");
            }
        });
        var proxy = stage.proxy();
        try (var client = client(proxy)) {
            assertThat(text(client, HttpRequest.newBuilder(URI.create(proxy.spelled("http://origin.test/"))))).isEqualTo("page");
            assertThat(echo(client, proxy, "hello")).isEqualTo("hello");
        }
        assertThat(stage.origin("origin.test").lastRequest().field("Via")).isEqualTo("1.1 catena-test");
    }

    @Scenario
    void the_url_connection_asks_and_posts(Stage stage) throws IOException {
        stage.origin("origin.test", exchange ->
                exchange.answer("< 200 OK\n<\n< %s [%s]".formatted(exchange.request().method(), new String(exchange.readBody()))));
        var proxy = stage.proxy();

        assertThat(new String(connection(proxy).getInputStream().readAllBytes())).isEqualTo("GET []");
        var post = connection(proxy);
        post.setDoOutput(true);
        post.setChunkedStreamingMode(0);
        post.getOutputStream().write("posted".getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(post.getInputStream().readAllBytes())).isEqualTo("POST [posted]");
        post.disconnect(); // else Java keeps it for a while
    }

    private static HttpURLConnection connection(Proxy proxy) throws IOException {
        return (HttpURLConnection) URI.create(proxy.spelled("http://origin.test/")).toURL()
                .openConnection(new java.net.Proxy(java.net.Proxy.Type.HTTP, proxy.address()));
    }

    private static HttpClient client(Proxy proxy) {
        return HttpClient.newBuilder().proxy(ProxySelector.of(proxy.address())).build();
    }

    private static String text(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString()).body();
    }

    /** What comes back for {@code text} over a new WebSocket. */
    private static String echo(HttpClient client, Proxy proxy, String text) throws Exception {
        var heard = new CompletableFuture<String>();
        var closed = new CompletableFuture<Integer>();
        var socket = client.newWebSocketBuilder().buildAsync(URI.create(proxy.spelled("ws://origin.test/echo")), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                heard.complete(data.toString());
                from.request(1);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public CompletionStage<?> onClose(WebSocket from, int status, String reason) {
                closed.complete(status);
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void onError(WebSocket from, Throwable error) {
                heard.completeExceptionally(error);
                closed.completeExceptionally(error);
            }
        }).get(WITHIN_SECONDS, TimeUnit.SECONDS);
        socket.sendText(text, true);
        var answer = heard.get(WITHIN_SECONDS, TimeUnit.SECONDS);
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "done");
        assertThat(closed.get(WITHIN_SECONDS, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
        return answer;
    }
}
