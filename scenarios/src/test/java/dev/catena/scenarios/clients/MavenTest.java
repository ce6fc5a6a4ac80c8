// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Maven, with an empty local repository.
 *
 * <p>The project's parent and its build extension come from a repository of the test's own: that needs no plugin, so nothing else has
 * to be fetched, and yet it is a POM, a jar and their checksums.
 */
class MavenTest {
    private static final Duration PATIENCE = Duration.ofSeconds(50);
    /** What Maven puts beside every extension that does not name another version of it. */
    private static final String ADDED_BY_MAVEN = "org.codehaus.plexus:plexus-utils:1.1";

    @Scenario
    void artifacts_are_resolved_through_the_proxy_and_the_next_build_finds_them_here(Stage stage) throws IOException {
        var repository = Files.createDirectory(stage.folder().resolve("repository"));
        publish(repository, "test.repo:parent:1.0", "pom", pom("test.repo:parent:1.0", "pom"));
        for (var jar : List.of("test.repo:extension:1.0", ADDED_BY_MAVEN)) {
            publish(repository, jar, "pom", pom(jar, "jar"));
            publish(repository, jar, "jar", emptyJar(stage.folder()));
        }
        var files = new FileOrigin(repository);
        stage.origin("repo.test", files);
        var proxy = stage.proxy();
        writeProject(stage.folder(), proxy, List.of("test.repo:extension:1.0"));

        validate(stage, proxy, "first");
        long sent = files.sentCount();
        validate(stage, proxy, "second");

        assertThat(sent).as("answers %s", files.answers()).isEqualTo(8); // a POM, another one with its jar, Maven's jar, and their checksums
        assertThat(files.sentCount()).as("answers %s", files.answers()).isEqualTo(sent);
        assertThat(stage.folder().resolve("second/test/repo/extension/1.0/extension-1.0.jar")).exists();
    }

    @Scenario
    void with_the_preset_real_artifacts_cost_the_repository_next_to_nothing(Stage stage) throws IOException {
        var repository = InstalledRepository.copy(stage.folder().resolve("repository"));
        publish(repository, "test.repo:parent:1.0", "pom", pom("test.repo:parent:1.0", "pom"));
        publish(repository, ADDED_BY_MAVEN, "pom", pom(ADDED_BY_MAVEN, "jar"));
        publish(repository, ADDED_BY_MAVEN, "jar", emptyJar(stage.folder()));
        var files = new FileOrigin(repository);
        stage.origin("repo.test", files);
        var proxy = stage.proxy("cache: {presets: [maven]}");
        writeProject(stage.folder(), proxy, InstalledRepository.artifacts());

        var savings = Savings.of("mvn, its extensions and their parents", files, () -> validate(stage, proxy, "first"), () -> validate(stage, proxy, "second"));

        assertThat(savings.percent()).isLessThan(1);
        assertThat(stage.folder().resolve("second/commons-io/commons-io")).exists();
    }

    private static void validate(Stage stage, Proxy proxy, String localRepository) {
        var settings = stage.folder().resolve("settings.xml").toString();
        Peers.require("mvn").run(PATIENCE, stage.folder(), Map.of("JAVA_HOME", System.getProperty("java.home")), "-B", "-q", "-gs", settings, "-s", settings,
                "-Dmaven.repo.local=" + stage.folder().resolve(localRepository),
                "-Dhttp.proxyHost=127.0.0.1", "-Dhttp.proxyPort=" + proxy.address().getPort(), "-Dhttp.nonProxyHosts=", "validate").succeeded();
    }

    private static void writeProject(Path folder, Proxy proxy, List<String> extensions) throws IOException {
        Files.writeString(folder.resolve("settings.xml"), proxy.spelled("""
                <settings><mirrors><mirror><id>test</id><mirrorOf>*</mirrorOf><url>http://repo.test/</url></mirror></mirrors></settings>
                """));
        Files.writeString(folder.resolve("pom.xml"), """
                <project><modelVersion>4.0.0</modelVersion>
                  <parent><groupId>test.repo</groupId><artifactId>parent</artifactId><version>1.0</version><relativePath/></parent>
                  <artifactId>project</artifactId><packaging>pom</packaging>
                  <build><extensions>%s</extensions></build>
                </project>
                """.formatted(extensions.stream().map(extension -> "<extension><groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version></extension>\n"
                        .formatted((Object[]) extension.split(":"))).collect(Collectors.joining())));
    }

    private static byte[] pom(String artifact, String packaging) {
        return """
                <project><modelVersion>4.0.0</modelVersion>
                  <groupId>%s</groupId><artifactId>%s</artifactId><version>%s</version><packaging>%s</packaging>
                </project>
                """.formatted(Stream.concat(Stream.of(artifact.split(":")), Stream.of(packaging)).toArray())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] emptyJar(Path folder) throws IOException {
        var jar = folder.resolve("empty.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/"));
        }
        return Files.readAllBytes(jar);
    }

    private static void publish(Path repository, String artifact, String kind, byte[] content) throws IOException {
        var parts = artifact.split(":");
        var folder = Files.createDirectories(repository.resolve(parts[0].replace('.', '/')).resolve(parts[1]).resolve(parts[2]));
        var name = "%s-%s.%s".formatted(parts[1], parts[2], kind);
        Files.write(folder.resolve(name), content);
        Files.writeString(folder.resolve(name + ".sha1"), sha1(content));
    }

    static String sha1(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-1", e);
        }
    }
}
