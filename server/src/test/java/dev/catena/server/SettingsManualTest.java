// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.settings.SettingsReference;
import dev.catena.settings.SettingsSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The manual's page of settings and the JSON Schema are what the declarations say today. */
class SettingsManualTest {

    private static final String RENEW = "mvn -pl server -am test -Dtest=SettingsManualTest -Dsurefire.failIfNoSpecifiedTests=false -Dcatena.renew=true";
    private static final Path MANUAL = Path.of(System.getProperty("basedir", "."), "..", "docs", "manual");

    private static final String INTRODUCTION = """
        # Settings

        <!-- Made from the declarations in the code; renew it with: %s -->

        All settings live in one YAML file, `catena.yaml`. Without a file every setting has its initial value: a caching proxy for this
        machine on 127.0.0.1:3128. `catena check` reports everything that is wrong in a file at once, with line, column and remedy;
        `--set cache.memory=1GiB` overrides one value, `--set listeners.clients.address=127.0.0.1:8080` one in a named element of a list.

        - Times and sizes always have a unit: `250ms` `20s` `5m` `1h` `1d`, `0B` `64KiB` `256MiB` `1GiB`.
        - Secrets are references, `env:NAME` or `file:PATH`, never the secret itself.
        - The file is YAML 1.2: only `true` and `false` are truth values, `yes`, `no`, `on` and `off` are words.
        - *reload* tells whether `catena reload` applies a change (live) or a restart is needed, and what the members of an
          [array](array.md#what-all-members-have-in-common) may set for all of them (shared).
        - For completion in an editor, put `# yaml-language-server: $schema=catena.schema.json` into the first line.
        """.formatted(RENEW);

    @Test
    void the_page_is_current() throws IOException {
        current("settings.md", SettingsReference.markdown(ProxySettings.class, INTRODUCTION));
    }

    @Test
    void the_schema_is_current() throws IOException {
        current("catena.schema.json", SettingsSchema.json(ProxySettings.class, "Settings of Catena, a caching forward proxy"));
    }

    @Test
    void the_schema_is_json() {
        // JSON is YAML 1.2: the parser that is here reads both.
        var schema = new Load(LoadSettings.builder().build()).loadFromString(SettingsSchema.json(ProxySettings.class, "x"));
        assertThat(schema).asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
            .containsEntry("type", List.of("object", "null")).containsEntry("additionalProperties", false);
    }

    private static void current(String name, String text) throws IOException {
        var file = MANUAL.resolve(name);
        if (Boolean.getBoolean("catena.renew")) {
            Files.createDirectories(MANUAL);
            Files.writeString(file, text);
        }
        assertThat(file).withFailMessage("docs/manual/%s is not current; renew it with: %s", name, RENEW).hasContent(text);
    }
}
