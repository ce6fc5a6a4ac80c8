// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class PortHolderTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void the_process_that_listens_is_named() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThat(new PortHolder(Path.of("/proc")).of(socket.getLocalPort()))
                .hasValueSatisfying(holder -> assertThat(holder).contains("process " + ProcessHandle.current().pid()));
        }
    }

    @Test
    void where_nothing_can_be_seen_nobody_is_found(@TempDir Path empty) {
        assertThat(new PortHolder(empty).of(3128)).isEmpty();
    }
}
