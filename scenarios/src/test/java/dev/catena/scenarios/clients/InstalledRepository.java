// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Maven repository that Debian's own packages build from, with the checksums that repositories have. */
final class InstalledRepository {
    private static final Path SOURCE = Path.of("/usr/share/maven-repo");

    /** Some that Maven itself stands on, so that whoever has Maven from Debian has them. */
    private static final List<String> ARTIFACTS = List.of("commons-io:commons-io", "org.apache.commons:commons-lang3", "com.google.guava:guava");

    private InstalledRepository() {}

    /** Those of it that tests use, with the version there is. */
    static List<String> artifacts() throws IOException {
        var found = new ArrayList<String>();
        for (var artifact : ARTIFACTS) found.add(artifact + ":" + version(SOURCE.resolve(artifact.replace('.', '/').replace(':', '/'))));
        return found;
    }

    private static String version(Path artifact) throws IOException {
        try (var versions = Files.list(artifact)) {
            return versions.map(folder -> folder.getFileName().toString()).filter(name -> name.matches("[0-9]+[.][0-9].*")).sorted().findFirst().orElseThrow();
        }
    }

    /** Copies it. */
    static Path copy(Path target) throws IOException {
        Peers.requireFolder(SOURCE);
        try (var files = Files.walk(SOURCE, FileVisitOption.FOLLOW_LINKS)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy = target.resolve(SOURCE.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                Files.writeString(copy.resolveSibling(copy.getFileName() + ".sha1"), MavenTest.sha1(Files.readAllBytes(file)));
            }
        }
        return target;
    }
}
