// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.observe.LogFormat;
import dev.catena.server.ProxySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "why", description = {"Tells the story of one exchange: who asked, which rule and route decided, what was said to the upstream, what the cache did,"
    + " why it was refused, and how long each part took.",
    "Looks among the last exchanges of the running proxy, then in the access logs with `format: json`, from their ends."},
    footer = {"", "Example: catena why c8f2k1q-3m"})
final class Why implements Callable<Integer> {
    @Mixin
    private final RunningProxy proxy;

    @Parameters(paramLabel = "REQUEST-ID", description = "As a refusal's page, the field Catena-Request-Id and the access log show it.")
    String id = "";

    @Option(names = "--log", paramLabel = "FILE", description = "Look in this access log instead of those of the settings.")
    @Nullable Path log;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Surroundings surroundings;

    Why(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.proxy = new RunningProxy(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        if (!id.matches("[0-9A-Za-z._-]{1,64}")) throw Problem.usage("'%s' is not a request id; one looks like c8f2k1q-3m".formatted(id));
        var settings = proxy.settings().readOrFail(spec.commandLine().getErr());
        var looked = new ArrayList<String>();
        boolean unreachable = false;
        Optional<String> line = Optional.empty();
        if (log == null) {
            switch (proxy.find(settings)) {
                case RunningProxy.Reach.Running(var client, _) -> {
                    looked.add("the last exchanges of the running proxy");
                    line = Optional.of(client.get("/api/v1/requests/" + id)).filter(ConsoleClient.Answer::succeeded).map(ConsoleClient.Answer::body);
                }
                case RunningProxy.Reach.Nobody(var why) -> {
                    unreachable = true;
                    looked.add("no running proxy (%s)".formatted(why));
                }
            }
        }
        for (var file : logs(settings)) {
            if (line.isPresent()) break;
            looked.add(file.toString());
            line = LogSearch.find(file, id);
        }
        if (line.isEmpty()) {
            var sentence = "there is no exchange %s; looked in: %s".formatted(id, String.join(", ", looked));
            throw unreachable && looked.size() == 1 ? Problem.notReachable(sentence) : Problem.found(sentence);
        }
        print(line.get());
        return ExitCode.OK;
    }

    private List<Path> logs(ProxySettings settings) {
        if (log != null) return List.of(surroundings.workingFolder().resolve(log));
        return settings.log().stream().filter(each -> each.format() == LogFormat.JSON && !each.isStream())
            .map(each -> surroundings.workingFolder().resolve(each.to()))
            .flatMap(file -> LogSearch.withRotated(file).stream()).toList();
    }

    private void print(String line) {
        var out = spec.commandLine().getOut();
        if (proxy.json) out.println(line.strip());
        else Story.of((Map<?, ?>) Answered.parse(line).orElseThrow(() -> Problem.found("the line of %s is damaged".formatted(id)))).forEach(out::println);
        out.flush();
    }
}
