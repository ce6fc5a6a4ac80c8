// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.identity.Scheme;
import dev.catena.listen.ListenerSettings;
import dev.catena.server.ProxySettings;
import dev.catena.settings.HostPort;
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

/**
 * Fills the cache as clients would: it is one, of a listener. So rules, routes, log and counters see every request, and nothing is stored that
 * a user would not have got.
 */
@Command(name = "warm", description = {"Fetches URLs through the proxy, so that the next one who asks finds them in the cache.",
    "Exit code 1: some could not be fetched."}, footer = {"", "Example: catena cache warm urls.txt --jobs 8"})
final class CacheWarm implements Callable<Integer> {
    private static final int JOBS_MAX = 64;
    private static final int URLS_MAX = 1_000_000;

    @Mixin
    private final SettingsFile settings;

    @Parameters(paramLabel = "FILE", description = "A URL a line; empty lines and those that begin with # say nothing. - is standard input.")
    String file = "";

    @Option(names = "--jobs", paramLabel = "N", description = "Fetch so many at a time: 4 otherwise, at most 64.")
    int jobs = 4;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Give up on one after that; 60 otherwise.")
    int timeout = 60;

    @Option(names = {"-H", "--header"}, paramLabel = "FIELD", description = "A field of every request, such as 'Accept-Encoding: gzip', to fill that variant; may be repeated.")
    List<String> fields = List.of();

    @Option(names = "--listener", paramLabel = "NAME", description = "The listener to ask. Otherwise the first that lets anonymous users in.")
    String listener = "";

    @Option(names = "--json", description = "Print JSON, once all are done.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Surroundings surroundings;

    CacheWarm(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.settings = new SettingsFile(surroundings);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > JOBS_MAX) throw Problem.usage("--jobs is from 1 to %d".formatted(JOBS_MAX));
        if (timeout < 1) throw Problem.usage("--timeout is at least 1 second");
        var urls = urls();
        var out = spec.commandLine().getOut();
        var results = new ArrayList<Warming.Result>();
        try (var warming = new Warming(address(settings.readOrFail(spec.commandLine().getErr())), fields, jobs, Duration.ofSeconds(timeout))) {
            warming.fetch(urls, result -> {
                results.add(result);
                if (!json) {
                    out.println(line(result));
                    out.flush();
                }
            });
        }
        if (json) out.println(inJson(results));
        else out.println(summary(results));
        out.flush();
        return results.stream().anyMatch(result -> result.outcome() == Warming.Outcome.FAILED) ? ExitCode.SOFTWARE : ExitCode.OK;
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

    private HostPort address(ProxySettings read) {
        var found = read.listeners().stream()
            .filter(each -> listener.isEmpty() ? each.schemes().contains(Scheme.ANONYMOUS) : each.name().equals(listener)).findFirst()
            .orElseThrow(() -> Problem.usage(listener.isEmpty()
                ? "every listener wants a log-in: name one with --listener that knows you otherwise, or open one for anonymous users on loopback"
                : "there is no listener '%s'; there are %s".formatted(listener, String.join(", ", read.listeners().stream().map(ListenerSettings::name).toList()))));
        if (found.address().port() == 0) throw Problem.usage("the settings let the system choose the listener's port; name it with --set listeners.%s.address=HOST:PORT".formatted(found.name()));
        return new HostPort(ConsoleClient.reachable(found.address().host()), found.address().port());
    }

    private static String line(Warming.Result result) {
        return "%-10s %3s %11d %7d ms  %s%s".formatted(result.outcome().word(), result.status() == 0 ? "-" : Integer.toString(result.status()), result.bytes(),
            result.took().toMillis(), Printable.of(result.url()), result.why().isEmpty() ? "" : "  (" + Printable.of(result.why()) + ")");
    }

    private static String summary(List<Warming.Result> results) {
        var counts = new ArrayList<String>();
        for (var outcome : Warming.Outcome.values()) {
            counts.add("%d %s".formatted(results.stream().filter(result -> result.outcome() == outcome).count(), outcome.word()));
        }
        return "%d URLs: %s; %d bytes".formatted(results.size(), String.join(", ", counts), results.stream().mapToLong(Warming.Result::bytes).sum());
    }

    private static Json inJson(List<Warming.Result> results) {
        var json = new Json().object().array("results");
        for (var result : results) {
            json.object().put("url", result.url()).put("outcome", result.outcome().word()).put("status", result.status()).put("bytes", result.bytes())
                .put("milliseconds", result.took().toMillis()).put("why", result.why()).endObject();
        }
        return json.endArray().endObject();
    }
}
