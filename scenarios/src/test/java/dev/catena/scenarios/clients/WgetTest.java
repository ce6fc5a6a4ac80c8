// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.Peer;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** wget, which has a mind of its own about proxy fields. */
class WgetTest {
    @Scenario
    void a_file_comes_down_and_proxy_fields_stay_here(Stage stage) {
        stage.origin("origin.test").always("< 200 OK\n<\n< hello");
        var proxy = stage.proxy();

        assertThat(wget(stage, proxy, "-O", "-", "http://origin.test/").succeeded().out()).isEqualTo("hello");
        assertThat(stage.origin("origin.test").lastRequest().has("Proxy-Connection")).isFalse();
    }

    @Scenario
    void a_download_goes_on_where_it_was_cut(Stage stage) throws IOException {
        var body = new BigBody(1, 200_000);
        var served = Files.createDirectory(stage.folder().resolve("served"));
        Files.write(served.resolve("file"), body.bytes());
        Files.write(stage.folder().resolve("file"), Arrays.copyOf(body.bytes(), 70_000));
        var files = new FileOrigin(served);
        stage.origin("origin.test", files);

        wget(stage, stage.proxy(), "-c", "http://origin.test/file").succeeded();

        assertThat(stage.folder().resolve("file")).hasBinaryContent(body.bytes());
        assertThat(files.answers()).containsExactly("206 GET /file");
    }

    @Scenario
    void the_rest_of_a_download_comes_from_the_cache_if_it_has_the_whole(Stage stage) throws IOException {
        var body = new BigBody(2, 200_000);
        var served = Files.createDirectory(stage.folder().resolve("served"));
        Files.write(served.resolve("file"), body.bytes());
        var files = new FileOrigin(served, "Cache-Control: max-age=60");
        stage.origin("origin.test", files);
        var proxy = stage.proxy();

        wget(stage, proxy, "http://origin.test/file").succeeded();
        Files.write(stage.folder().resolve("file"), Arrays.copyOf(body.bytes(), 70_000));
        wget(stage, proxy, "-c", "http://origin.test/file").succeeded();

        assertThat(stage.folder().resolve("file")).hasBinaryContent(body.bytes());
        assertThat(files.answers()).containsExactly("200 GET /file");
    }

    @Scenario
    void a_site_is_mirrored(Stage stage) throws IOException {
        var site = Files.createDirectories(stage.folder().resolve("site/deeper"));
        Files.writeString(site.resolveSibling("index.html"), "<a href='deeper/page.html'>on</a>");
        Files.writeString(site.resolve("page.html"), "<img src='../logo.png'>");
        Files.writeString(site.resolveSibling("logo.png"), "LOGO");
        stage.origin("origin.test", new FileOrigin(site.getParent()));
        var proxy = stage.proxy();

        wget(stage, proxy, "-r", "-p", "-nH", "-P", "mirror", "-e", "robots=off", "http://origin.test/").succeeded();

        assertThat(stage.folder().resolve("mirror/deeper/page.html")).exists();
        assertThat(stage.folder().resolve("mirror/logo.png")).hasContent("LOGO");
    }

    private static Peer.Ran wget(Stage stage, Proxy proxy, String... arguments) {
        return Peers.require("wget").run(Duration.ofSeconds(15), stage.folder(), Map.of("http_proxy", proxy.url()),
                Stream.concat(Stream.of("-nv"), Arrays.stream(arguments).map(proxy::spelled)).toArray(String[]::new));
    }
}
