// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has the array do something with one of its members. */
abstract class ArrayOrder implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "MEMBER", description = "HOST:PORT, as `catena array status` names it.")
    String member = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final String word;

    ArrayOrder(String word, Surroundings surroundings) {
        this.word = word;
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public final Integer call() {
        var answer = console.client(spec.commandLine().getErr()).post("/api/v1/array/" + word + "?" + CacheCommand.parameter("member", member).substring(1));
        var said = CacheCommand.read(answer);
        var out = spec.commandLine().getOut();
        if (console.json) out.println(answer.body().strip());
        else lines(said).forEach(out::println);
        out.flush();
        return isDone(said) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** What the console said, for people. */
    abstract List<String> lines(Map<?, ?> said);

    /** Whether all of it was done. */
    abstract boolean isDone(Map<?, ?> said);
}
