// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/** Finds the real programs a scenario is proven against. */
public final class Peers {
    /** Programs that go by other names elsewhere. */
    private static final Map<String, List<String>> NAMES = Map.of(
            "chromium", List.of("chromium", "chromium-browser", "google-chrome"),
            "nc", List.of("nc", "nc.openbsd", "ncat", "netcat"));

    /** Where servers live that are not on everybody's PATH. */
    private static final List<String> SYSTEM_FOLDERS =
            List.of("/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/local/bin", "/usr/bin", "/bin");

    private Peers() {}

    /**
     * The program, such as {@code curl}, {@code squid} or {@code apt-get}.
     *
     * <p>Where it is not installed the test is skipped with a reason; but with {@code CI=true} in the environment it fails, as a proof that
     * was skipped proves nothing.
     */
    public static Peer require(String program) {
        return require(program, System.getenv());
    }

    static Peer require(String program, Map<String, String> environment) {
        return find(program, environment.getOrDefault("PATH", "")).map(Peer::new).orElseThrow(() -> missing(
                "this test needs the program %s, which is not installed".formatted(program), "install it in the CI environment", environment));
    }

    /** A library that is loaded into programs, such as {@code libnss_wrapper.so}; skips or fails as {@link #require(String)} does. */
    public static Path requireLibrary(String name) {
        try (var folders = Files.list(Path.of("/usr/lib"))) {
            return Stream.concat(Stream.of(Path.of("/usr/lib")), folders).map(folder -> folder.resolve(name)).filter(Files::exists).findFirst()
                    .orElseThrow(() -> missing("this test needs the library %s, which is not installed".formatted(name),
                            "install it in the CI environment", System.getenv()));
        } catch (IOException e) {
            throw new UncheckedIOException("looking for libraries", e);
        }
    }

    /** What a distribution installs besides programs; skips or fails as {@link #require(String)} does. */
    public static void requireFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw missing("this test needs %s, which is not there".formatted(folder), "install it in the CI environment", System.getenv());
        }
    }

    /** Skips or fails as {@link #require(String)} does, unless this is root, who may listen on the ports below 1024. */
    public static void requireRoot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw missing("this test starts servers on ports below 1024, which only root may", "run it as root", System.getenv());
        }
    }

    /** The skip; in CI it does not return but fails. */
    private static TestAbortedException missing(String reason, String remedy, Map<String, String> environment) {
        if ("true".equals(environment.get("CI"))) {
            throw new AssertionError(reason + "; " + remedy);
        }
        return new TestAbortedException(reason);
    }

    private static Optional<Path> find(String program, String path) {
        var folders = Stream.concat(Stream.of(path.split(":")), SYSTEM_FOLDERS.stream()).filter(folder -> !folder.isEmpty()).toList();
        return NAMES.getOrDefault(program, List.of(program)).stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
