// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConvertTest {
    @TempDir
    Path folder;

    @Test
    void what_it_writes_is_accepted_and_what_it_left_out_is_told() throws IOException {
        Files.writeString(folder.resolve("squid.conf"), "http_port 127.0.0.1:3128\nhttp_access allow localhost\nrefresh_pattern . 0 20% 4320\n");
        var result = Typed.in(folder).run("convert", "squid.conf", "--to", "catena.yaml");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("squid.conf:3: refresh_pattern: ");
        assertThat(Typed.in(folder).run("check").out()).endsWith("no faults\n");
        assertThat(Typed.in(folder).run("convert", "squid.conf", "--to", "catena.yaml").exitCode()).isEqualTo(2);
    }

    @Test
    void it_is_done_when_nothing_was_lost() throws IOException {
        Files.writeString(folder.resolve("mine.conf"), "Proxy hq.corp.test:8080\n");
        var result = Typed.in(folder).run("convert", "--json", "mine.conf");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).startsWith("{\"complete\":true,\"settings\":");
    }

    @Test
    void a_file_of_nobody_is_a_question() throws IOException {
        Files.writeString(folder.resolve("what"), "hello\n");

        assertThat(Typed.in(folder).run("convert", "what").err()).contains("--from squid");
        assertThat(Typed.in(folder).run("convert", "nothing").exitCode()).isEqualTo(2);
    }
}
