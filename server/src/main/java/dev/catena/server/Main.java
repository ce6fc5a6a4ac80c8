// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.observe.ServiceLog;
import dev.catena.server.command.Catena;
import dev.catena.server.command.PlainRun;
import dev.catena.server.command.Surroundings;
import java.io.PrintWriter;

/** Where the process begins: one command, and its exit code. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServiceLog.install(System.err);
        var here = Surroundings.ofProcess();
        var plain = PlainRun.execute(here, new PrintWriter(System.err, true, System.err.charset()), arguments);
        System.exit(plain.isPresent() ? plain.getAsInt() : Catena.commandLine(here).execute(arguments));
    }
}
