// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code catena cache …}: what a running proxy has stored, why or why not, and away with it. */
@Command(name = "cache", description = "Looks at the cache of a running proxy, explains it, fills it and takes out of it.",
    synopsisSubcommandLabel = "stat|explain|ls|purge|warm", footer = {"", "Example: catena cache explain http://deb.debian.org/debian/dists/stable/InRelease"})
final class CacheCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private CacheCommand() {}

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new CacheCommand())
            .addSubcommand(new CacheStat(surroundings))
            .addSubcommand(new CacheExplain(surroundings))
            .addSubcommand(new CacheList(surroundings))
            .addSubcommand(new CachePurge(surroundings))
            .addSubcommand(new CacheWarm(surroundings));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    /** A parameter of a query, with its {@code &}; nothing for an empty value. */
    static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /**
     * What the console said, as it is read by a person.
     *
     * @throws Problem if it refused
     */
    static Map<?, ?> read(ConsoleClient.Answer answer) {
        if (Answered.parse(answer.body()).orElse(null) instanceof Map<?, ?> map) {
            if (answer.succeeded()) return map;
            var detail = String.valueOf(map.get("detail"));
            throw answer.status() == 400 ? Problem.usage(detail) : Problem.found("the console answered with status %d: %s".formatted(answer.status(), detail));
        }
        throw Problem.found("the console answered with status %d; is it Catena that listens there?".formatted(answer.status()));
    }
}
