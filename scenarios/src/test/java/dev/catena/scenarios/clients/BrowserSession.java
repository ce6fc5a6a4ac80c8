// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Json;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RunningPeer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person at a browser, who opens a page and types a name and a password where one is asked for; told by Chromium's DevTools protocol.
 * Belongs to the test's thread.
 */
public final class BrowserSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern ADDRESS = Pattern.compile("DevTools listening on ws://([^/]+)/");

    private final RunningPeer chromium;
    private final Typed typed;
    private final HttpClient http = HttpClient.newBuilder().proxy(HttpClient.Builder.NO_PROXY).build();
    private final BlockingQueue<Map<String, Object>> messages = new LinkedBlockingQueue<>();
    private final List<String> prompts = new ArrayList<>();
    private final Set<String> answered = new HashSet<>();
    private final WebSocket socket;
    private long sent;

    /** What is typed where something is asked; a second question in a row is cancelled, as the answer was wrong. */
    public record Typed(String user, String password) {
        public static final Typed NOTHING = new Typed("", "");
    }

    BrowserSession(RunningPeer chromium, Typed typed) {
        this.chromium = chromium;
        this.typed = typed;
        try {
            socket = http.newWebSocketBuilder().buildAsync(page(), new Listener()).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
            call("Fetch.enable", "{\"handleAuthRequests\":true}");
            call("Page.enable", "{}");
        } catch (RuntimeException | Error failure) {
            chromium.close();
            http.close();
            throw failure;
        }
    }

    /** Opens the URL and waits until the page is there. */
    public void open(String url) {
        call("Page.navigate", "{\"url\":%s}".formatted(quoted(url)));
        await(message -> "Page.loadEventFired".equals(message.get("method")));
    }

    /** What the expression, or the promise that it is, comes to in the page; as text. */
    public String evaluate(String expression) {
        var answer = call("Runtime.evaluate", "{\"expression\":%s,\"awaitPromise\":true,\"returnByValue\":true}".formatted(quoted(expression)));
        return String.valueOf(object(object(answer, "result"), "result").get("value"));
    }

    /** The schemes by which it was asked for a name, in order, each as often as somebody had to type. */
    public List<String> prompts() {
        return List.copyOf(prompts);
    }

    private URI page() {
        var address = ADDRESS.matcher("");
        Patience.until("Chromium to tell where its DevTools are", PATIENCE, () -> address.reset(chromium.printed()).find());
        var pages = http.sendAsync(HttpRequest.newBuilder(URI.create("http://%s/json/list".formatted(address.group(1)))).build(), BodyHandlers.ofString())
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join().body();
        return ((List<?>) Json.parse(pages)).stream().map(Map.class::cast).filter(page -> "page".equals(page.get("type")))
            .map(page -> URI.create((String) page.get("webSocketDebuggerUrl"))).findFirst()
            .orElseThrow(() -> new AssertionError("Chromium has no page: " + pages));
    }

    private Map<String, Object> call(String method, String parameters) {
        long id = send(method, parameters);
        var answer = await(message -> Long.valueOf(id).equals(message.get("id")));
        if (answer.containsKey("error")) {
            throw new AssertionError("%s: %s".formatted(method, answer.get("error")));
        }
        return answer;
    }

    private long send(String method, String parameters) {
        socket.sendText("{\"id\":%d,\"method\":\"%s\",\"params\":%s}".formatted(++sent, method, parameters), true)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        return sent;
    }

    /** Deals with what is asked meanwhile. */
    private Map<String, Object> await(Predicate<Map<String, Object>> wanted) {
        var patience = Patience.of(PATIENCE);
        while (true) {
            var message = next(patience);
            if (wanted.test(message)) return message;
            switch (String.valueOf(message.get("method"))) {
                case "Fetch.requestPaused" -> send("Fetch.continueRequest", "{\"requestId\":%s}".formatted(requestId(message)));
                case "Fetch.authRequired" -> type(message);
                default -> {
                    // Of what else there is to see of a page, nothing matters here.
                }
            }
        }
    }

    private Map<String, Object> next(Patience patience) {
        try {
            var message = messages.poll(patience.nanosLeft(), TimeUnit.NANOSECONDS);
            if (message != null) return message;
            throw new AssertionError("Chromium did not answer in time; it said:\n" + chromium.printed());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for Chromium", e);
        }
    }

    private void type(Map<String, Object> message) {
        var id = requestId(message);
        boolean again = !answered.add(id);
        prompts.add(String.valueOf(object(object(message, "params"), "authChallenge").get("scheme")));
        send("Fetch.continueWithAuth", "{\"requestId\":%s,\"authChallengeResponse\":%s}".formatted(id, again || typed.equals(Typed.NOTHING)
            ? "{\"response\":\"CancelAuth\"}"
            : "{\"response\":\"ProvideCredentials\",\"username\":%s,\"password\":%s}".formatted(quoted(typed.user()), quoted(typed.password()))));
    }

    private static String requestId(Map<String, Object> message) {
        return quoted(String.valueOf(object(message, "params").get("requestId")));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Map<String, Object> object, String name) {
        return (Map<String, Object>) object.get(name);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Override
    public void close() {
        socket.abort();
        chromium.close();
        http.close();
    }

    /** Puts whole messages together, on a thread of the HTTP client. */
    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            parts.append(part);
            if (isLast) {
                messages.add(Json.object(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
