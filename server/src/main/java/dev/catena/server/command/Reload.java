// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "reload", description = "Lets a running proxy read its settings again, and prints what changed. A faulty file changes nothing.",
    footer = {"", "Example: catena reload"})
final class Reload implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Reload(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        return console.print(console.client(spec.commandLine().getErr()).post("/api/v1/reload"), spec);
    }
}
