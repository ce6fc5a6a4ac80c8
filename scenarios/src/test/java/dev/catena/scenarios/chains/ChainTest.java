// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.chains;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Stage;
import dev.catena.scenarios.StageExtension;
import dev.catena.scenarios.clients.Curl;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A branch that logs in at its head office, for clients that know nothing of it. */
class ChainTest {
    private static final BigBody UPLOAD = new BigBody(9, 2 * 1024 * 1024);

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void a_page_comes_and_the_next_needs_no_handshake(String scheme, Stage stage) {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var headOffice = Chain.headOffice(stage, scheme);
        var branch = branch(stage, scheme, headOffice);
        var curl = new Curl(stage, branch);

        for (var page : List.of("first", "second", "third")) {
            assertThat(curl.run("http://origin.test/" + page).succeeded().out()).isEqualTo("delivered");
        }

        assertThat(deliveries.received()).hasSize(3);
        assertThat(branch.log(3)).extracting(line -> ((Number) line.get("attempts")).intValue()).endsWith(1, 1);
        assertThat(branch.log(3)).extracting(line -> line.get("route")).containsOnly("hq");
        assertThat(headOffice.log(3).getLast().get("user")).isEqualTo(scheme.equals("anonymous") ? Json.NULL : Chain.USER);
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void an_upload_is_delivered_once_and_whole(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, branch(stage, scheme, Chain.headOffice(stage, scheme)));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        for (var expect : List.of("Expect:", "Expect: 100-continue")) {
            var ran = curl.run("-H", expect, "--data-binary", "@" + upload, "http://origin.test/").succeeded();
            assertThat(ran.out()).isEqualTo("delivered");
        }

        assertThat(deliveries.received()).containsExactly("POST " + UPLOAD.checksum(), "POST " + UPLOAD.checksum());
    }

    @ParameterizedTest
    @ExtendWith(StageExtension.class)
    @ValueSource(strings = {"anonymous", "basic", "digest", "ntlm"})
    void tunnels_lead_through_both(String scheme, Stage stage) throws IOException {
        var deliveries = new Deliveries();
        stage.origin("origin.test", deliveries);
        var curl = new Curl(stage, branch(stage, scheme, Chain.headOffice(stage, scheme)));
        var upload = Files.write(stage.folder().resolve("upload"), UPLOAD.bytes());

        assertThat(curl.run("-p", "http://origin.test/").succeeded().out()).isEqualTo("delivered");
        assertThat(curl.run("-p", "--data-binary", "@" + upload, "http://origin.test/").succeeded().out()).isEqualTo("delivered");

        assertThat(deliveries.received()).containsExactly("GET 0:00000000", "POST " + UPLOAD.checksum());
    }

    private static Proxy branch(Stage stage, String scheme, Proxy headOffice) {
        int port = headOffice.address().getPort();
        return stage.proxy(scheme.equals("anonymous") ? Chain.asking("none", "none", port) : Chain.asking(stage, scheme, port));
    }
}
