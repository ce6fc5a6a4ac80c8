// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says whose word counts when the array agrees on something. */
abstract sealed class ArrayVoters implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "MEMBER", description = "HOST:PORT, as `catena array status` names it, or its `array.address`.")
    String member = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final String word;

    private ArrayVoters(String word, Surroundings surroundings) {
        this.word = word;
        this.console = new ConsoleOption(surroundings);
    }

    @Command(name = "admit", description = "Makes a member that runs a voter: one of those of whom a majority agrees on shared settings. Prints the voters.",
        footer = {"", "Example: catena array admit cache4.corp.example:3128"})
    static final class Admit extends ArrayVoters {
        Admit(Surroundings surroundings) {
            super("admit", surroundings);
        }
    }

    @Command(name = "dismiss", description = "Makes a member no voter any more: one that was taken out of service, or that lost its disk. Prints the voters.",
        footer = {"", "Example: catena array dismiss cache2.corp.example:3128"})
    static final class Dismiss extends ArrayVoters {
        Dismiss(Surroundings surroundings) {
            super("dismiss", surroundings);
        }
    }

    @Override
    public Integer call() {
        var answer = console.client(spec.commandLine().getErr()).post("/api/v1/array/" + word + "?" + CacheCommand.parameter("member", member).substring(1));
        var said = CacheCommand.read(answer);
        var voters = said.get("voters") instanceof List<?> list ? list.stream().map(String::valueOf).collect(Collectors.joining(", ")) : "";
        var out = spec.commandLine().getOut();
        out.println(console.json ? answer.body().strip() : "voters: " + voters);
        out.flush();
        return ExitCode.OK;
    }
}
