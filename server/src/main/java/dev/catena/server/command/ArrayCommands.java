// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The commands about arrays. */
@Command(name = "array", description = "Several Catenas as one cache: what they would do, and what they do.", synopsisSubcommandLabel = "COMMAND")
final class ArrayCommands implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new ArrayCommands()).addSubcommand(new ArraySimulate());
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
