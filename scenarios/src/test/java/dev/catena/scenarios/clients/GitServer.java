// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Origin;
import dev.catena.testkit.OriginExchange;
import dev.catena.testkit.Peers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Git's own server, {@code git http-backend}, run for each request as CGI says (RFC 3875). */
record GitServer(Path root) implements Origin.Answerer {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        var printed = new ByteArrayOutputStream();
        try (var backend = Peers.require("git").start(printed, root, environment(exchange), "http-backend")) {
            exchange.body().transferTo(backend.input());
            backend.finishInput();
            backend.awaitExit(PATIENCE).succeeded();
        }
        send(exchange, printed.toByteArray());
    }

    private Map<String, String> environment(OriginExchange exchange) {
        var request = exchange.request();
        var target = request.target().split("\\?", 2);
        var environment = new HashMap<>(Map.of(
                "GIT_PROJECT_ROOT", root.toString(),
                "GIT_HTTP_EXPORT_ALL", "1",
                "REMOTE_USER", "somebody",
                "REQUEST_METHOD", request.method(),
                "PATH_INFO", target[0],
                "QUERY_STRING", target.length > 1 ? target[1] : "",
                "CONTENT_TYPE", request.field("Content-Type"),
                "HTTP_CONTENT_ENCODING", request.field("Content-Encoding"),
                "GIT_PROTOCOL", request.field("Git-Protocol")));
        if (request.has("Content-Length")) {
            environment.put("CONTENT_LENGTH", request.field("Content-Length"));
        }
        return environment;
    }

    /** Turns what the program printed, fields and then a body, into a response. */
    private static void send(OriginExchange exchange, byte[] printed) throws IOException {
        var text = new String(printed, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        var fields = text.substring(0, end);
        var status = fields.startsWith("Status: ") ? fields.lines().findFirst().orElseThrow().substring("Status: ".length()) : "200 OK";
        exchange.send("HTTP/1.1 %s\r\n%s\r\nContent-Length: %d\r\n\r\n".formatted(status, fields, printed.length - end - 4)
                .getBytes(StandardCharsets.ISO_8859_1));
        exchange.send(text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1));
    }
}
