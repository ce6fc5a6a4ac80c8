// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "run", description = {"Starts the proxy and stays in the foreground.",
    "SIGTERM or Ctrl-C: accepts nothing more, brings running exchanges to their end and exits; a second one exits at once.",
    "SIGHUP: reads the settings again, like `catena reload`."},
    footer = {"", "Example: catena run --set cache.memory=1GiB"})
final class Run implements Callable<Integer> {
    @Mixin
    private final SettingsFile settingsFile;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Run(Surroundings surroundings) {
        this.settingsFile = new SettingsFile(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        return new Foreground(settingsFile, spec.commandLine().getErr()).run();
    }
}
