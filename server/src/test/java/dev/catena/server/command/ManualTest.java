// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.RefusalCode;
import dev.catena.server.ProxySettings;
import dev.catena.settings.SettingsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manual and the README say what is so. */
class ManualTest {
    private static final Path REFUSALS = Path.of("../docs/manual/refusals.md");
    private static final Path README = Path.of("../README.md");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Path COMMANDS = Path.of("../docs/manual/commands.md");

    /** With {@code -Dcatena.renew=true} the chapter is written instead of compared. */
    @Test
    void the_refusals_chapter_has_the_pages_of_the_catalogue() throws IOException {
        if (Boolean.getBoolean("catena.renew")) {
            Files.writeString(REFUSALS, refusals());
        }

        assertThat(REFUSALS).as("renew it with -Dcatena.renew=true").hasContent(refusals());
    }

    private static String refusals() {
        return """
            # Refusals

            <!-- Made from the catalogue and its pages; a test with -Dcatena.renew=true writes it anew. -->

            A refusal is an answer Catena makes itself because it could not, or would not, do what was asked. It has a number
            that never changes its meaning: on the page, in the answer's fields, in the access log and in the metrics.
            `catena help NUMBER` prints the same text without a network.

            | number | word | status | what happened |
            |---|---|---|---|
            %s

            %s""".formatted(
            Arrays.stream(RefusalCode.values())
                .map(code -> "| %d | `%s` | %d | %s |".formatted(code.number(), code.slug(), code.status(), code.title()))
                .collect(Collectors.joining("\n")),
            Arrays.stream(RefusalCode.values()).map(code -> HelpPage.of(code).toMarkdown(2)).collect(Collectors.joining("\n")));
    }

    @Test
    void the_commands_chapter_has_every_command_with_an_example_and_its_options() throws IOException {
        var chapter = Files.readString(COMMANDS);
        var commands = Catena.commandLine(Surroundings.ofProcess()).getSubcommands();

        commands.forEach((name, command) -> {
            assertThat(chapter).as("section and example of " + name).contains("\n## " + name + "\n").contains("catena " + name);
            Stream.concat(Stream.of(command), command.getSubcommands().values().stream()).forEach(each -> {
                assertThat(chapter).as("example of " + each.getCommandSpec().qualifiedName()).contains(each.getCommandSpec().qualifiedName());
                each.getCommandSpec().options().forEach(option -> assertThat(chapter).as("option of " + name).contains(option.longestName()));
            });
        });
    }

    @Test
    void the_settings_in_the_readme_are_valid() throws IOException {
        var examples = YAML.matcher(Files.readString(README)).results().map(example -> example.group(1)).toList();
        var reader = SettingsReader.of(ProxySettings.class);

        assertThat(examples).hasSize(3)
            .allSatisfy(example -> assertThat(reader.read("README.md", example, List.of()).faults()).as(example).isEmpty());
    }
}
