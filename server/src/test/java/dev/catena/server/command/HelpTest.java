// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.RefusalCode;
import dev.catena.identity.HopFailure;
import dev.catena.server.ProxySettings;
import dev.catena.settings.Setting;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HelpTest {
    private static final Pattern COMMAND = Pattern.compile("`(?:\\./)?catena ([a-z]+)");
    private static final Pattern SETTING = Pattern.compile("`([a-z-]+(?:\\.[a-z-]+)*)`");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void every_refusal_has_a_page_with_all_sections(RefusalCode code) {
        var sections = HelpPage.of(code).sections();

        assertThat(sections.lines().filter(line -> line.startsWith("## ")).map(line -> line.substring(3)))
            .containsExactlyElementsOf(HelpPage.SECTIONS);
        assertThat(sections.substring(3).split("(?m)^## ")).allSatisfy(section ->
            assertThat(section.substring(section.indexOf('\n'))).as(section).isNotBlank());
        assertThat(Typed.in(folder).run("help", Integer.toString(code.number())).out())
            .startsWith("%d %s\n".formatted(code.number(), code.title()));
    }

    @ParameterizedTest
    @EnumSource
    void the_settings_a_page_names_exist(RefusalCode code) {
        var sections = HelpPage.of(code).sections();
        var named = SETTING.matcher(sections.substring(sections.indexOf("## Settings"))).results().map(setting -> setting.group(1));

        assertThat(named).allSatisfy(path -> assertThat(exists(ProxySettings.class, path)).as(path).isTrue());
    }

    private static boolean exists(Class<?> settings, String path) {
        var key = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
        var rest = path.substring(Math.min(path.length(), key.length() + 1));
        return Arrays.stream(settings.getRecordComponents())
            .filter(component -> component.isAnnotationPresent(Setting.class) && keyOf(component).equals(key))
            .anyMatch(component -> rest.isEmpty() || component.getType().isRecord() && exists(component.getType(), rest));
    }

    private static String keyOf(RecordComponent component) {
        var written = component.getAnnotation(Setting.class).key();
        return written.isEmpty() ? component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) : written;
    }

    /** A reader in trouble must not be sent to a command that is not there. */
    @ParameterizedTest
    @EnumSource
    void the_commands_a_page_or_a_remedy_names_exist(RefusalCode code) {
        var commands = Catena.commandLine(Surroundings.ofProcess()).getSubcommands().keySet();
        var texts = HelpPage.of(code).sections() + code.remedy();
        assertThat(COMMAND.matcher(texts).results().map(command -> command.group(1))).isSubsetOf(commands);
    }

    @ParameterizedTest
    @EnumSource
    void the_commands_a_hops_remedy_names_exist(HopFailure failure) {
        var commands = Catena.commandLine(Surroundings.ofProcess()).getSubcommands().keySet();
        assertThat(COMMAND.matcher(failure.remedy()).results().map(command -> command.group(1))).isSubsetOf(commands);
    }

    @Test
    void no_page_is_left_without_a_refusal() throws IOException {
        try (var pages = Files.list(Path.of("src/main/resources/dev/catena/help"))) {
            assertThat(pages.map(page -> page.getFileName().toString())).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(RefusalCode.values()).map(code -> code.number() + ".md").toList());
        }
    }

    @Test
    void an_unknown_number_is_answered_with_the_nearest_ones() {
        var result = Typed.in(folder).run("help", "12203");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("there is no refusal 12203").contains("12201", "12202", "12204");
    }

    @Test
    void a_number_with_its_word_is_understood() {
        assertThat(Typed.in(folder).run("help", "12204/connect-port").out()).startsWith("12204 ");
    }

    @Test
    void a_commands_name_is_answered_with_its_options() {
        assertThat(Typed.in(folder).run("help", "passwd").out()).contains("--stdin").contains("--verify");
        assertThat(Typed.in(folder).run("help", "pastwd").exitCode()).isEqualTo(2);
    }
}
