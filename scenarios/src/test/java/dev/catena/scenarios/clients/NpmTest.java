// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** npm, with a registry that speaks plain HTTP. */
class NpmTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    @Scenario
    void a_package_is_installed_through_the_proxy_again_and_again(Stage stage) throws IOException {
        var url = stage.origin("registry.test").port();
        var root = NpmRegistry.make(stage.folder(), "http://registry.test:%d/".formatted(url));
        var files = new FileOrigin(root, "Cache-Control: public, max-age=300");
        stage.origin("registry.test", files);
        var proxy = stage.proxy();

        install(stage, proxy, "first");
        install(stage, proxy, "second");

        assertThat(files.answers()).containsExactly("200 GET /greeting", "200 GET /tarballs/greeting-1.0.0.tgz");
    }

    @Scenario
    void with_the_preset_an_installation_of_real_packages_costs_the_registry_next_to_nothing(Stage stage) throws IOException {
        var port = stage.origin("registry.test").port();
        var root = NpmRegistry.ofInstalled(stage.folder(), "http://registry.test:%d/".formatted(port), List.of("semver", "minimatch", "tar", "undici"));
        var files = new FileOrigin(root, Map.of("html", "application/vnd.npm.install-v1+json"));
        stage.origin("registry.test", files);
        var proxy = stage.proxy("cache: {presets: [npm]}");

        var savings = Savings.of("npm install", files,
                () -> install(stage, proxy, "first", "semver", "minimatch", "tar", "undici"),
                () -> install(stage, proxy, "second", "semver", "minimatch", "tar", "undici"));

        assertThat(savings.percent()).isLessThan(2);
        assertThat(files.answers()).filteredOn(answer -> answer.endsWith(".tgz")).as("each once").doesNotHaveDuplicates();
        assertThat(files.answers()).as("documents are asked for again").contains("304 GET /semver");
        assertThat(stage.folder().resolve("second/node_modules/minimatch/package.json")).exists();
    }

    private static void install(Stage stage, Proxy proxy, String name) throws IOException {
        install(stage, proxy, name, "greeting");
        assertThat(stage.folder().resolve(name).resolve("node_modules/greeting/package.json")).content().contains("1.0.0");
    }

    /** Installs into a new project, with an npm cache of its own. */
    private static void install(Stage stage, Proxy proxy, String name, String... packages) throws IOException {
        var project = Files.createDirectory(stage.folder().resolve(name));
        Files.writeString(project.resolve("package.json"), "{\"name\": \"%s\", \"version\": \"0.0.1\"}".formatted(name));
        Peers.require("npm").run(PATIENCE, project, Stream.concat(Stream.of("install"), Stream.concat(Stream.of(packages), Stream.of("--cache", project.resolve("npm-cache").toString(),
                "--registry", proxy.spelled("http://registry.test/"), "--proxy", proxy.url(), "--noproxy", "",
                "--no-audit", "--no-fund", "--no-update-notifier", "--fetch-retries", "0", "--ignore-scripts"))).toArray(String[]::new)).succeeded();
    }
}
