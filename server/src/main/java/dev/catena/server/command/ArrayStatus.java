// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(name = "status", description = {"Prints the members of the array: state and since when, load, the share of all URLs that each owns in truth, requests that this proxy"
    + " passed on to it, and why it is left alone if it is; the epoch of the shared settings that is in force there, who votes, and whether a majority can agree; and the URLs that are"
    + " hot at this proxy.", "Exit code 1: a member is down, left alone, or cannot go by the shared settings, or a majority cannot agree."},
    footer = {"", "Example: catena array status"})
final class ArrayStatus implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    ArrayStatus(Surroundings surroundings) {
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() {
        var answer = console.client(spec.commandLine().getErr()).get("/api/v1/array");
        var status = CacheCommand.read(answer);
        var out = spec.commandLine().getOut();
        boolean sound = true;
        if (console.json) out.println(answer.body().strip());
        else out.printf("array %s, hash %s, config id %s%n%-28s %-8s %-25s %6s %7s %9s %6s%n", status.get("array"), status.get("hash"), status.get("config_id"),
            "member", "state", "since", "load", "share", "passed on", "epoch");
        for (var each : ArrayCommands.list(status, "members")) {
            boolean left = each.get("left_alone") != null;
            sound &= !left && !"down".equals(each.get("state")) && each.get("trouble") == null;
            if (console.json) continue;
            out.printf("%-28s %-8s %-25s %6s %6.2f%% %9s %6s%s%s%s%s%n", each.get("member"), each.get("state"), each.get("since"), each.get("load"),
                100 * Double.parseDouble(String.valueOf(each.get("share"))), each.get("passed_on"),
                each.get("epoch") == null ? "-" : each.get("epoch"), Boolean.TRUE.equals(each.get("votes")) ? "  votes" : "", Objects.equals(each.get("member"), status.get("self")) ? "  this proxy" : "",
                left ? "  left alone: " + Printable.of(String.valueOf(each.get("left_alone"))) : "",
                each.get("trouble") == null ? "" : "  " + Printable.of(String.valueOf(each.get("trouble"))));
        }
        if (status.get("majority") instanceof Map<?, ?> majority) {
            var hindrance = Printable.of(String.valueOf(majority.get("hindrance")));
            sound &= hindrance.isEmpty();
            if (!console.json) out.printf("shared settings: %s%n%s%n", status.get("settings") instanceof Map<?, ?> settings ? settings.get("words") : "", hindrance.isEmpty()
                ? "majority: %s of %s voters are seen, leader %s".formatted(size(majority.get("seen")), size(majority.get("voters")), majority.get("leader")) : hindrance);
        }
        if (!console.json) ArrayCommands.list(status, "hot").forEach(hot -> out.printf("hot: %s, %s requests, %s%n", Printable.of(String.valueOf(hot.get("url"))), hot.get("requests"),
            Boolean.TRUE.equals(hot.get("copied")) ? "copies are kept" : "must not be stored"));
        out.flush();
        return sound ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static int size(@Nullable Object list) {
        return list instanceof List<?> elements ? elements.size() : 0;
    }
}
