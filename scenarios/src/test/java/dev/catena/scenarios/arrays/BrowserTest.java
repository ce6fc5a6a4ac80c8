// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Browser;
import dev.catena.testkit.Patience;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A browser with the array's script asks the owner of each URL at once. */
class BrowserTest {
    private static final int IMAGES = 60;

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"rendezvous", "carp-v1", "carp-squid", "carp-ms"})
    void each_image_goes_to_its_owner_directly(String hash, Stage stage) {
        var images = IntStream.range(0, IMAGES).mapToObj("<img src=/image/%d>"::formatted).collect(Collectors.joining());
        stage.origin("origin.test", exchange -> exchange.answer(exchange.request().target().startsWith("/image")
            ? "< 200 OK\n< Content-Type: image/svg+xml\n< Cache-Control: max-age=600\n<\n< <svg xmlns=\"http://www.w3.org/2000/svg\"/>"
            : "< 200 OK\n< Content-Type: text/html\n<\n< <!doctype html><title>done</title>" + images));
        var members = Members.onHosts(stage, "hash: " + hash, 10, 20, 30);

        assertThat(Browser.byScript(stage, members.proxies.getFirst(), "profile").loaded("http://origin.test/")).contains("<title>done</title>");

        Patience.until("all images to be asked for", Patience.USUAL, () -> images(members).size() >= IMAGES);
        assertThat(images(members)).hasSize(IMAGES).allSatisfy(line -> assertThat(line.get("route")).isEqualTo("direct"));
        assertThat(members.proxies).allSatisfy(proxy -> assertThat(proxy.log(1)).isNotEmpty());
    }

    private static List<Map<String, Object>> images(Members members) {
        return members.proxies.stream().flatMap(proxy -> proxy.log(0).stream()).filter(line -> String.valueOf(line.get("url")).contains("/image/")).toList();
    }
}
