// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Fills the cache: the running proxy fetches, as itself, so rules and routes see every request. */
@Command(name = "warm", description = {"Has the running proxy fetch URLs, so that the next one who asks finds them in the cache. It asks as itself: an anonymous user on its own machine.",
    "Exit code 1: some could not be fetched."}, footer = {"", "Example: catena cache warm urls.txt --jobs 8"})
final class CacheWarm implements Callable<Integer> {
    private static final int JOBS_MAX = 64;
    private static final int URLS_MAX = 1_000_000;
    /** What a fetch of the proxy's own may take. */
    private static final int TIMEOUT_MAX = 600;
    private static final List<String> OUTCOMES = List.of(Warming.STORED, Warming.WAS_THERE, Warming.NOT_STORED, Warming.FAILED);

    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "FILE", description = "A URL a line; empty lines and those that begin with # say nothing. - is standard input.")
    String file = "";

    @Option(names = "--jobs", paramLabel = "N", description = "Fetch so many at a time: 4 otherwise, at most 64.")
    int jobs = 4;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Give up on one after that; 60 otherwise.")
    int timeout = 60;

    @Option(names = {"-H", "--header"}, paramLabel = "FIELD", description = "A field of every request, such as 'Accept-Encoding: gzip', to fill that variant; may be repeated.")
    List<String> fields = List.of();

    @Option(names = "--listener", paramLabel = "NAME", description = "Fetch as if it came there, where rules or `targeted` differ. Otherwise the first.")
    String listener = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Surroundings surroundings;

    CacheWarm(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > JOBS_MAX) throw Problem.usage("--jobs is from 1 to %d".formatted(JOBS_MAX));
        if (timeout < 1 || timeout > TIMEOUT_MAX) throw Problem.usage("--timeout is from 1 to %d seconds".formatted(TIMEOUT_MAX));
        for (var field : fields) if (field.indexOf(':') < 1) throw Problem.usage("'%s' is not a field: write 'Name: value'".formatted(field));
        var urls = urls();
        var out = spec.commandLine().getOut();
        var results = new ArrayList<Warming.Result>();
        try (var warming = new Warming(console.client(spec.commandLine().getErr()), parameters(), jobs, Duration.ofSeconds(timeout))) {
            warming.fetch(urls, result -> {
                results.add(result);
                if (!console.json) {
                    out.println(line(result));
                    out.flush();
                }
            });
        }
        if (console.json) out.println(inJson(results));
        else out.println(summary(results));
        out.flush();
        return results.stream().anyMatch(result -> result.outcome().equals(Warming.FAILED)) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private List<String> urls() throws IOException {
        try (var lines = new BufferedReader(reader())) {
            var urls = lines.lines().map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#")).limit(URLS_MAX + 1L).toList();
            if (urls.size() > URLS_MAX) throw Problem.usage("the file has more than %d URLs".formatted(URLS_MAX));
            return urls;
        }
    }

    private Reader reader() throws IOException {
        if (file.equals("-")) return new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8);
        try {
            return Files.newBufferedReader(surroundings.workingFolder().resolve(file));
        } catch (NoSuchFileException missing) {
            throw Problem.usage("there is no file " + file);
        }
    }

    private String parameters() {
        var parameters = new StringBuilder(CacheCommand.parameter("listener", listener));
        fields.forEach(field -> parameters.append(CacheCommand.parameter("header", field)));
        return parameters.toString();
    }

    private static String line(Warming.Result result) {
        return "%-10s %3s %11d %7d ms  %s%s".formatted(result.outcome(), result.status() == 0 ? "-" : Integer.toString(result.status()), result.bytes(),
            result.took().toMillis(), Printable.of(result.url()), result.why().isEmpty() ? "" : "  (" + Printable.of(result.why()) + ")");
    }

    private static String summary(List<Warming.Result> results) {
        var counts = new ArrayList<String>();
        for (var outcome : OUTCOMES) {
            counts.add("%d %s".formatted(results.stream().filter(result -> result.outcome().equals(outcome)).count(), outcome));
        }
        return "%d URLs: %s; %d bytes stored".formatted(results.size(), String.join(", ", counts), results.stream().mapToLong(Warming.Result::bytes).sum());
    }

    private static Json inJson(List<Warming.Result> results) {
        var json = new Json().object().array("results");
        for (var result : results) {
            json.object().put("url", result.url()).put("outcome", result.outcome()).put("status", result.status()).put("bytes", result.bytes())
                .put("milliseconds", result.took().toMillis()).put("why", result.why()).endObject();
        }
        return json.endArray().endObject();
    }
}
