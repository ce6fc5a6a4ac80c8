// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class PeersTest {
    private static final Duration SHORT = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void a_missing_program_skips_the_test_on_a_users_machine_and_fails_it_in_ci() {
        assertThatThrownBy(() -> Peers.require("no-such-program", Map.of()))
                .isInstanceOf(TestAbortedException.class)
                .hasMessageContaining("needs the program no-such-program");
        assertThatThrownBy(() -> Peers.require("no-such-program", Map.of("CI", "true")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("install it");
    }

    @Test
    void a_program_runs_with_a_clean_environment() {
        var ran = Peers.require("sh").run(SHORT, folder, Map.of("GREETING", "hello"), "-c",
                "echo $GREETING $HOME; env | wc -l; echo oops >&2; exit 3");
        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).startsWith("hello " + folder);
        assertThat(ran.err()).isEqualTo("oops\n");
        assertThatThrownBy(ran::succeeded).hasMessageContaining("exit code 3").hasMessageContaining("oops");
    }

    @Test
    void a_program_reads_what_it_is_given() throws Exception {
        assertThat(Peers.require("cat").run(SHORT, folder).succeeded().out()).isEmpty();
        try (var cat = Peers.require("cat").start(folder, Map.of())) {
            cat.type("hello\n");
            cat.awaitOutput("hello", SHORT);
            cat.finishInput();
            assertThat(cat.awaitExit(SHORT).exit()).isZero();
        }
    }

    @Test
    void a_program_that_does_not_end_is_ended_with_its_children() {
        var shell = Peers.require("sh").start(folder, Map.of(), "-c", "echo ready; cat; true");
        shell.awaitOutput("ready", SHORT);
        assertThatThrownBy(() -> shell.awaitExit(Duration.ofMillis(200)))
                .hasMessageContaining("still running").hasMessageContaining("ready");
        var family = shell.handle().descendants().toList();
        shell.close();
        assertThat(shell.isAlive()).isFalse();
        Patience.until("the children to end", SHORT, () -> family.stream().noneMatch(ProcessHandle::isAlive));
    }
}
