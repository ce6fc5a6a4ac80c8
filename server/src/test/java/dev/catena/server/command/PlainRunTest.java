// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The short way into {@code run} means what the command-line library means, or leaves it alone. */
class PlainRunTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"run", "run -c a.yaml", "run --config a.yaml", "run --set a=1", "run --set a=1 --set b.c=2", "run -c a.yaml --set a=b=c",
        "run --set a=1 -c folder/a.yaml", "run --set {a:1}"})
    void plain_arguments_are_read_as_the_library_reads_them(String line) {
        var arguments = line.split(" ");
        var plain = new SettingsFile(surroundings());
        assertThat(PlainRun.read(arguments, plain)).isTrue();

        var byLibrary = Catena.commandLine(surroundings()).parseArgs(arguments).subcommand();
        var option = byLibrary.matchedOption("--config");
        assertThat(plain.named).isEqualTo(option == null ? null : option.<Path>getValue());
        var sets = byLibrary.matchedOption("--set");
        assertThat(plain.overrides()).isEqualTo(sets == null ? List.of() : sets.<List<String>>getValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "check", "run -h", "run --help", "run -c", "run -ca.yaml", "run --config=a.yaml", "run --set", "run -c a.yaml -c b.yaml",
        "run --set --help", "run -c @file", "run extra", "run -c \"a b\"", "run --sett a=1", "check -c a.yaml"})
    void anything_else_is_left_to_the_library(String line) {
        assertThat(PlainRun.read(line.split(" "), new SettingsFile(surroundings()))).isFalse();
    }

    @Test
    void faults_are_told_as_the_library_would_tell_them() {
        var err = new StringWriter();
        var exit = PlainRun.execute(surroundings(), new PrintWriter(err, true), "run", "--set", "cache.memroy=1GiB", "--set", "timeouts.idle=5");

        var told = Typed.in(folder).run("run", "--set", "cache.memroy=1GiB", "--set", "timeouts.idle=5");
        assertThat(exit).hasValue(told.exitCode());
        assertThat(err).hasToString(told.err());
    }

    private Surroundings surroundings() {
        return new Surroundings(InputStream.nullInputStream(), folder, folder.resolve("home"), _ -> new char[0]);
    }

    /** Kept here, where both are at hand: an option that is added to the command is looked at by whoever adds it. */
    @Test
    void the_command_has_no_other_options() {
        var run = Catena.commandLine(surroundings()).getSubcommands().get("run").getCommandSpec();
        assertThat(run.options().stream().map(CommandLine.Model.OptionSpec::longestName)).containsExactlyInAnyOrder("--config", "--set", "--help");
    }
}
