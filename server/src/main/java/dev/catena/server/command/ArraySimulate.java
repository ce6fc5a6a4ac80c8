// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.array.OwnerHash;
import dev.catena.array.Simulation;
import dev.catena.base.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "simulate", description = {"Counts how evenly an array's members would own URLs, and how many of these would move to another member when some fail, leave or join.",
    "Uses the functions of the proxy itself and asks nobody. A thousand members and ten million keys take minutes."},
    footer = {"", "Example: catena array simulate --members 10 --loads 1,2 --down 1"})
final class ArraySimulate implements Callable<Integer> {
    @Option(names = "--hash", paramLabel = "HASH", description = "rendezvous, carp-v1, carp-squid, carp-ms, or all of them; otherwise all.")
    String hash = "all";

    @Option(names = "--members", paramLabel = "N", description = "Members before anything happens; 3 if not given.")
    int members = 3;

    @Option(names = "--loads", paramLabel = "N,N", split = ",", description = "Their loads, repeated as often as needed; 1 if not given.")
    List<Integer> loads = List.of(1);

    @Option(names = "--keys", paramLabel = "N", description = "URLs that are tried; 1000000 if not given.")
    long keys = 1_000_000;

    @Option(names = "--down", paramLabel = "N", description = "Members that fail and stay in the table.")
    int down;

    @Option(names = "--removed", paramLabel = "N", description = "Members that leave the table.")
    int removed;

    @Option(names = "--added", paramLabel = "N", description = "Members that join.")
    int added;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        var simulations = hashes().stream().map(this::simulation).toList();
        var out = spec.commandLine().getOut();
        if (json) {
            var all = new Json().object().put("members", members).put("keys", keys).array("hashes");
            simulations.forEach(each -> write(all, each.hash(), each.run()));
            out.println(all.endArray().endObject());
        } else {
            out.printf("%d members, loads %s, %d keys; then %d down, %d removed, %d added%n", members,
                loads.stream().map(String::valueOf).collect(Collectors.joining(",")), keys, down, removed, added);
            out.printf("%-12s %9s %9s %10s %9s %9s %9s %9s%n", "hash", "highest", "lowest", "deviation", "moved", "had to", "astray", "unowned");
            for (var each : simulations) {
                out.println(line(each.hash(), each.run()));
                out.flush();
            }
            out.println("highest, lowest: what a member owns, as a multiple of what its load is due. astray: moved between members that stayed.");
        }
        out.flush();
        return ExitCode.OK;
    }

    private List<OwnerHash> hashes() {
        if (hash.equals("all")) return List.of(OwnerHash.values());
        return Arrays.stream(OwnerHash.values()).filter(each -> each.word().equals(hash)).findFirst().map(List::of)
            .orElseThrow(() -> Problem.usage("'%s' is not a hash: write rendezvous, carp-v1, carp-squid, carp-ms or all".formatted(hash)));
    }

    private Simulation simulation(OwnerHash each) {
        try {
            return new Simulation(each, keys, members, loads, down, removed, added);
        } catch (IllegalArgumentException wrong) {
            throw Problem.usage(String.valueOf(wrong.getMessage()));
        }
    }

    private static String line(OwnerHash hash, Simulation.Result result) {
        return String.format(Locale.ROOT, "%-12s %9.3f %9.3f %10.4f %8.2f%% %8.2f%% %8.2f%% %8.2f%%", hash.word(), result.highest(), result.lowest(), result.deviation(),
            100 * result.moved(), 100 * result.due(), 100 * result.astray(), 100 * result.unowned());
    }

    private static void write(Json json, OwnerHash hash, Simulation.Result result) {
        json.object().put("hash", hash.word()).put("highest", decimal(result.highest())).put("lowest", decimal(result.lowest()))
            .put("deviation", decimal(result.deviation())).put("moved", decimal(result.moved())).put("due", decimal(result.due()))
            .put("astray", decimal(result.astray())).put("unowned", decimal(result.unowned())).endObject();
    }

    private static String decimal(double number) {
        return String.format(Locale.ROOT, "%.6f", number);
    }
}
