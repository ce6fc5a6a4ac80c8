// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** git, cloning and pushing over plain HTTP. */
class GitTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** More than git sends in one piece: a push of it comes in chunks. */
    private static final BigBody CONTENT = new BigBody(1, 3 * 1024 * 1024);

    @Scenario
    void a_repository_is_cloned_from_plain_files(Stage stage) throws IOException {
        var bare = repository(stage.folder());
        git(bare, "update-server-info");
        stage.origin("git.test", new FileOrigin(stage.folder()));
        var proxy = stage.proxy();

        cloneOf("http://git.test/origin.git", stage, proxy);

        assertThat(stage.folder().resolve("clone/content")).hasBinaryContent(CONTENT.bytes());
    }

    @Scenario
    void a_repository_is_cloned_from_and_pushed_to_a_git_server(Stage stage) throws IOException {
        var bare = repository(stage.folder());
        stage.origin("git.test", new GitServer(stage.folder()));
        var proxy = stage.proxy();

        cloneOf("http://git.test/origin.git", stage, proxy);
        var clone = stage.folder().resolve("clone");
        Files.write(clone.resolve("more"), new BigBody(2, CONTENT.length()).bytes());
        commit(clone);
        git(clone, "-c", "http.proxy=" + proxy.url(), "push", "-q", "origin", "HEAD");

        assertThat(git(bare, "rev-parse", "main")).isEqualTo(git(clone, "rev-parse", "HEAD"));
    }

    /** A bare repository with one commit on {@code main}, reached as {@code origin.git}. */
    private static Path repository(Path folder) throws IOException {
        var work = Files.createDirectory(folder.resolve("work"));
        git(work, "init", "-q", "-b", "main");
        Files.write(work.resolve("content"), CONTENT.bytes());
        commit(work);
        git(folder, "clone", "-q", "--bare", "work", "origin.git");
        return folder.resolve("origin.git");
    }

    private static void commit(Path work) {
        git(work, "add", ".");
        git(work, "-c", "user.name=Somebody", "-c", "user.email=somebody@git.test", "commit", "-q", "-m", "Change");
    }

    private static void cloneOf(String url, Stage stage, Proxy proxy) {
        git(stage.folder(), "-c", "http.proxy=" + proxy.url(), "clone", "-q", proxy.spelled(url), "clone");
    }

    private static String git(Path folder, String... arguments) {
        return Peers.require("git").run(PATIENCE, folder, arguments).succeeded().out();
    }
}
