// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.PrintWriter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options of the commands that talk to a running proxy: whose console, and in what form. */
final class ConsoleOption {
    @Mixin
    private final SettingsFile settings;

    @Option(names = "--json", description = "Print the console's JSON as it is.")
    boolean json;

    ConsoleOption(Surroundings surroundings) {
        this.settings = new SettingsFile(surroundings);
    }

    /** The console the settings name. */
    ConsoleClient client(PrintWriter err) {
        var console = settings.readOrFail(err).console();
        if (!console.on()) {
            throw Problem.usage("the console is off in %s, and this command needs it (console.address)".formatted(settings.place()));
        }
        return new ConsoleClient(console.address());
    }

    /** Prints what the console said: 0 if it did what was asked. */
    int print(ConsoleClient.Answer answer, CommandSpec spec) {
        var out = answer.succeeded() || json ? spec.commandLine().getOut() : spec.commandLine().getErr();
        out.println(json ? answer.body().strip()
            : Answered.parse(answer.body()).map(Answered::inWords).orElse(answer.body()).stripTrailing());
        if (!answer.succeeded() && !json) {
            out.println("catena: the console answered with status %d".formatted(answer.status()));
        }
        return answer.succeeded() ? 0 : 1;
    }
}
