// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a member of the array own nothing, or its part again. */
abstract sealed class ArrayDrain implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "MEMBER", description = "As `catena array status` names it: HOST:PORT where clients reach it.")
    String member = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final String word;

    private ArrayDrain(String word, Surroundings surroundings) {
        this.word = word;
        this.console = new ConsoleOption(surroundings);
    }

    @Command(name = "drain", description = "Has a member own nothing from now on, before it is stopped: it goes on answering, and its URLs get other owners.",
        footer = {"", "Example: catena array drain cache2.corp.example:3128"})
    static final class Drain extends ArrayDrain {
        Drain(Surroundings surroundings) {
            super("drain", surroundings);
        }
    }

    @Command(name = "undrain", description = "Gives a drained member its part again.", footer = {"", "Example: catena array undrain cache2.corp.example:3128"})
    static final class Undrain extends ArrayDrain {
        Undrain(Surroundings surroundings) {
            super("undrain", surroundings);
        }
    }

    @Override
    public Integer call() {
        var answer = console.client(spec.commandLine().getErr()).post("/api/v1/array/" + word + "?" + CacheCommand.parameter("member", member).substring(1));
        var said = CacheCommand.read(answer);
        var out = spec.commandLine().getOut();
        if (console.json) out.println(answer.body().strip());
        boolean done = true;
        for (var one : ArrayCommands.list(said, "members")) {
            done &= Boolean.TRUE.equals(one.get("done"));
            if (!console.json) out.printf("%s: %s%n", one.get("member"), Printable.of(String.valueOf(one.get("words"))));
        }
        out.flush();
        return done ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
