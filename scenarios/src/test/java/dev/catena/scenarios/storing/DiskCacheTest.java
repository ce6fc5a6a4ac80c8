// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.storing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Proxy;
import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Patience;
import dev.catena.testkit.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/** The cache on disk, through the running proxy. */
class DiskCacheTest {
    private static String disk(Stage stage, String name) {
        return "cache: {memory: 16MiB, disk: {path: '%s', size: 64MiB}}".formatted(stage.folder().resolve(name));
    }

    @Scenario
    void what_was_stored_is_there_after_a_restart(Stage stage) {
        stage.origin("origin.test", """
            > GET /logo.png
            < 200 OK
            < ETag: "v1"
            < Cache-Control: max-age=600
            <
            < LOGO
            """);
        var logo = """
            > GET http://origin.test/logo.png
            < 200 OK
            < ETag: "v1"
            <
            < LOGO
            """;
        var first = stage.proxy(disk(stage, "cache"));
        first.client(logo);
        stage.end(first);

        var second = stage.proxy(disk(stage, "cache"));
        stage.clock().advance(Duration.ofSeconds(60));
        second.client("""
            > GET http://origin.test/logo.png
            < 200 OK
            < ETag: "v1"
            < Age: 60
            < Cache-Status: catena-test; hit; ttl=540; detail=disk
            <
            < LOGO
            """);
        second.client("""
            > GET http://origin.test/logo.png
            > Range: bytes=1-2
            < 206 Partial Content
            < Content-Range: bytes 1-2/4
            < Cache-Status: catena-test; hit; ttl=540
            <
            < OG
            """);
    }

    @Scenario
    void what_is_stale_by_then_is_validated_and_the_new_head_is_kept(Stage stage) {
        stage.origin("origin.test", """
            > GET /logo.png
            < 200 OK
            < ETag: "v1"
            < Cache-Control: max-age=60
            <
            < LOGO

            > GET /logo.png
            > If-None-Match: "v1"
            < 304 Not Modified
            < Cache-Control: max-age=600
            """);
        var first = stage.proxy(disk(stage, "cache"));
        first.client("""
            > GET http://origin.test/logo.png
            < 200 OK
            <
            < LOGO
            """);
        stage.end(first);
        stage.clock().advance(Duration.ofSeconds(61));
        var second = stage.proxy(disk(stage, "cache"));
        second.client("""
            > GET http://origin.test/logo.png
            < 200 OK
            < Cache-Control: max-age=600
            <
            < LOGO
            """);
        stage.end(second);
        stage.clock().advance(Duration.ofSeconds(61));
        var third = stage.proxy(disk(stage, "cache"));
        third.client("""
            > GET http://origin.test/logo.png
            < 200 OK
            < Cache-Status: catena-test; hit; ttl=539; detail=disk
            <
            < LOGO
            """);
    }

    @Scenario
    void what_was_made_invalid_does_not_come_back(Stage stage) {
        stage.origin("origin.test", """
            > GET /list
            < 200 OK
            < Cache-Control: max-age=600
            <
            < OLD

            > POST /list
            < 204 No Content

            > GET /list
            < 200 OK
            < Cache-Control: no-store
            <
            < NEW
            """);
        var first = stage.proxy(disk(stage, "cache"));
        first.client("""
            > GET http://origin.test/list
            < 200 OK
            <
            < OLD
            """);
        stage.end(first);
        var second = stage.proxy(disk(stage, "cache"));
        second.client("""
            > POST http://origin.test/list
            > Content-Length: 0
            < 204 No Content
            """);
        stage.end(second);
        stage.proxy(disk(stage, "cache")).client("""
            > GET http://origin.test/list
            < 200 OK
            <
            < NEW
            """);
    }

    private static String status(Proxy proxy, String request) {
        try (var client = proxy.raw()) {
            return client.ask(request).field("Cache-Status").replace("catena-test; ", "");
        }
    }

    private static String get(Proxy proxy, String path) {
        return status(proxy, "GET http://origin.test%s HTTP/1.1\nHost: origin.test\n\n".formatted(path));
    }

    private static String query(Proxy proxy, String path, String content) {
        return status(proxy, "QUERY http://origin.test%s HTTP/1.1\nHost: origin.test\nContent-Type: text/plain\nContent-Length: %d\n\n%s".formatted(path, content.length(), content));
    }

    @Scenario
    void groups_and_queries_are_found_after_a_restart_but_for_what_was_invalidated(Stage stage) {
        stage.origin("origin.test", exchange -> {
            exchange.readBody();
            exchange.answer(switch (exchange.request().method()) {
                case "POST" -> "< 204 No Content\n< Cache-Group-Invalidation: \"%s\"".formatted(exchange.request().target().substring(1));
                case "QUERY" -> "< 200 OK\n< Cache-Control: max-age=600\n<\n< results";
                default -> "< 200 OK\n< Cache-Control: max-age=600\n< Cache-Groups: \"%s\"\n<\n< body".formatted(exchange.request().target().substring(1, 6));
            });
        });
        var settings = new String[] {disk(stage, "cache"), "policy: [{name: purgers, match: {method: PURGE}, do: allow}, {name: all, match: any, do: allow}]"};
        var first = stage.proxy(settings);
        for (var path : new String[] {"/news1/a", "/news1/b", "/news2/a"}) get(first, path);
        for (var path : new String[] {"/find1", "/find2", "/find3"}) query(first, path, "what?");
        stage.end(first);

        stage.clock().advance(Duration.ofSeconds(1));
        var second = stage.proxy(settings);
        assertThat(get(second, "/news1/a")).startsWith("hit");
        assertThat(query(second, "/find1", "what?")).startsWith("hit");
        assertThat(query(second, "/find1", "else?")).startsWith("fwd=uri-miss");
        stage.clock().advance(Duration.ofSeconds(1));
        status(second, "POST http://origin.test/news1 HTTP/1.1\nHost: origin.test\nContent-Length: 0\n\n");
        status(second, "POST http://origin.test/find2 HTTP/1.1\nHost: origin.test\nContent-Length: 0\n\n");
        try (var client = second.raw()) {
            assertThat(client.ask("PURGE http://origin.test/find3 HTTP/1.1\nHost: origin.test\n\n").status()).as("what only the disk has is not counted").isEqualTo(404);
        }
        stage.end(second);

        stage.clock().advance(Duration.ofSeconds(1));
        var third = stage.proxy(settings);
        assertThat(get(third, "/news1/a")).startsWith("fwd=uri-miss");
        assertThat(get(third, "/news1/b")).startsWith("fwd=uri-miss");
        assertThat(get(third, "/news2/a")).startsWith("hit");
        assertThat(query(third, "/find1", "what?")).startsWith("hit");
        assertThat(query(third, "/find2", "what?")).startsWith("fwd=uri-miss");
        assertThat(query(third, "/find3", "what?")).startsWith("fwd=uri-miss");
    }

    @Scenario
    void more_than_memory_holds_is_found_on_disk(Stage stage) {
        var origin = new SizedOrigin();
        stage.origin("origin.test", origin);
        var proxy = stage.proxy("cache: {memory: 4MiB, object-max: 256KiB, disk: {path: '%s', size: 64MiB}}".formatted(stage.folder().resolve("cache")));
        for (int round = 0; round < 3; round++) {
            try (var client = proxy.raw()) {
                for (int i = 0; i < 400; i++) fetch(client, proxy, 40_000 + i);
            }
        }
        assertThat(origin.requests()).as("of 1200 requests for 400 responses of 16 MiB in all").isLessThan(440);
    }

    @Scenario
    void a_large_body_comes_straight_from_its_file_in_whole_and_in_part(Stage stage) {
        var origin = new SizedOrigin();
        stage.origin("origin.test", origin);
        var first = stage.proxy(disk(stage, "cache"));
        try (var client = first.raw()) {
            fetch(client, first, 5_000_000);
        }
        stage.end(first);
        var second = stage.proxy(disk(stage, "cache"));
        try (var client = second.raw()) {
            for (int i = 0; i < 3; i++) fetch(client, second, 5_000_000);
            var part = client.ask("GET %s HTTP/1.1\nHost: x\nRange: bytes=1048570-3000000\n\n".formatted(url(second, 5_000_000)));
            assertThat(part.status()).isEqualTo(206);
            assertThat(SizedOrigin.isPart(part.body(), 5_000_000, 1_048_570)).isTrue();
            assertThat(part.body()).hasSize(3_000_001 - 1_048_570);
        }
        assertThat(origin.requests()).isEqualTo(1);
        assertThat(second.metric("cache.bytes")).as("its body is not in memory").isLessThan(100_000);
    }

    @Scenario
    void what_is_too_large_for_memory_goes_to_disk_while_it_passes(Stage stage) {
        var origin = new SizedOrigin();
        stage.origin("origin.test", origin);
        var settings = "cache: {memory: 16MiB, object-max: 1MiB, disk: {path: '%s', size: 256MiB}}".formatted(stage.folder().resolve("cache"));
        var first = stage.proxy(settings);
        int length = 20_000_000;
        try (var client = first.raw(); var other = first.raw()) {
            fetch(client, first, length);
            Patience.until("it is on disk", Patience.USUAL, () -> first.metric("cache.disk.objects") == 1);
            fetch(client, first, length);
            client.send("GET %s?unknown HTTP/1.1\nHost: x\n\n".formatted(url(first, 15_000_000)));
            assertThat(client.response().body()).hasSize(15_000_000);
            Patience.until("that of unknown length, too", Patience.USUAL, () -> first.metric("cache.disk.objects") == 2);
            var again = other.ask("GET %s?unknown HTTP/1.1\nHost: x\n\n".formatted(url(first, 15_000_000)));
            assertThat(SizedOrigin.isPart(again.body(), 15_000_000, 0)).isTrue();
            assertThat(again.body()).hasSize(15_000_000);
        }
        assertThat(origin.requests()).isEqualTo(2);
        stage.end(first);
        var second = stage.proxy(settings);
        try (var client = second.raw()) {
            fetch(client, second, length);
        }
        assertThat(origin.requests()).isEqualTo(2);
        assertThat(second.metric("cache.bytes")).isLessThan(100_000);
    }

    @Scenario
    void folders_come_and_go_with_a_reload(Stage stage) throws IOException {
        var origin = new SizedOrigin();
        stage.origin("origin.test", origin);
        var proxy = stage.proxy(disk(stage, "one"));
        try (var client = proxy.raw()) {
            for (int i = 1; i <= 50; i++) fetch(client, proxy, 20_000 + i);
            proxy.reload("cache: {memory: 0B}");
            proxy.reload(disk(stage, "one"));
            for (int i = 1; i <= 50; i++) fetch(client, proxy, 20_000 + i);
            assertThat(origin.requests()).as("memory was emptied, the disk was not").isEqualTo(50);
            proxy.reload("cache: {memory: 16MiB, disk: {path: ['%s', '%s'], size: 64MiB}}"
                .formatted(stage.folder().resolve("one"), stage.folder().resolve("two")));
            for (int i = 51; i <= 100; i++) fetch(client, proxy, 20_000 + i);
            proxy.reload("cache: {memory: 16MiB, disk: {path: '%s', size: 64MiB}}".formatted(stage.folder().resolve("two")));
            proxy.reload("cache: {memory: 0B}");
            proxy.reload(disk(stage, "two"));
            long before = origin.requests();
            for (int i = 51; i <= 100; i++) fetch(client, proxy, 20_000 + i);
            assertThat(origin.requests() - before).as("a share was in the first folder").isBetween(5L, 45L);
        }
        assertThat(stage.folder().resolve("one/segments")).isNotEmptyDirectory();
    }

    @Scenario
    void a_folder_that_cannot_be_used_is_done_without(Stage stage) throws IOException {
        Files.writeString(stage.folder().resolve("cache"), "a file");
        var origin = new SizedOrigin();
        stage.origin("origin.test", origin);
        var proxy = stage.proxy(disk(stage, "cache"));
        try (var client = proxy.raw()) {
            fetch(client, proxy, 1000);
            fetch(client, proxy, 1000);
        }
        assertThat(origin.requests()).isEqualTo(1);
    }

    private static String url(Proxy proxy, int bytes) {
        return proxy.spelled("http://origin.test/" + bytes);
    }

    private static void fetch(RawClient client, Proxy proxy, int bytes) {
        var response = client.ask("GET %s HTTP/1.1\nHost: x\n\n".formatted(url(proxy, bytes)));
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.body()).hasSize(bytes);
        assertThat(SizedOrigin.isPart(response.body(), bytes, 0)).as("bytes of /%d", bytes).isTrue();
    }
}
