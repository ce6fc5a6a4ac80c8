// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real program.
 *
 * <p>It runs with an environment of nothing but {@code PATH}, {@code HOME} (its working folder), {@code LANG=C.UTF-8} and what the
 * test adds, so that no proxy, alias or start-up file of the user's machine has a say.
 */
public record Peer(Path program) {
    /** Runs it to its end, with nothing to read on its input; fails when it takes longer. The exit code is for the test to judge. */
    public Ran run(Duration within, Path folder, Map<String, String> environment, String... arguments) {
        try (var running = start(folder, environment, arguments)) {
            running.finishInput();
            return running.awaitExit(within);
        }
    }

    public Ran run(Duration within, Path folder, String... arguments) {
        return run(within, folder, Map.of(), arguments);
    }

    /** Starts it, for servers; closing ends it and everything it started. */
    public RunningPeer start(Path folder, Map<String, String> environment, String... arguments) {
        return start(OutputStream.nullOutputStream(), folder, environment, arguments);
    }

    /** Starts it; all it prints to its standard output goes to {@code copy}, too, however much it is. */
    public RunningPeer start(OutputStream copy, Path folder, Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        var clean = builder.environment();
        var path = clean.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
        clean.clear();
        clean.putAll(Map.of("PATH", path, "HOME", folder.toString(), "LANG", "C.UTF-8"));
        clean.putAll(environment);
        try {
            return new RunningPeer(String.join(" ", command), builder.start(), copy);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + program, e);
        }
    }

    /** What a program left: its exit code and what it printed, each at most 1 MiB. */
    public record Ran(String command, int exit, String out, String err) {
        /** Itself, if the exit code is 0; else a failure that shows what was printed. */
        public Ran succeeded() {
            if (exit != 0) {
                throw new AssertionError("exit code " + this);
            }
            return this;
        }

        @Override
        public String toString() {
            return "%d of: %s%n--- stdout%n%s%n--- stderr%n%s".formatted(exit, command, out, err);
        }
    }
}
