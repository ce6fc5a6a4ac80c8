// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "ls", description = "Lists what is stored: status, bytes, age and lifetime in seconds, URL, the SHA-256 of the content of a QUERY,"
    + " and the request fields that select a variant.",
    footer = {"", "Example: catena cache ls --host '*.debian.org'"})
final class CacheList implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Mixin
    private final CacheSelection selection = new CacheSelection();

    @Option(names = "--limit", paramLabel = "N", description = "At most so many; 100 otherwise.")
    int limit = 100;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    CacheList(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        var query = selection.isEmpty() ? "&all=yes" : selection.query();
        var answer = console.client(spec.commandLine().getErr()).get("/api/v1/cache/entries?limit=" + limit + query);
        var listing = CacheCommand.read(answer);
        if (console.json) spec.commandLine().getOut().println(answer.body().strip());
        else print(listing);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    private void print(Map<?, ?> listing) {
        var out = spec.commandLine().getOut();
        if (!(listing.get("entries") instanceof List<?> entries) || entries.isEmpty()) {
            out.println("nothing is stored" + (selection.isEmpty() ? "" : " of that"));
            return;
        }
        out.printf("%-6s %11s %10s %10s  %s%n", "status", "bytes", "age", "lifetime", "URL");
        for (var each : entries) {
            var entry = (Map<?, ?>) each;
            var variant = entry.get("variant") instanceof List<?> lines && !lines.isEmpty() ? "  (" + Printable.of(lines.toString()) + ")" : "";
            var query = entry.get("query") == null ? "" : "  (QUERY sha256:" + Printable.of(String.valueOf(entry.get("query"))) + ")";
            out.printf("%-6s %11s %10s %10s  %s%s%s%n", entry.get("status"), entry.get("bytes"), entry.get("age_seconds"), entry.get("lifetime_seconds"),
                Printable.of(String.valueOf(entry.get("url"))), query, variant);
        }
        if (Boolean.TRUE.equals(listing.get("more"))) out.printf("… and more: raise --limit, or ask for less%n");
    }
}
