// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "status", description = "Prints what a running proxy says of itself. Exit code 3: it cannot be reached.",
    footer = {"", "Example: catena status --json"})
final class Status implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Status(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        return console.print(console.client(spec.commandLine().getErr()).get("/api/v1/status"), spec);
    }
}
