// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "stat", description = "Prints how full the cache is, and what it did for requests since the start.",
    footer = {"", "Example: catena cache stat --json"})
final class CacheStat implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    CacheStat(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        return console.print(console.client(spec.commandLine().getErr()).get("/api/v1/cache"), spec);
    }
}
