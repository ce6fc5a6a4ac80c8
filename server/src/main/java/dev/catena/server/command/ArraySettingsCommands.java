// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.array.SharedCopy;
import dev.catena.array.SharedSettings;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code catena array settings …}: what all members have in common. */
@Command(name = "settings", description = "Shows and sets what all members of the array have in common: policy, routes, what upstreams are, rules of the cache.",
    synopsisSubcommandLabel = "show|diff|set", footer = {"", "Example: catena array settings show > shared.yaml, then edit it, then catena array settings set shared.yaml"})
final class ArraySettingsCommands implements Callable<Integer> {
    private static final String PATH = "/api/v1/array/settings";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private ArraySettingsCommands() {}

    static CommandLine commandLine(Surroundings surroundings) {
        return new CommandLine(new ArraySettingsCommands())
            .addSubcommand(new Show(surroundings))
            .addSubcommand(new Diff(surroundings))
            .addSubcommand(new Set(surroundings));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "show", description = "Prints the shared settings, with the epoch they are of in the first line.", footer = {"", "Example: catena array settings show > shared.yaml"})
    static final class Show implements Callable<Integer> {
        @Mixin
        private final ConsoleOption console;

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        Show(Surroundings surroundings) {
            this.console = new ConsoleOption(surroundings);
        }

        @Override
        public Integer call() {
            var answer = console.client(spec.commandLine().getErr()).get(PATH);
            var said = CacheCommand.read(answer);
            var out = spec.commandLine().getOut();
            if (console.json) out.println(answer.body().strip());
            else out.print(SharedCopy.print(new SharedSettings(said.get("epoch") instanceof Number epoch ? epoch.longValue() : 0, String.valueOf(said.get("text")), String.valueOf(said.get("by")),
                Instant.parse(String.valueOf(said.get("at"))))));
            out.flush();
            return ExitCode.OK;
        }
    }

    /** Those that send settings. */
    private abstract static class Sending implements Callable<Integer> {
        private final Surroundings surroundings;

        @Mixin
        final ConsoleOption console;

        @Parameters(paramLabel = "FILE", description = "The settings; as `show` printed them, and changed.")
        @SuppressWarnings("NullAway.Init")
        Path file;

        @Option(names = "--epoch", paramLabel = "N", description = "The epoch they were made from, where the first line of the file does not tell.")
        @Nullable Long epoch;

        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        Sending(Surroundings surroundings) {
            this.surroundings = surroundings;
            this.console = new ConsoleOption(surroundings);
        }

        /** @throws Problem if the file cannot be read, or the proxy refuses */
        final ConsoleClient.Answer send(boolean trial) {
            var text = read(surroundings.workingFolder().resolve(file));
            if (epoch == null && SharedCopy.epoch(text).isEmpty()) {
                throw Problem.usage("%s does not say in its first line which epoch it was made from: begin with what `catena array settings show` prints, or name it with --epoch N".formatted(file));
            }
            var query = epoch == null ? "" : "&epoch=" + epoch;
            return console.client(spec.commandLine().getErr()).post(PATH + "?" + (query + (trial ? "&try=yes" : "")).replaceFirst("&", ""), text.isEmpty() ? "\n" : text);
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (CharacterCodingException notUtf8) {
                throw Problem.found("%s is not a text in UTF-8".formatted(file));
            } catch (IOException failure) {
                throw Problem.found("%s cannot be read: %s".formatted(file, failure.getMessage()));
            }
        }

        /** What the proxy said; its faults are printed, one below the other. */
        final Map<?, ?> understood(ConsoleClient.Answer answer) {
            if (Answered.parse(answer.body()).orElse(null) instanceof Map<?, ?> map && map.get("faults") instanceof List<?> faults) {
                faults.forEach(fault -> spec.commandLine().getErr().println(String.valueOf(fault)));
            }
            return CacheCommand.read(answer);
        }

        final void print(Map<?, ?> said) {
            var changes = said.get("changes") instanceof List<?> list ? list : List.of();
            if (changes.isEmpty()) spec.commandLine().getOut().println("nothing changes at this member");
            changes.forEach(change -> spec.commandLine().getOut().println(Printable.of(String.valueOf(change))));
        }
    }

    @Command(name = "diff", description = "Prints what `set` would change at this member, and faults, if there are any. Asks no other member and changes nothing.",
        footer = {"", "Example: catena array settings diff shared.yaml"})
    static final class Diff extends Sending {
        Diff(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            var answer = send(true);
            var said = understood(answer);
            if (console.json) spec.commandLine().getOut().println(answer.body().strip());
            else print(said);
            spec.commandLine().getOut().flush();
            return ExitCode.OK;
        }
    }

    @Command(name = "set", description = {"Has all members go by these settings, as after a reload. Refused if they have a fault, if another was first, or if a majority cannot be reached.",
        "Exit code 1: they were refused, or a member cannot go by them."}, footer = {"", "Example: catena array settings set shared.yaml"})
    static final class Set extends Sending {
        Set(Surroundings surroundings) {
            super(surroundings);
        }

        @Override
        public Integer call() {
            var answer = send(false);
            var said = understood(answer);
            var out = spec.commandLine().getOut();
            if (console.json) out.println(answer.body().strip());
            else print(said);
            if (!console.json) out.printf("epoch %s%n", said.get("epoch"));
            boolean all = true;
            for (var member : ArrayCommands.list(said, "members")) {
                all &= Boolean.TRUE.equals(member.get("done"));
                if (!console.json) out.printf("%s: %s%n", member.get("member"), Printable.of(String.valueOf(member.get("words"))));
            }
            out.flush();
            return all ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
