// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import java.io.IOException;
import java.util.Arrays;

/** nginx, the origin that is met most often: compression with Vary, validators, ranges and connections that stay. */
class NginxTest {
    @Scenario
    void what_nginx_serves_is_kept_for_each_encoding_and_asked_for_once(Stage stage) throws IOException {
        try (var nginx = Nginx.start(stage.folder())) {
            var proxy = stage.proxy("dns: {hosts: {nginx.test: 127.0.0.1}}");
            var curl = new Curl(stage, proxy);

            for (var encoding : new String[] {"identity", "gzip", "identity", "gzip"}) {
                var ran = curl.run("--compressed", "-H", "Accept-Encoding: " + encoding, nginx.url("text.html"));
                assertThat(ran.succeeded().out()).as(encoding).isEqualTo("hello ".repeat(1000));
            }
            assertThat(nginx.requests()).hasSize(2);
        }
    }

    @Scenario
    void ranges_and_connections_are_used(Stage stage) throws IOException {
        try (var nginx = Nginx.start(stage.folder())) {
            var proxy = stage.proxy("dns: {hosts: {nginx.test: 127.0.0.1}}", "cache: {memory: 0B}");
            var curl = new Curl(stage, proxy);

            assertThat(curl.run("-r", "100-199", "-o", "part", "-w", "%{http_code}", nginx.url("body")).out()).isEqualTo("206");
            assertThat(stage.folder().resolve("part")).hasBinaryContent(Arrays.copyOfRange(Nginx.BODY.bytes(), 100, 200));
            curl.run("-o", "one", nginx.url("body"), "-o", "two", nginx.url("body"), "-o", "three", nginx.url("body")).succeeded();
            assertThat(stage.folder().resolve("three")).hasBinaryContent(Nginx.BODY.bytes());
            assertThat(nginx.requests()).last().asString().as("connection and its requests").endsWith(" 3");
        }
    }
}
