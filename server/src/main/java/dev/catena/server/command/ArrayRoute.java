// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "route", description = "Prints who owns a URL: the members of the array by their scores, best first. A member that is down is passed over.",
    footer = {"", "Example: catena array route http://www.example/index.html"})
final class ArrayRoute implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "URL", description = "An http:// URL, or HOST:PORT for a tunnel.")
    String url = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    ArrayRoute(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        var answer = console.client(spec.commandLine().getErr()).get("/api/v1/array/route?" + CacheCommand.parameter("url", url).substring(1));
        var route = CacheCommand.read(answer);
        var out = spec.commandLine().getOut();
        if (console.json) out.println(answer.body().strip());
        else {
            out.printf("%s by %s%n", Printable.of(String.valueOf(route.get("key"))), route.get("hash"));
            for (var member : ArrayCommands.list(route, "members")) {
                out.printf("  %-28s %-8s %s%n", member.get("member"), member.get("state"), member.get("score"));
            }
        }
        out.flush();
        return ExitCode.OK;
    }
}
