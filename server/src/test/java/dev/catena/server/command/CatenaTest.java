// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatenaTest {
    @TempDir
    Path folder;

    @Test
    void without_a_command_it_lists_them() {
        var result = Typed.in(folder).run();

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("run", "check", "doctor", "explain", "why", "reload", "status", "top", "demo", "passwd", "env", "help", "version", "completion");
    }

    @Test
    void a_mistyped_command_is_answered_with_the_nearest_one() {
        var result = Typed.in(folder).run("relaod");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("relaod").contains("reload").contains("catena help");
    }

    @Test
    void a_mistyped_option_is_a_usage_error_that_names_the_commands_help() {
        var result = Typed.in(folder).run("check", "--jsom");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--jsom").contains("catena help check");
    }

    @Test
    void version_tells_that_of_java_too() {
        assertThat(Typed.in(folder).run("version").out()).startsWith("Catena ").contains("Java " + Runtime.version().feature());
        assertThat(Typed.in(folder).run("--version").out()).startsWith("Catena ");
        assertThat(Typed.in(folder).run("version", "--json").out()).startsWith("{\"version\":").contains("\"java\":\"25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void completion_knows_every_command(String shell) {
        var result = Typed.in(folder).run("completion", shell);

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains("complete -F _complete_catena").contains("reload").contains("passwd").contains("--set");
    }

    @Test
    void env_prints_the_address_clients_can_reach() {
        assertThat(Typed.in(folder).run("env", "git").out()).isEqualTo("git config --global http.proxy http://127.0.0.1:3128\n");
        assertThat(Typed.in(folder).run("env", "--set", "listeners.clients.address=0.0.0.0:8080", "--set",
            "listeners.clients.open=on-purpose", "git").out()).endsWith("http://127.0.0.1:8080\n");
        assertThat(Typed.in(folder).run("env", "--proxy", "[::1]:3128", "npm").out()).contains("http://[::1]:3128");
        assertThat(Typed.in(folder).run("env").out())
            .contains("http_proxy=", "$env:HTTP_PROXY", "git config", "npm config", "pip config", "<proxies>", "systemProp", "httpProxy");
    }

    @Test
    void env_does_not_guess_a_port_the_system_will_choose() {
        var result = Typed.in(folder).run("env", "--set", "listeners.clients.address=127.0.0.1:0");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("--proxy HOST:PORT");
    }
}
