// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
    @TempDir
    Path folder;

    private final List<String> started = new ArrayList<>();

    /** A proxy that is closed as soon as it was started. */
    private ProxyStarter.Running start(Optional<Path> file, List<String> overrides) {
        started.add(file + " " + overrides);
        return new ProxyStarter.Running() {
            @Override
            public InetSocketAddress address(String listener) {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 54321);
            }

            @Override
            public Optional<InetSocketAddress> consoleAddress() {
                return Optional.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), 54322));
            }

            @Override
            public String reload() {
                return "nothing changed";
            }

            @Override
            public void close() {}

            @Override
            public void awaitClosed() {}
        };
    }

    @Test
    void it_says_where_it_listens_what_it_caches_and_what_to_try() {
        var result = Typed.in(folder).starting(this::start).run("run", "--set", "cache.memory=64MiB");

        assertThat(result.exitCode()).isZero();
        assertThat(started).containsExactly("Optional.empty [cache.memory=64MiB]");
        assertThat(result.err()).contains("on 127.0.0.1:54321 (clients)", "64MiB in memory", "http://127.0.0.1:54322/",
            "curl -x http://127.0.0.1:54321 ", "initial settings");
    }

    @Test
    void faulty_settings_start_nothing() {
        var result = Typed.in(folder).starting(this::start).run("run", "--set", "cache.memroy=1GiB", "--set", "timeouts.idle=5");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("did you mean 'memory'").contains("timeouts.idle").contains("2 faults");
        assertThat(started).isEmpty();
    }

    @Test
    void an_address_in_use_names_who_has_it_and_what_to_do() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = "127.0.0.1:" + socket.getLocalPort();

            var result = Typed.in(folder).starting((file, overrides) -> {
                throw new IOException(address + ": Address already in use", new BindException());
            }).run("run", "--set", "listeners.clients.address=" + address);

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("cannot listen: " + address)
                .contains("process " + ProcessHandle.current().pid()).contains("choose other addresses");
        }
    }
}
