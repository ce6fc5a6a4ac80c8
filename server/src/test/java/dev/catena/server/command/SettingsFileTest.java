// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir
    Path folder;

    @Test
    void a_named_file_comes_before_the_one_in_the_working_folder_and_that_before_the_users() throws IOException {
        var users = Files.createDirectories(folder.resolve("home/.config/catena")).resolve("catena.yaml");
        Files.writeString(users, "version: 1\n");
        assertThat(Typed.in(folder).run("check").out()).isEqualTo(users + ": no faults\n");

        Files.writeString(folder.resolve("catena.yaml"), "version: 1\n");
        assertThat(Typed.in(folder).run("check").out()).isEqualTo(folder.resolve("catena.yaml") + ": no faults\n");

        Files.writeString(folder.resolve("other.yaml"), "version: 1\n");
        assertThat(Typed.in(folder).run("check", "-c", "other.yaml").out()).isEqualTo(folder.resolve("other.yaml") + ": no faults\n");
    }

    @Test
    void no_file_is_a_valid_configuration_and_a_missing_one_that_was_named_is_not() {
        assertThat(Typed.in(folder).run("check").exitCode()).isZero();

        var result = Typed.in(folder).run("check", "-c", "missing.yaml");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("missing.yaml");
    }

    @Test
    void all_faults_are_reported_with_their_places() throws IOException {
        Files.writeString(folder.resolve("catena.yaml"), """
            version: 1
            cache: {memroy: 1GiB}
            timeouts: {idle: 20}
            """);

        var result = Typed.in(folder).run("check");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).contains("catena.yaml:2:").contains("did you mean 'memory'").contains("catena.yaml:3:")
            .contains("2 faults in " + folder.resolve("catena.yaml"));
    }

    @Test
    void faults_are_json_on_request() {
        var result = Typed.in(folder).run("check", "--json", "--set", "cache.memroy=1GiB");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).startsWith("{\"settings\":\"\",\"usable\":false,\"faults\":[{\"severity\":\"error\",")
            .contains("\"path\":\"cache.memroy\"");
    }
}
