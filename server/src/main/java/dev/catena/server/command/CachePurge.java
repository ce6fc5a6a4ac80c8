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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "purge", description = "Takes responses out of the cache: all variants of a URL, or all below a prefix, of a host, or with a tag.",
    footer = {"", "Example: catena cache purge --prefix http://www.example/news/"})
final class CachePurge implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Mixin
    private final CacheSelection selection = new CacheSelection();

    @Parameters(paramLabel = "URL", arity = "0..1", description = "An http:// URL.")
    String url = "";

    @Option(names = "--all", description = "All that is stored.")
    boolean all;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    CachePurge(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        int said = (url.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (selection.isEmpty() ? 0 : 1);
        if (said != 1) throw Problem.usage("say what to purge: one of URL, --prefix, --host, --tag, --all");
        var query = CacheCommand.parameter("url", url) + selection.query() + (all ? "&all=yes" : "");
        var answer = console.client(spec.commandLine().getErr()).post("/api/v1/cache/purge?" + query);
        var purged = CacheCommand.read(answer).get("purged");
        var out = spec.commandLine().getOut();
        out.println(console.json ? answer.body().strip() : Integer.valueOf(0).equals(purged) ? "nothing of that was stored" : "%s purged".formatted(purged));
        var warning = CacheCommand.read(answer).get("warning");
        if (warning != null && !console.json) out.println(Printable.of(String.valueOf(warning)));
        boolean everywhere = warning == null;
        if (CacheCommand.read(answer).get("members") instanceof List<?> members) {
            for (var each : members) {
                var member = (Map<?, ?>) each;
                everywhere &= Boolean.TRUE.equals(member.get("done"));
                if (!console.json) out.printf("%s: %s%n", member.get("member"), Printable.of(String.valueOf(member.get("words"))));
            }
        }
        out.flush();
        return everywhere ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
