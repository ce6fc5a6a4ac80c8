// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.http.RefusalCode;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "help", description = "Explains a refusal by its number, offline, or a command.",
    footer = {"", "Example: catena help 12204"})
final class Help implements Callable<Integer> {
    /** A number as people find it: 12204, or with what the page and the log print after it. */
    private static final Pattern NUMBER = Pattern.compile("(\\d{1,9})(/.*)?");

    @Parameters(arity = "0..1", paramLabel = "NUMBER|COMMAND", description = "A refusal's number, or a command's name; none: all commands.")
    @Nullable String topic;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Override
    public Integer call() {
        var top = spec.root().commandLine();
        if (topic == null) {
            top.usage(spec.commandLine().getOut());
            return 0;
        }
        var number = NUMBER.matcher(topic);
        if (number.matches()) {
            return page(Integer.parseInt(number.group(1)));
        }
        var command = top.getSubcommands().get(topic);
        if (command == null) {
            throw Problem.usage("there is no command '%s' and no refusal with that number; `catena help` lists the commands".formatted(topic));
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }

    private int page(int number) {
        var code = RefusalCode.ofNumber(number).orElseThrow(() -> Problem.usage(
            "there is no refusal %d; near it are:%n%s".formatted(number, HelpPage.nearest(number).stream()
                .map(near -> "  %d  %s".formatted(near.number(), near.title()))
                .collect(Collectors.joining(System.lineSeparator())))));
        spec.commandLine().getOut().print(HelpPage.of(code).toText());
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
