// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** nginx, the origin that is met most often: compression with Vary, validators, ranges and connections that stay. */
class NginxTest {
    private static final BigBody BODY = new BigBody(1, 300_000);

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
            assertThat(stage.folder().resolve("part")).hasBinaryContent(Arrays.copyOfRange(BODY.bytes(), 100, 200));
            curl.run("-o", "one", nginx.url("body"), "-o", "two", nginx.url("body"), "-o", "three", nginx.url("body")).succeeded();
            assertThat(stage.folder().resolve("three")).hasBinaryContent(BODY.bytes());
            assertThat(nginx.requests()).last().asString().as("connection and its requests").endsWith(" 3");
        }
    }

    /** nginx with a folder of files, in the foreground. */
    private record Nginx(RunningPeer peer, Path folder, int port) implements AutoCloseable {
        static Nginx start(Path stage) throws IOException {
            var folder = Files.createDirectories(stage.resolve("nginx/files")).getParent();
            Files.writeString(folder.resolve("files/text.html"), "hello ".repeat(1000));
            Files.write(folder.resolve("files/body"), BODY.bytes());
            int port = Ports.free();
            Files.writeString(folder.resolve("nginx.conf"), """
                    daemon off; master_process off; pid pid; error_log stderr;
                    events {}
                    http {
                        log_format short "$status $request_uri $connection_requests"; access_log access.log short;
                        types { text/html html; } default_type application/octet-stream;
                        client_body_temp_path tmp; proxy_temp_path tmp; fastcgi_temp_path tmp; scgi_temp_path tmp; uwsgi_temp_path tmp;
                        server {
                            listen 127.0.0.1:%d; root files; expires 1h;
                            gzip on; gzip_vary on; gzip_proxied any; gzip_min_length 0;
                        }
                    }
                    """.formatted(port));
            var nginx = new Nginx(Peers.require("nginx").start(folder, Map.of(), "-p", folder.toString(), "-c", "nginx.conf", "-e", "stderr"),
                    folder, port);
            Ports.awaitListening(port);
            return nginx;
        }

        String url(String file) {
            return "http://nginx.test:%d/%s".formatted(port, file);
        }

        /** What nginx logged: the status, the file, and the number of the request on its connection. */
        List<String> requests() throws IOException {
            return Files.readAllLines(folder.resolve("access.log"));
        }

        @Override
        public void close() {
            peer.close();
        }
    }
}
