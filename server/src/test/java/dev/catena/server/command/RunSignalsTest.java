// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.server.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The real proxy in a process of its own, and real signals to it. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RunSignalsTest {
    @TempDir
    Path folder;

    private Process process;
    private BufferedReader said;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("catena.yaml"), """
            version: 1
            listeners: [{name: clients, address: '127.0.0.1:0'}]
            console: off
            cache: {memory: 64MiB}
            """);
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow", Main.class.getName(), "run")
            .directory(folder.toFile()).redirectErrorStream(true).start();
        said = process.inputReader();
        port = Integer.parseInt(readUntil("listens +on 127\\.0\\.0\\.1:(\\d+) \\(clients\\)").group(1));
        readUntil("caches +up to 64MiB in memory");
        readUntil("console +off");
        readUntil("settings +.*/catena.yaml");
        readUntil("try +curl -x http://127.0.0.1:" + port);
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void a_first_signal_lets_a_tunnel_come_to_its_end_and_the_exit_code_is_zero() throws Exception {
        try (var origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var client = tunnelTo(origin); var server = origin.accept()) {
            signal("TERM");
            readUntil("stopping; running exchanges may take up to 30 s more");

            server.getOutputStream().write("still here".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(10)).asString(StandardCharsets.US_ASCII).isEqualTo("still here");
            assertThat(process.isAlive()).isTrue();
        }
        readUntil("stopped");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void a_second_signal_does_not_wait() throws Exception {
        try (var origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress()); var client = tunnelTo(origin)) {
            signal("TERM");
            readUntil("stopping");
            signal("TERM"); // not INT: whoever was started in the background of a script has it ignored

            readUntil("stopped at once");
            assertThat(process.waitFor()).isEqualTo(130);
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_hang_up_reloads_and_says_what_changed() throws Exception {
        var file = folder.resolve("catena.yaml");
        Files.writeString(file, Files.readString(file).replace("64MiB", "32MiB"));
        signal("HUP");
        readUntil("cache.memory: 64MiB -> 32MiB");

        Files.writeString(file, "cache: {memroy: 1GiB}\n");
        signal("HUP");
        readUntil("nothing was changed");
        readUntil("did you mean 'memory'");
    }

    private Socket tunnelTo(ServerSocket origin) throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.getOutputStream().write("CONNECT 127.0.0.1:%1$d HTTP/1.1\r\nHost: 127.0.0.1:%1$d\r\n\r\n".formatted(origin.getLocalPort())
            .getBytes(StandardCharsets.US_ASCII));
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            var read = client.getInputStream().read();
            assertThat(read).as("the answer to CONNECT goes on after: " + head).isNotNegative();
            head.append((char) read);
        }
        assertThat(head.toString()).startsWith("HTTP/1.1 200 ");
        return client;
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private Matcher readUntil(String regex) throws IOException {
        var pattern = Pattern.compile(regex);
        var before = new StringBuilder();
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            var found = pattern.matcher(line);
            if (found.find()) {
                return found;
            }
            before.append(line).append('\n');
        }
        throw new AssertionError("the process ended and never said: %s; it said:%n%s".formatted(regex, before));
    }
}
