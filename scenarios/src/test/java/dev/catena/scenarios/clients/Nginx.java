// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import dev.catena.testkit.BigBody;
import dev.catena.testkit.Peers;
import dev.catena.testkit.Ports;
import dev.catena.testkit.RunningPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** nginx with a folder of files, in the foreground. */
record Nginx(RunningPeer peer, Path folder, int port) implements AutoCloseable {
    static final BigBody BODY = new BigBody(1, 300_000);

    static Nginx start(Path stage) throws IOException {
        var folder = Files.createDirectories(stage.resolve("nginx/files")).getParent();
        Files.writeString(folder.resolve("files/text.html"), "hello ".repeat(1000));
        Files.write(folder.resolve("files/body"), BODY.bytes());
        int port = Ports.free();
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off; master_process off; pid pid; error_log stderr;
                events {}
                http {
                    log_format short "$status $request_uri $connection_requests"; access_log access.log short; access_log combined.log combined;
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

    /** The same in its combined format. */
    List<String> combined() throws IOException {
        return Files.readAllLines(folder.resolve("combined.log"));
    }

    @Override
    public void close() {
        peer.close();
    }
}
