// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.base.Json;
import dev.catena.server.convert.Conversion;
import dev.catena.server.convert.Note;
import dev.catena.server.convert.Product;
import dev.catena.server.convert.SourceFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "convert", description = {"Makes a catena.yaml of the configuration of cntlm, Px or Squid.",
    "What was not carried over is listed on standard error; exit code 1 if any of it needs a look."},
    footer = {"", "Example: catena convert /etc/squid/squid.conf --to catena.yaml"})
final class Convert implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "FILE", description = "cntlm.conf, px.ini or squid.conf.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--from", paramLabel = "PRODUCT", description = "One of cntlm, px and squid, where the file does not show it.")
    @Nullable String from;

    @Option(names = "--to", paramLabel = "FILE", description = "Write the settings there, a new file, instead of printing them.")
    @Nullable Path to;

    @Option(names = "--json", description = "Print settings and notes as JSON.")
    boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    Convert(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        var path = surroundings.workingFolder().resolve(file);
        var files = new SourceFiles(path);
        var lines = files.lines(path).orElseThrow(() -> Problem.usage(
            "%s cannot be read as a configuration; name a file of at most %d MiB".formatted(path, SourceFiles.FILE_BYTES_MAX >> 20)));
        var product = from == null ? Product.of(path, lines).orElseThrow(() -> Problem.usage(
            "whose configuration is %s? Say it with --from cntlm, --from px or --from squid".formatted(file))) : named(from);
        var conversion = product.convert(files, lines);
        if (to != null) write(surroundings.workingFolder().resolve(to), conversion.yaml());
        if (json) spec.commandLine().getOut().println(inJson(conversion));
        else if (to == null) spec.commandLine().getOut().print(conversion.yaml());
        if (!json) tell(conversion);
        spec.commandLine().getOut().flush();
        return conversion.isComplete() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static Product named(String name) {
        for (var product : Product.values()) if (product.name().equalsIgnoreCase(name)) return product;
        throw Problem.usage("there is no reader for '%s'; there are cntlm, px and squid".formatted(name));
    }

    /** Settings somebody may have worked on are not overwritten. */
    private static void write(Path target, String yaml) throws IOException {
        if (Files.exists(target)) throw Problem.usage("%s is there already; name a new file".formatted(target));
        Files.writeString(target, yaml, StandardOpenOption.CREATE_NEW);
    }

    private void tell(Conversion conversion) {
        var err = spec.commandLine().getErr();
        for (var kind : Note.Kind.values()) {
            var notes = conversion.notes().stream().filter(note -> note.kind() == kind).toList();
            if (notes.isEmpty()) continue;
            err.println(title(kind) + ":");
            notes.forEach(note -> err.println("  " + note));
        }
        err.println(conversion.isComplete() ? "everything was carried over" : "look at these, and then at the result with `catena check`");
    }

    private static String title(Note.Kind kind) {
        return switch (kind) {
            case CLOSED -> "Could not be carried over, so the result refuses more than before";
            case NOT_CARRIED -> "Not carried over";
            case BY_HAND -> "To be done by hand";
            case NOT_NEEDED -> "Not needed";
        };
    }

    private static String inJson(Conversion conversion) {
        var json = new Json().object().put("complete", conversion.isComplete()).put("settings", conversion.yaml()).array("notes");
        for (var note : conversion.notes()) {
            json.object().put("kind", note.kind().word()).put("file", note.place().file()).put("line", note.place().line())
                .put("directive", note.directive()).put("reason", note.reason()).put("remedy", note.remedy()).endObject();
        }
        return json.endArray().endObject().toString();
    }
}
