// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that does not come off; {@link RunSignalsTest} has those that do. */
class RunTest {
    @TempDir
    Path folder;

    @Test
    void faulty_settings_start_nothing() {
        var result = Typed.in(folder).run("run", "--set", "cache.memroy=1GiB", "--set", "timeouts.idle=5");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("did you mean 'memory'").contains("timeouts.idle").contains("2 faults");
    }

    @Test
    void an_address_in_use_names_who_has_it_and_what_to_do() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = socket.getLocalPort();

            var result = Typed.in(folder).run("run", "--set", "listeners.clients.address=127.0.0.1:" + port, "--set", "console=off");

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("cannot listen: ").contains("port %d is held by ".formatted(port))
                .contains("process " + ProcessHandle.current().pid()).contains("choose other addresses");
        }
    }
}
