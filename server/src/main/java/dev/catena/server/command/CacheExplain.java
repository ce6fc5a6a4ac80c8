// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

@Command(name = "explain", description = "Says whether the cache would answer a request and why, with the field or the rule that decides: what is stored,"
    + " which variant fits, how long it is fresh and by what, and why the last answer was not stored.",
    footer = {"", "Example: catena cache explain http://www.example/ -H 'Accept-Encoding: gzip'"})
final class CacheExplain implements Callable<Integer> {
    @Mixin
    private final ConsoleOption console;

    @Parameters(paramLabel = "URL", description = "An http:// URL.")
    String url = "";

    @Option(names = {"-H", "--header"}, paramLabel = "FIELD", description = "A field of the request, such as 'Accept-Encoding: gzip'; may be repeated.")
    List<String> fields = List.of();

    @Option(names = "--method", paramLabel = "METHOD", description = "The request's method. Otherwise GET.")
    String method = "";

    @Option(names = "--listener", paramLabel = "NAME", description = "The listener that is asked, where listeners differ in `targeted`.")
    String listener = "";

    @Option(names = "--content", paramLabel = "FILE", description = "The content of a QUERY; - is standard input.")
    String content = "";

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    private final Surroundings surroundings;

    CacheExplain(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.console = new ConsoleOption(surroundings);
    }

    @Override
    public Integer call() throws IOException {
        var query = new StringBuilder(CacheCommand.parameter("url", url)).append(CacheCommand.parameter("method", method))
            .append(CacheCommand.parameter("listener", listener));
        if (!content.isEmpty()) query.append(CacheCommand.parameter("content", digest()));
        fields.forEach(field -> query.append(CacheCommand.parameter("header", field)));
        var answer = console.client(spec.commandLine().getErr()).get("/api/v1/cache/explain?" + query);
        var reasoning = CacheCommand.read(answer);
        if (console.json) spec.commandLine().getOut().println(answer.body().strip());
        else print(reasoning);
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    /** SHA-256, which is all that the cache knows of it. */
    private String digest() throws IOException {
        try (var in = content.equals("-") ? surroundings.in() : Files.newInputStream(surroundings.workingFolder().resolve(content));
             var reading = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
            reading.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(reading.getMessageDigest().digest());
        } catch (NoSuchFileException missing) {
            throw Problem.usage("there is no file " + content);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new AssertionError(everyJvmHasIt);
        }
    }

    private void print(Map<?, ?> reasoning) {
        var out = spec.commandLine().getOut();
        out.println(Printable.of(String.valueOf(reasoning.get("url"))));
        if (!(reasoning.get("points") instanceof List<?> points)) return;
        for (var each : points) {
            var point = (Map<?, ?>) each;
            var by = point.get("by") == null ? "" : "`" + point.get("by") + "` ";
            out.printf("  %-11s  %s%s%n", point.get("step"), by, Printable.of(String.valueOf(point.get("sentence"))));
            if (point.get("details") instanceof List<?> details) details.forEach(line -> out.printf("                 %s%n", Printable.of(String.valueOf(line))));
        }
    }
}
