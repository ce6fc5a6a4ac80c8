// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "top", description = {"Shows what a running proxy is doing, again and again: how much, for whom, to where, with what result. Ctrl-C ends it.",
    "Counts what ended since the last look, at most the last 1000 exchanges. Exit code 3: the proxy cannot be reached."},
    footer = {"", "Example: catena top --interval 5"})
final class Top implements Callable<Integer> {
    private static final int ROWS = 5;
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";

    @Mixin
    private final ConsoleOption console;

    @Option(names = "--interval", paramLabel = "SECONDS", description = "Time between two looks: 2 seconds unless you say otherwise.")
    int interval = 2;

    @Option(names = "--count", paramLabel = "N", description = "Looks before it ends; 0, as initially: until Ctrl-C. With --json one, unless you say otherwise.")
    int count;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Set<String> seen = new HashSet<>();

    Top(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (interval < 1) throw Problem.usage("--interval is a number of seconds, 1 at least");
        var client = console.client(spec.commandLine().getErr());
        var out = spec.commandLine().getOut();
        int looks = count > 0 ? count : console.json ? 1 : Integer.MAX_VALUE;
        for (int i = 0; i < looks; i++) {
            if (i > 0) Thread.sleep(Duration.ofSeconds(interval));
            var requests = client.get("/api/v1/requests");
            if (console.json) {
                out.println(requests.body().strip());
            } else {
                boolean live = System.console() != null && looks > 1;
                out.print((live ? HOME_AND_CLEAR : "") + picture(client.get("/api/v1/status").body(), requests.body(), i == 0));
            }
            out.flush();
        }
        return ExitCode.OK;
    }

    private String picture(String status, String requests, boolean first) {
        var text = new StringBuilder();
        if (Answered.parse(status).orElse(null) instanceof Map<?, ?> map) head(text, map);
        var ended = news(requests);
        text.append(first ? "last %d exchanges%n".formatted(ended.size())
            : "%d exchanges in %d s, %s a second%n".formatted(ended.size(), interval, String.format(Locale.ROOT, "%.1f", ended.size() / (double) interval)));
        table(text, "result", ended, line -> word(line, "result"));
        table(text, "client", ended, line -> word(line, "user").isEmpty() ? word(line, "client") : word(line, "user") + " " + word(line, "client"));
        table(text, "to", ended, line -> word(line, "destination"));
        table(text, "through", ended, line -> word(line, "route"));
        table(text, "refused", ended, line -> line.get("error") instanceof Map<?, ?> error ? word(error, "slug") : "");
        return text.append('\n').toString();
    }

    private static void head(StringBuilder text, Map<?, ?> status) {
        var open = status.get("open") instanceof Map<?, ?> map ? map : Map.of();
        var cache = status.get("cache") instanceof Map<?, ?> map ? map : Map.of();
        text.append("%s, up %s s; open: %s clients, %s next hops, %s exchanges, %s tunnels; cache: %s objects, %s bytes, %s hits, %s misses%n".formatted(
            Printable.of(word(status, "name")), word(status, "uptime_seconds"), word(open, "client_connections"), word(open, "origin_connections"),
            word(open, "exchanges"), word(open, "tunnels"), word(cache, "objects"), word(cache, "bytes"), word(cache, "hits"), word(cache, "misses")));
    }

    /** What was not there at the last look. */
    private List<Map<?, ?>> news(String requests) {
        var all = new ArrayList<Map<?, ?>>();
        if (Answered.parse(requests).orElse(null) instanceof Map<?, ?> map && map.get("requests") instanceof List<?> lines) {
            lines.forEach(line -> all.add((Map<?, ?>) line));
        }
        var fresh = all.stream().filter(line -> !seen.contains(word(line, "id"))).toList();
        seen.clear();
        all.forEach(line -> seen.add(word(line, "id")));
        return fresh;
    }

    private static void table(StringBuilder text, String name, List<Map<?, ?>> lines, Function<Map<?, ?>, String> key) {
        var counts = lines.stream().map(key).filter(word -> !word.isEmpty()).collect(Collectors.groupingBy(word -> word, LinkedHashMap::new, Collectors.counting()));
        counts.entrySet().stream().sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())).limit(ROWS).forEach(entry ->
            text.append("  %-8s %6d  %s%n".formatted(name, entry.getValue(), Printable.of(entry.getKey()))));
    }

    private static String word(Map<?, ?> map, String key) {
        var value = map.get(key);
        return value == null ? "" : value.toString();
    }
}
