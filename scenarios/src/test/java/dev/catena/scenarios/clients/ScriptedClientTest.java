// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;

/** What comes with Python and with Node. */
class ScriptedClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Scenario
    void pythons_urllib_asks_and_posts(Stage stage) throws IOException {
        assertThat(played(stage, "python3", """
                import os, urllib.request
                url = os.environ['URL']
                print(urllib.request.urlopen(url).read().decode())
                print(urllib.request.urlopen(url, data=b'posted').read().decode())
                """)).isEqualTo("GET []\nPOST [posted]\n");
    }

    /** Its {@code set_tunnel} is for plain HTTP, too. */
    @Scenario
    void pythons_http_client_asks_inside_a_tunnel(Stage stage) throws IOException {
        assertThat(played(stage, "python3", """
                import http.client, os, urllib.parse
                proxy, url = (urllib.parse.urlsplit(os.environ[name]) for name in ('http_proxy', 'URL'))
                client = http.client.HTTPConnection(proxy.hostname, proxy.port)
                client.set_tunnel(url.hostname, url.port)
                for method, body in (('GET', None), ('POST', b'posted')):
                    client.request(method, '/', body)
                    print(client.getresponse().read().decode())
                """)).isEqualTo("GET []\nPOST [posted]\n");
    }

    @Scenario
    void nodes_http_asks_and_posts_in_chunks(Stage stage) throws IOException {
        assertThat(played(stage, "node", """
                const http = require('http'), proxy = new URL(process.env.http_proxy), url = process.env.URL;
                const agent = new http.Agent({keepAlive: true, maxSockets: 1});
                const ask = (method, body) => new Promise((resolve, reject) => {
                  const headers = {Host: new URL(url).host};
                  const request = http.request({agent, host: proxy.hostname, port: proxy.port, method, path: url, headers}, response => {
                    let text = '';
                    response.on('data', chunk => text += chunk).on('end', () => resolve(console.log(text)));
                  }).on('error', reject);
                  if (body) { request.write(body.slice(0, 3)); request.end(body.slice(3)); } else request.end();
                });
                ask('GET').then(() => ask('POST', 'posted')).then(() => agent.destroy());
                """)).isEqualTo("GET []\nPOST [posted]\n");
    }

    /** As Node's own fetch does it behind a proxy: a tunnel for plain HTTP. */
    @Scenario
    void node_tunnels_plain_http(Stage stage) throws IOException {
        assertThat(played(stage, "node", """
                const http = require('http'), proxy = new URL(process.env.http_proxy), url = new URL(process.env.URL);
                http.request({host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: url.host, headers: {Host: url.host}})
                  .on('connect', (response, socket) => {
                    const ask = {createConnection: () => socket, path: '/', headers: {Host: url.host, Connection: 'close'}};
                    http.get(ask, answer => answer.on('data', chunk => console.log(String(chunk))));
                  }).end();
                """)).isEqualTo("GET []\n");
    }

    /** What the script prints that finds the proxy in {@code http_proxy} and the origin in {@code URL}. */
    private static String played(Stage stage, String program, String script) throws IOException {
        stage.origin("origin.test", exchange ->
                exchange.answer("< 200 OK\n<\n< %s [%s]".formatted(exchange.request().method(), new String(exchange.readBody()))));
        Proxy proxy = stage.proxy();
        var file = Files.writeString(stage.folder().resolve("script"), script);
        return Peers.require(program).run(PATIENCE, stage.folder(),
                Map.of("http_proxy", proxy.url(), "URL", proxy.spelled("http://origin.test/")), file.toString()).succeeded().out();
    }
}
