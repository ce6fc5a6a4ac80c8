// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.FileOrigin;
import dev.catena.testkit.Patience;
import dev.catena.testkit.WebSocketEcho;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A browser. */
class ChromiumTest {
    private static final int IMAGES = 50;
    /** The browser asks for hosts of its makers, whatever it is told: they are not looked up. */
    private static final String ONLY_THE_PAGE = "policy: [{name: page, match: {host: page.test}, do: allow}]";

    @Scenario
    void a_page_with_fifty_images_loads_whole_and_comes_from_the_cache_for_the_next_browser(Stage stage) throws IOException {
        var files = new FileOrigin(page(stage.folder()), "Cache-Control: max-age=600");
        stage.origin("page.test", files);
        var proxy = stage.proxy(ONLY_THE_PAGE);

        assertThat(Browser.with(stage, proxy, "first").loaded("http://page.test/")).contains("<title>50 of 50</title>");
        assertThat(files.sentCount()).isEqualTo(1 + IMAGES);
        assertThat(Browser.with(stage, proxy, "second").loaded("http://page.test/")).contains("<title>50 of 50</title>");
        assertThat(files.answers()).filteredOn(answer -> !answer.contains("favicon")).as("the second time nobody is asked").hasSize(1 + IMAGES);
    }

    /** Chromium tunnels {@code ws://}: CONNECT, and then the upgrade inside. */
    @Scenario
    void a_websocket_of_a_page_hears_its_echo(Stage stage) {
        var echo = new WebSocketEcho();
        stage.origin("page.test", exchange -> {
            if (exchange.request().has("Upgrade")) {
                echo.answer(exchange);
            } else if (exchange.request().target().equals("/")) {
                exchange.answer("""
                        < 200 OK
                        < Content-Type: text/html
                        <
                        < <script>
                        <   const socket = new WebSocket('ws://' + location.host + '/echo');
                        <   socket.onopen = () => socket.send('hello');
                        <   socket.onmessage = message => fetch('/heard-' + message.data);
                        <   socket.onerror = () => fetch('/heard-nothing');
                        < </script>
                        """);
            } else {
                exchange.answer("< 404 Not Found");
            }
        });
        var proxy = stage.proxy(ONLY_THE_PAGE);

        try (var _ = Browser.with(stage, proxy, "profile").open("http://page.test/")) {
            Patience.until("the page to tell what it heard", Patience.USUAL.multipliedBy(3), () -> stage.origin("page.test").requests()
                    .stream().anyMatch(request -> request.target().startsWith("/heard-")));
        }

        assertThat(stage.origin("page.test").requests()).extracting(request -> request.target()).contains("/heard-hello");
    }

    /** A page that says in its title how many of its images it has. */
    private static Path page(Path folder) throws IOException {
        var site = Files.createDirectory(folder.resolve("site"));
        var images = IntStream.range(0, IMAGES).mapToObj("image-%d.svg"::formatted).toList();
        for (var image : images) {
            Files.writeString(site.resolve(image),
                    "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><desc>%s</desc></svg>".formatted(image));
        }
        Files.writeString(site.resolve("index.html"), """
                <!DOCTYPE html><title>loading</title>
                <script>
                  addEventListener('load', () => {
                    const all = [...document.images];
                    document.title = all.filter(image => image.naturalWidth == 8).length + ' of ' + all.length;
                  });
                </script>
                %s
                """.formatted(images.stream().map("<img src='%s'>"::formatted).collect(Collectors.joining("\n"))));
        return site;
    }
}
