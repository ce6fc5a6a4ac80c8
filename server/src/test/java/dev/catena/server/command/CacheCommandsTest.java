// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.catena.server.ProxyServer;
import dev.catena.testkit.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands against a running proxy and an origin that answers by the path: {@code /Name=value;Name=value}. */
@Timeout(60)
class CacheCommandsTest {
    @TempDir
    Path folder;

    private HttpServer origin;
    private ProxyServer proxy;
    private String site;
    private int port;

    @BeforeEach
    void start() throws IOException {
        origin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        origin.createContext("/", exchange -> {
            for (var field : exchange.getRequestURI().getPath().substring(1).replaceAll(".*/", "").split(";")) {
                int equals = field.indexOf('=');
                if (equals > 0) exchange.getResponseHeaders().add(field.substring(0, equals), field.substring(equals + 1));
            }
            exchange.sendResponseHeaders(exchange.getRequestURI().getPath().contains("missing") ? 404 : 200, 5);
            exchange.getResponseBody().write("hello".getBytes(StandardCharsets.US_ASCII));
            exchange.close();
        });
        origin.start();
        site = "http://127.0.0.1:" + origin.getAddress().getPort();
        port = Ports.free();
        Files.writeString(folder.resolve("catena.yaml"), """
            version: 1
            name: branch
            listeners: [{name: clients, address: '127.0.0.1:%d'}]
            console: {address: '127.0.0.1:%d'}
            policy:
              - {name: purgers, match: {method: PURGE, host: 127.0.0.1}, do: allow}
              - {name: all, do: allow}
            cache: {rules: [{name: mirror, match: {path: /mirror/**}, do: always, ttl: 1d}, {name: never-there, match: {path: /never/*}, do: never}]}
            """.formatted(port, Ports.free()));
        proxy = ProxyServer.start(folder.resolve("catena.yaml"), List.of(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        proxy.close();
        origin.stop(0);
    }

    private String ask(String method, String url, String... fields) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
            socket.getOutputStream().write("%s %s HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n".formatted(method, url, more).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Typed.Result type(String... arguments) {
        var all = new ArrayList<>(List.of("cache"));
        all.addAll(List.of(arguments));
        return Typed.in(folder).run(all.toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "/Cache-Control=max-age=60        |                            | * status 200, 5 bytes; by max-age; Cache-Control: max-age=60; answered from the cache",
        "/Cache-Control=no-store          |                            | nothing is stored; was not stored: no-store; Cache-Control: no-store; do: always; the origin would be asked",
        "/Cache-Control=private           |                            | was not stored: private; no rule overrides that",
        "/X=y                             |                            | was not stored: no lifetime; `do: ttl`",
        "/Cache-Control=max-age=60        | Cache-Control: no-cache    | demands a new answer (no-cache); Cache-Control: no-cache; the origin would be asked",
        "/Cache-Control=max-age=60        | Cache-Control: no-store    | goes past the cache: no-store",
        "/Cache-Control=no-cache,max-age=60;ETag=%221%22 |            | never used without asking the origin; whether it still holds (no-cache)",
        "/Cache-Control=max-age=60;Vary=Accept-Language | Accept-Language: de | 1 stored, and none fits; for no Accept-Language",
        "/Cache-Control=max-age=60;Vary=Accept-Language | Accept: x   | 1 stored, and this fits; answered from the cache",
        "/mirror/Cache-Control=no-store   |                            | `mirror` keeps it for 86400 s; by rule; answered from the cache",
        "/never/Cache-Control=max-age=60  |                            | `never-there` never stores it; goes past the cache: rule never-there",
        "/missing/Set-Cookie=a            |                            | status 404, 0 s ago, was not stored: set-cookie without lifetime",
    })
    void explain_names_what_decided(String path, String field, String told) throws IOException {
        ask("GET", site + path);
        var result = field == null ? type("explain", site + path) : type("explain", site + path, "-H", field);
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).startsWith(site).contains(told.split("; "));
    }

    @Test
    void explain_is_json_on_request_and_says_what_it_cannot_explain() throws IOException {
        ask("GET", site + "/Cache-Control=max-age=60");
        assertThat(type("explain", site + "/Cache-Control=max-age=60", "--json").out()).startsWith("{\"url\":\"" + site).contains("\"hit\":true").contains("\"step\":\"lifetime\"");
        assertThat(type("explain", "https://www.example/").exitCode()).isEqualTo(2);
        assertThat(type("explain", "https://www.example/").err()).contains("tunnel");
        assertThat(type("explain", site, "-H", "no field").err()).contains("Name: value");
    }

    @Test
    void what_is_stored_is_listed_and_purged_by_url_prefix_host_and_tag() throws IOException {
        var fresh = "Cache-Control=max-age=60";
        for (var path : List.of("/a/1/" + fresh, "/a/2/" + fresh, "/b/" + fresh + ";Cache-Tag=x,news", "/c/" + fresh + ";Surrogate-Key=y news", "/d/" + fresh, "/e/" + fresh)) {
            assertThat(ask("GET", site + path.replace(" ", "%20"))).startsWith("HTTP/1.1 200");
        }
        assertThat(type("ls").out()).contains("status").contains(site + "/a/1/").contains("lifetime").contains("        60 ");
        assertThat(type("ls", "--prefix", site + "/a/").out().lines()).hasSize(3);
        assertThat(type("ls", "--tag", "news").out().lines()).hasSize(3);
        assertThat(type("ls", "--limit", "2").out()).contains("and more");
        assertThat(type("ls", "--host", "other.example").out()).contains("nothing is stored of that");
        assertThat(type("ls", "--json", "--limit", "1").out()).contains("\"tier\":\"memory\"").contains("\"more\":true");

        assertThat(type("purge", site + "/d/" + fresh).out()).isEqualTo("1 purged\n");
        assertThat(type("purge", site + "/d/" + fresh).out()).isEqualTo("nothing of that was stored\n");
        assertThat(type("purge", "--prefix", site + "/a/").out()).isEqualTo("2 purged\n");
        assertThat(type("purge", "--tag", "news").out()).isEqualTo("2 purged\n");
        assertThat(type("purge", "--host", "127.0.0.1", "--json").out()).isEqualTo("{\"purged\":1}\n");
        assertThat(type("ls").out()).isEqualTo("nothing is stored\n");
        assertThat(type("stat").out()).contains("purged            6").contains("hit_ratio");
    }

    @Test
    void a_purge_says_what_it_is_about() {
        assertThat(type("purge").exitCode()).isEqualTo(2);
        assertThat(type("purge").err()).contains("--prefix");
        assertThat(type("purge", "http://a.test/", "--all").exitCode()).isEqualTo(2);
        assertThat(type("purge", "--prefix", "www.example").err()).contains("write http://host/path");
        assertThat(type("purge", "--prefix", "http://a.test/", "--tag", "b").exitCode()).isEqualTo(2);
        assertThat(type("purge", "--all").out()).isEqualTo("nothing of that was stored\n");
    }

    @Test
    void warm_fetches_what_a_file_names_and_says_what_became_of_each() throws IOException {
        Files.writeString(folder.resolve("urls"), """
            # the first three
            %1$s/1/Cache-Control=max-age=60
            %1$s/2/Cache-Control=no-store

            %1$s/missing
            https://www.example/
            """.formatted(site));
        var result = type("warm", "urls", "--jobs", "2");
        assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(1);
        assertThat(result.out()).containsPattern("stored +200 +5 +\\d+ ms  " + site + "/1/").containsPattern("not-stored +200 .*\\(no-store\\)")
            .containsPattern("failed +404").contains("tunnel").contains("4 URLs: 1 stored, 0 was-there, 1 not-stored, 2 failed; 5 bytes stored");
        assertThat(Typed.in(folder).piping(site + "/1/Cache-Control=max-age=60\n").run("cache", "warm", "-", "--json").out())
            .contains("\"outcome\":\"was-there\",\"status\":200");
        assertThat(type("warm", "none").err()).contains("there is no file none");
        assertThat(type("warm", "urls", "--listener", "x").err()).contains("there are clients");
        assertThat(type("warm", "urls", "--listener", "x", "--jobs", "1").err()).contains("there are clients");
    }

    @Test
    void warm_needs_no_listener_that_lets_anonymous_users_in_but_a_rule_that_lets_the_proxy() throws IOException {
        proxy.close();
        Files.writeString(folder.resolve("catena.yaml"), """
            version: 1
            listeners: [{name: users, address: '127.0.0.1:%d', schemes: [basic]}]
            identity: {accounts: 'file:%s'}
            console: {address: '127.0.0.1:%d'}
            policy:
              - {name: warm, match: {source: 127.0.0.1, host: 127.0.0.1}, do: allow}
              - {name: others, match: any, do: deny}
            """.formatted(Ports.free(), folder.resolve("accounts"), Ports.free()));
        Files.writeString(folder.resolve("accounts"), "");
        proxy = ProxyServer.start(folder.resolve("catena.yaml"), List.of(), InstantSource.system());
        Files.writeString(folder.resolve("urls"), site + "/1/Cache-Control=max-age=60\n" + site.replace("127.0.0.1", "localhost") + "/2/Cache-Control=max-age=60\n");
        var result = type("warm", "urls", "--jobs", "1");
        assertThat(result.out()).containsPattern("stored +200 .*/1/").containsPattern("failed +403 .*/2/.*the proxy itself asks");
    }

    @Test
    void nobody_there_is_exit_code_three() throws IOException {
        proxy.close();
        Files.writeString(folder.resolve("urls"), site + "/\n");
        for (var command : List.of(List.of("stat"), List.of("ls"), List.of("explain", site), List.of("purge", site), List.of("warm", "urls"))) {
            assertThat(type(command.toArray(String[]::new)).exitCode()).as("%s", command).isEqualTo(3);
        }
    }

    @Test
    void purge_is_a_method_for_those_whom_a_rule_names() throws IOException {
        var url = site + "/Cache-Control=max-age=60";
        ask("GET", url);
        assertThat(ask("PURGE", url)).startsWith("HTTP/1.1 200 OK\r\n").endsWith("1 taken out of the cache\n");
        assertThat(ask("PURGE", url)).startsWith("HTTP/1.1 404 ").endsWith("nothing of this URL was in the cache\n");
        assertThat(ask("PURGE", "http://www.example/")).startsWith("HTTP/1.1 403 ").contains("12202").contains("catena cache purge");
        assertThat(Typed.in(folder).run("explain", url, "--method", "PURGE").out()).contains("`purgers` allows it").contains("taken out of the cache");
    }
}
