// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.FailureWords;
import dev.catena.server.ProxyServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * {@code catena run} as services start it: with {@code -c FILE} and {@code --set KEY=VALUE}, each written apart, and nothing else. It
 * does what {@link Run} does without the command-line library, which costs a third of a start on one core. Whatever it
 * does not understand is left to the library, and so are all messages about it.
 */
public final class PlainRun {
    private PlainRun() {}

    /**
     * Runs the proxy until it is stopped.
     *
     * @return the exit code; empty, and nothing was done, if these arguments are not plain
     */
    public static OptionalInt execute(Surroundings surroundings, PrintWriter err, String... arguments) {
        return execute(surroundings, err, _ -> { }, arguments);
    }

    /** @param started told once the proxy listens */
    static OptionalInt execute(Surroundings surroundings, PrintWriter err, Consumer<ProxyServer> started, String... arguments) {
        var settings = new SettingsFile(surroundings);
        if (!read(arguments, settings)) return OptionalInt.empty();
        try {
            return OptionalInt.of(new Foreground(settings, err).run(started));
        } catch (Problem problem) {
            err.println("catena: " + problem.getMessage());
            err.flush();
            return OptionalInt.of(problem.exitCode());
        } catch (IOException failure) {
            err.println("catena: " + FailureWords.of(failure));
            err.flush();
            return OptionalInt.of(Problem.FOUND);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(Problem.FOUND);
        }
    }

    static boolean read(String[] arguments, SettingsFile into) {
        if (arguments.length % 2 == 0 || !arguments[0].equals("run")) return false;
        var overrides = new ArrayList<String>();
        for (int i = 1; i < arguments.length; i += 2) {
            var value = arguments[i + 1];
            if (value.isEmpty() || value.startsWith("-") || value.startsWith("@") || value.startsWith("\"")) return false;
            switch (arguments[i]) {
                case "-c", "--config" -> {
                    if (into.named != null) return false;
                    into.named = Path.of(value);
                }
                case "--set" -> overrides.add(value);
                default -> {
                    return false;
                }
            }
        }
        into.overrides = overrides;
        return true;
    }
}
