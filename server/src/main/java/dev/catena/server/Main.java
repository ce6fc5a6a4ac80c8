// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.server.command.Catena;
import dev.catena.server.command.Surroundings;

/** Where the process begins: one command, and its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var surroundings = Surroundings.ofProcess((file, overrides) -> {
            throw new UnsupportedOperationException("no proxy yet");
        });
        System.exit(Catena.commandLine(surroundings).execute(arguments));
    }
}
