// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.console.Hypothesis;
import dev.catena.server.ProxyServer;
import dev.catena.server.ProxySettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
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

@Command(name = "explain", description = {"Says what would become of a request, without sending it: listener, identity, policy, cache, route, upstream and its log-in,"
    + " each with the name of the rule that decides.",
    "Asks the running proxy, which knows its cache and its upstreams; without one it answers from the settings alone. Exit code 1: it would be refused."},
    footer = {"", "Example: catena explain http://intranet.corp.example/ --as 'CORP\\alice' --from 10.0.0.5"})
final class Explain implements Callable<Integer> {
    @Mixin
    private final RunningProxy proxy;

    @Parameters(paramLabel = "URL", description = "An http:// or https:// URL, or HOST:PORT for a tunnel.")
    String url = "";

    @Option(names = "--as", paramLabel = "USER", description = "Who the client proves to be: alice or DOMAIN\\alice. Otherwise nobody.")
    String as = "";

    @Option(names = "--group", paramLabel = "GROUP", description = "A group of that user; may be repeated.")
    List<String> groups = List.of();

    @Option(names = "--from", paramLabel = "ADDRESS", description = "The client's IP address. Otherwise this machine's loopback.")
    String from = "";

    @Option(names = "--method", paramLabel = "METHOD", description = "The request's method. Otherwise GET; https:// is always asked for by CONNECT.")
    String method = "";

    @Option(names = "--listener", paramLabel = "NAME", description = "The listener it comes to. Otherwise the first.")
    String listener = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Explain(Surroundings surroundings) {
        this.proxy = new RunningProxy(surroundings);
    }

    @Override
    public Integer call() {
        var settings = proxy.settings().readOrFail(spec.commandLine().getErr());
        var answer = switch (proxy.find(settings)) {
            case RunningProxy.Reach.Running(var client, _) -> asked(client.get("/api/v1/explain?" + query()));
            case RunningProxy.Reach.Nobody(var why) -> {
                spec.commandLine().getErr().printf("%s: explained from the settings alone, without cache, health and what upstreams were seen to want%n", why);
                yield itself(settings);
            }
        };
        var out = spec.commandLine().getOut();
        var explanation = (Map<?, ?>) Answered.parse(answer).orElseThrow();
        if (proxy.json) out.println(answer.strip());
        else write(explanation, out);
        out.flush();
        return Boolean.TRUE.equals(explanation.get("refused")) ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private String query() {
        var query = new StringBuilder();
        add(query, "url", url);
        add(query, "as", as);
        add(query, "from", from);
        add(query, "method", method);
        add(query, "listener", listener);
        groups.forEach(group -> add(query, "group", group));
        return query.substring(1);
    }

    private static void add(StringBuilder query, String name, String value) {
        if (!value.isEmpty()) query.append('&').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }

    private static String asked(ConsoleClient.Answer answer) {
        if (answer.succeeded()) return answer.body();
        var detail = Answered.parse(answer.body()).orElse(null) instanceof Map<?, ?> problem ? String.valueOf(problem.get("detail")) : "";
        throw answer.status() == 400 ? Problem.usage(detail) : Problem.found("the console answered with status %d: %s".formatted(answer.status(), detail));
    }

    private String itself(ProxySettings settings) {
        var hypothesis = new Hypothesis(method, url, listener, from, as, groups);
        try (var still = ProxyServer.still(settings, InstantSource.system())) {
            try {
                return still.explain(hypothesis).write(new Json()).toString();
            } catch (IllegalArgumentException wrong) {
                throw Problem.usage(String.valueOf(wrong.getMessage()));
            }
        } catch (IOException cannot) {
            throw Problem.found("the settings cannot be used as they are: " + cannot.getMessage());
        }
    }

    private static void write(Map<?, ?> explanation, PrintWriter out) {
        out.println(Printable.of(String.valueOf(explanation.get("request"))));
        if (!(explanation.get("points") instanceof List<?> points)) return;
        for (var each : points) {
            var point = (Map<?, ?>) each;
            var by = point.get("by") == null ? "" : "`" + point.get("by") + "` ";
            out.printf("  %-9s %s%s%n", point.get("step"), by, Printable.of(String.valueOf(point.get("sentence"))));
            if (point.get("details") instanceof List<?> details) details.forEach(line -> out.printf("              %s%n", Printable.of(String.valueOf(line))));
        }
    }
}
