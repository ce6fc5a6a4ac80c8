// SPDX-License-Identifier: Apache-2.0
package dev.catena.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretTest {

    @TempDir
    private Path directory;

    @Test
    void a_variable_is_looked_up() {
        assertThat(Secret.parse("env:HQ").reveal(Map.of("HQ", "hunter2")::get)).isEqualTo("hunter2");
        assertThatThrownBy(() -> Secret.parse("env:HQ").reveal(_ -> null)).hasMessageStartingWith("the environment variable HQ is not set: ");
    }

    @Test
    void a_file_is_read_without_its_last_line_break() throws IOException {
        var file = Files.writeString(directory.resolve("password"), "hunter2 \n");
        assertThat(Secret.parse("file:" + file).reveal(_ -> null)).isEqualTo("hunter2 ");
        assertThatThrownBy(() -> Secret.parse("file:" + directory.resolve("none")).reveal(_ -> null))
            .hasMessage("the secret cannot be read: there is no file " + directory.resolve("none"));
    }

    @Test
    void neither_print_nor_message_shows_it() {
        assertThat(Secret.parse("env:HQ")).hasToString("****").isEqualTo(Secret.parse("env:HQ")).isNotEqualTo(Secret.parse("env:OTHER"));
        assertThatThrownBy(() -> Secret.parse("hunter2")).hasMessageNotContaining("hunter2");
    }
}
