// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.FailureWords;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code catena COMMAND}. Exit codes of all commands: 0 ok, 1 a problem was found, 2 usage, 3 the proxy is not reachable. */
@Command(name = "catena", description = "A caching proxy server for chains and arrays.", synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:a problem was found", "2:the command was not understood", "3:the proxy cannot be reached"},
    footer = {"", "A refusal on a page or in the log has a number: catena help NUMBER explains it."})
public final class Catena implements Callable<Integer> {
    private static final int USAGE_WIDTH = 110;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "Print this help.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    boolean version;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private Catena() {}

    /** The command line; {@code execute(args)} runs it and gives the exit code. */
    public static CommandLine commandLine(Surroundings surroundings) {
        var line = new CommandLine(new Catena())
            .addSubcommand(new Run(surroundings))
            .addSubcommand(new Check(surroundings))
            .addSubcommand(new Diagnose(surroundings))
            .addSubcommand(new Explain(surroundings))
            .addSubcommand(new Why(surroundings))
            .addSubcommand("cache", CacheCommand.commandLine(surroundings))
            .addSubcommand(new Reload(surroundings))
            .addSubcommand(new Status(surroundings))
            .addSubcommand(new Top(surroundings))
            .addSubcommand(ArrayCommands.commandLine(surroundings))
            .addSubcommand(new Passwd(surroundings))
            .addSubcommand(new Convert(surroundings))
            .addSubcommand(new Env(surroundings))
            .addSubcommand(new Demo(surroundings))
            .addSubcommand(new Help())
            .addSubcommand(new Version())
            .addSubcommand(new Completion());
        line.getCommandSpec().versionProvider(new Version());
        return line.setUsageHelpWidth(USAGE_WIDTH)
            .setParameterExceptionHandler(Catena::notUnderstood)
            .setExecutionExceptionHandler(Catena::report);
    }

    /** One sentence, what may have been meant, and where more is to be read. */
    private static int notUnderstood(ParameterException mistake, String[] arguments) {
        var line = mistake.getCommandLine();
        line.getErr().println("catena: " + mistake.getMessage());
        UnmatchedArgumentException.printSuggestions(mistake, line.getErr());
        var isTop = line.getParent() == null;
        line.getErr().println("`catena help%s` says more".formatted(isTop ? "" : " " + line.getCommandName()));
        return CommandLine.ExitCode.USAGE;
    }

    /** What was expected to go wrong is a sentence; anything else is a fault of ours and shows where it happened. */
    private static int report(Exception failure, CommandLine line, CommandLine.ParseResult input) throws Exception {
        switch (failure) {
            case Problem problem -> {
                line.getErr().println("catena: " + problem.getMessage());
                return problem.exitCode();
            }
            case IOException io -> {
                line.getErr().println("catena: " + FailureWords.of(io));
                return CommandLine.ExitCode.SOFTWARE;
            }
            default -> throw failure;
        }
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }
}
