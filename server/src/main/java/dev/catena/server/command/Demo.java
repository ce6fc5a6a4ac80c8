// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.http.RefusalCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "demo", description = {"Plays the story of a refusal on this machine, with real proxies on ports of the loopback, and cleans up behind it.",
    "12201: a branch and a head office disagree on a log-in; what the user sees, what the doctor finds, the remedy, and that it helps."
    + " Exit code 0: all went as told."},
    footer = {"", "Example: catena demo 12201"})
final class Demo implements Callable<Integer> {
    @Parameters(paramLabel = "NUMBER", description = "The refusal's number; there is a play for 12201.")
    int number;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Surroundings surroundings;

    Demo(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        if (number != RefusalCode.HOP_AUTHENTICATION.number()) {
            throw Problem.usage("there is no play for %d; there is one for %d".formatted(number, RefusalCode.HOP_AUTHENTICATION.number()));
        }
        try (var play = new HopDisagreementPlay(surroundings, spec.commandLine().getOut())) {
            play.run();
            return ExitCode.OK;
        } catch (HopDisagreementPlay.OtherwiseThanTold otherwise) {
            throw Problem.found("it did not go as told: " + otherwise.getMessage());
        }
    }
}
