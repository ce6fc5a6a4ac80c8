// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Real signals to a real process. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
class RunSignalsTest {
    private Process process;
    private BufferedReader said;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp", System.getProperty("java.class.path"), "-XX:TieredStopAtLevel=1", SlowProxy.class.getName())
            .directory(folder.toFile()).redirectErrorStream(true).start();
        said = process.inputReader();
        readUntil("try ");
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void a_first_signal_drains_and_the_exit_code_is_zero() throws Exception {
        signal("TERM");
        readUntil("stopping; running exchanges may take up to 30 s more");
        assertThat(process.isAlive()).isTrue();

        process.getOutputStream().write('\n');
        process.getOutputStream().flush();

        readUntil("stopped");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void a_second_signal_does_not_wait() throws Exception {
        signal("TERM");
        readUntil("stopping");
        signal("INT");

        readUntil("stopped at once");
        assertThat(process.waitFor()).isEqualTo(130);
    }

    @Test
    void a_hang_up_reloads_and_says_what_changed() throws Exception {
        signal("HUP");

        readUntil("nothing changed");
        assertThat(process.isAlive()).isTrue();
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private void readUntil(String part) throws IOException {
        for (var line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains(part)) {
                return;
            }
        }
        throw new AssertionError("the process ended and never said: " + part);
    }
}
