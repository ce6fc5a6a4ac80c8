// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleCommandsTest {
    @TempDir
    Path folder;

    private HttpServer console;
    private volatile String asked = "";

    @BeforeEach
    void start() throws IOException {
        console = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        console.start();
    }

    @AfterEach
    void stop() {
        console.stop(0);
    }

    private void answers(int status, String json) {
        console.createContext("/", exchange -> {
            asked = "%s %s %s".formatted(exchange.getRequestMethod(), exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("X-Catena-Command"));
            var body = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    private Typed.Result type(String command, String... options) {
        var arguments = new ArrayList<>(List.of(command, "--set", "console.address=127.0.0.1:" + console.getAddress().getPort()));
        arguments.addAll(List.of(options));
        return Typed.in(folder).run(arguments.toArray(String[]::new));
    }

    @Test
    void status_is_shown_a_line_a_value() {
        answers(200, """
            {"name": "branch-7", "connections": 12, "cache": {"bytes": 4096, "hits": 3}, "listeners": [{"name": "clients", "address": "127.0.0.1:3128"}]}
            """);

        var result = type("status");

        assertThat(asked).isEqualTo("GET /api/v1/status 1");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).isEqualTo("""
            name         branch-7
            connections  12
            cache
              bytes  4096
              hits   3
            listeners
              - name     clients
                address  127.0.0.1:3128
            """);
    }

    @Test
    void status_is_json_on_request() {
        answers(200, "{\"name\": \"branch-7\"}");

        assertThat(type("status", "--json").out()).isEqualTo("{\"name\": \"branch-7\"}\n");
    }

    @Test
    void reload_prints_what_changed() {
        answers(200, "{\"changes\": [\"cache.memory: 256MiB -> 1GiB\"]}");

        var result = type("reload");

        assertThat(asked).isEqualTo("POST /api/v1/reload 1");
        assertThat(result.out()).contains("cache.memory: 256MiB -> 1GiB");
    }

    @Test
    void a_reload_that_was_refused_is_a_problem_and_shows_the_faults() {
        answers(422, "{\"faults\": [\"catena.yaml:2:3: cache.memroy: unknown key\"]}");

        var result = type("reload");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("catena.yaml:2:3: cache.memroy: unknown key").contains("status 422");
    }

    @Test
    void nobody_there_is_exit_code_three() {
        console.stop(0);

        var result = type("status");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("nobody answers at 127.0.0.1:" + console.getAddress().getPort()).contains("catena run");
    }

    @Test
    void a_console_that_is_off_is_named() {
        var result = Typed.in(folder).run("status", "--set", "console=off");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("the console is off");
    }
}
