// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.logging.LogManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ServiceLogTest {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @AfterEach
    void asBefore() throws java.io.IOException {
        LogManager.getLogManager().readConfiguration();
    }

    @Test
    void an_event_is_one_line_with_its_time_and_weight() {
        assertThat(ServiceLog.line(Instant.parse("2026-11-22T09:12:13.123Z"), java.util.logging.Level.INFO, "listening\n\u001b[2J on 3128"))
            .isEqualTo("2026-11-22T09:12:13.123Z INFO  listening  [2J on 3128");
    }

    @Test
    void we_are_heard_from_info_up_and_libraries_from_warning_up() {
        ServiceLog.install(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        for (var name : new String[] {"dev.catena.net.Loops", "io.netty.channel", "jdk.event"}) {
            for (var level : new Level[] {Level.DEBUG, Level.INFO, Level.WARNING, Level.ERROR}) System.getLogger(name).log(level, name);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines().map(line -> line.substring("2026-11-22T09:12:13.123Z ".length()))).containsExactly(
            "INFO  dev.catena.net.Loops", "WARN  dev.catena.net.Loops", "ERROR dev.catena.net.Loops",
            "WARN  io.netty.channel", "ERROR io.netty.channel", "WARN  jdk.event", "ERROR jdk.event");
    }

    @Test
    void a_stack_follows_indented() {
        ServiceLog.install(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        System.getLogger("dev.catena").log(Level.ERROR, "it broke", new IllegalStateException("so"));
        var lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.getFirst()).endsWith("ERROR it broke");
        assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(line -> line.startsWith("    "));
        assertThat(lines.get(1)).isEqualTo("    java.lang.IllegalStateException: so");
    }
}
