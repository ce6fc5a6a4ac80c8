// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code catena array …}: several Catenas as one cache, what they do and what they would do. */
@Command(name = "array", description = "Looks at the array a running proxy is a member of, and counts what an array would do.",
    synopsisSubcommandLabel = "status|route|settings|drain|undrain|admit|dismiss|simulate", footer = {"", "Example: catena array route http://deb.debian.org/debian/dists/stable/InRelease"})
final class ArrayCommands implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private ArrayCommands() {}

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new ArrayCommands())
            .addSubcommand(new ArrayStatus(surroundings))
            .addSubcommand(new ArrayRoute(surroundings))
            .addSubcommand(ArraySettingsCommands.commandLine(surroundings))
            .addSubcommand(new ArrayDrain.Drain(surroundings))
            .addSubcommand(new ArrayDrain.Undrain(surroundings))
            .addSubcommand(new ArrayVoters.Admit(surroundings))
            .addSubcommand(new ArrayVoters.Dismiss(surroundings))
            .addSubcommand(new ArraySimulate());
    }

    /** The objects in a list of the console's answer. */
    static List<Map<?, ?>> list(Map<?, ?> answer, String name) {
        return answer.get(name) instanceof List<?> elements ? elements.stream().<Map<?, ?>>map(element -> (Map<?, ?>) element).toList() : List.of();
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
