// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.observe.ServiceLog;
import dev.catena.server.command.Catena;
import dev.catena.server.command.Surroundings;

/** Where the process begins: one command, and its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceLog.install(System.err);
        System.exit(Catena.commandLine(Surroundings.ofProcess()).execute(arguments));
    }
}
