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
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** apt, the client that gains most from a cache: plain HTTP, and the same files for every machine. */
class AptTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Scenario
    void what_one_machine_fetched_the_next_one_finds_here(Stage stage) throws IOException {
        var files = new FileOrigin(DebianRepository.make(stage.folder()).getParent());
        stage.origin("debian.test", files);
        var proxy = stage.proxy();
        var first = new Machine("first", stage.folder(), proxy);
        var second = new Machine("second", stage.folder(), proxy);

        first.apt("update");
        first.apt("download", "greeting");
        long sent = files.sentCount();
        second.apt("update");
        second.apt("download", "greeting");

        assertThat(first.folder().resolve("greeting_1.0_all.deb")).hasSameBinaryContentAs(second.folder().resolve("greeting_1.0_all.deb"));
        assertThat(sent).isEqualTo(4); // Release, two indexes, and the package
        assertThat(files.sentCount()).as("files sent by the repository, which answered %s", files.answers()).isEqualTo(sent);
        assertThat(files.answers()).filteredOn(answer -> answer.endsWith(".deb")).hasSize(1);
    }

    @Scenario
    void with_the_preset_an_installation_costs_the_mirror_next_to_nothing_and_no_index_is_guessed_fresh(Stage stage) throws IOException {
        var root = DebianRepository.make(stage.folder(), 3, 400_000);
        var files = new FileOrigin(root.getParent());
        stage.origin("debian.test", files);
        var proxy = stage.proxy("cache: {presets: [debian]}");

        var savings = Savings.of("apt-get update && apt-get install", files,
                () -> new Machine("first", stage.folder(), proxy).install("greeting", "filler-1", "filler-2", "filler-3"),
                () -> new Machine("second", stage.folder(), proxy).install("greeting", "filler-1", "filler-2", "filler-3"));

        assertThat(savings.percent()).isLessThan(1);
        assertThat(files.answers()).filteredOn(answer -> answer.endsWith("/Release")).as("asked for every time").containsExactly(
                "200 GET /debian/dists/stable/Release", "304 GET /debian/dists/stable/Release");
    }

    @Scenario
    void an_update_needs_one_connection_to_the_repository(Stage stage) throws IOException {
        stage.origin("debian.test", new FileOrigin(DebianRepository.make(stage.folder()).getParent()));
        var machine = new Machine("only", stage.folder(), stage.proxy());

        machine.apt("update");

        assertThat(stage.origin("debian.test").connections()).hasSize(1);
    }

    /** A machine of its own, as far as apt can see: nothing of the system's apt is read or written. */
    private record Machine(Path folder, Path config) {
        Machine(String name, Path stage, Proxy proxy) throws IOException {
            this(Files.createDirectory(stage.resolve(name)), stage.resolve(name + ".conf"));
            for (var needed : new String[] {"lists/partial", "archives/partial", "parts"}) {
                Files.createDirectories(folder.resolve(needed));
            }
            Files.createFile(folder.resolve("status"));
            Files.writeString(folder.resolve("sources.list"),
                    proxy.spelled("deb [trusted=yes arch=amd64] http://debian.test/debian stable main contrib\n"));
            Files.writeString(config, """
                    Dir::Etc { main "/dev/null"; parts "FOLDER/parts"; sourcelist "FOLDER/sources.list"; sourceparts "FOLDER/parts";
                        preferences "/dev/null"; preferencesparts "FOLDER/parts"; trustedparts "FOLDER/parts"; };
                    Dir::State "FOLDER";
                    Dir::State::Lists "FOLDER/lists";
                    Dir::State::status "FOLDER/status";
                    Dir::Cache "FOLDER";
                    Dir::Log "FOLDER";
                    APT::Architecture "amd64";
                    APT::Architectures { "amd64"; };
                    APT::Sandbox::User "root";
                    Acquire::Languages "none";
                    Acquire::http::Proxy "PROXY";
                    Acquire::Retries "0";
                    APT::Get::Assume-Yes "true";
                    DPkg::Options { "--root=FOLDER/root"; "--log=/dev/null"; };
                    DPkg::Use-Pty "0";
                    """.replace("FOLDER", folder.toString()).replace("PROXY", proxy.url()));
        }

        /** Root unpacks it into a folder of its own; others download it. */
        void install(String... packages) throws IOException {
            for (var needed : new String[] {"info", "updates", "triggers"}) {
                Files.createDirectories(folder.resolve("root/var/lib/dpkg").resolve(needed));
            }
            Files.createFile(folder.resolve("root/var/lib/dpkg/status"));
            apt("update");
            boolean root = System.getProperty("user.name").equals("root");
            apt(Stream.concat(Stream.of("install", root ? "--yes" : "--download-only", "-o", "Dir::State::status=" + folder.resolve("root/var/lib/dpkg/status")),
                    Stream.of(packages)).toArray(String[]::new));
            if (root) {
                assertThat(folder.resolve("root/usr/share/greeting/text")).hasContent("hello");
            }
        }

        void apt(String... arguments) {
            var ran = Peers.require("apt-get").run(PATIENCE, folder, Map.of("APT_CONFIG", config.toString()), arguments).succeeded();
            assertThat(ran.err()).as("complaints of " + ran).doesNotContain("E:", "Err:");
        }
    }
}
