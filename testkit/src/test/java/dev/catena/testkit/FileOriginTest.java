// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOriginTest {
    private final Origin origin = Origin.start(new TestClock());
    private FileOrigin files = new FileOrigin(Path.of("/nonexistent"));

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("index.html"), "home");
        Files.writeString(folder.resolve("digits"), "0123456789");
        files = new FileOrigin(folder, "Cache-Control: max-age=60");
        origin.onRequest(files);
    }

    @AfterEach
    void close() {
        origin.close();
    }

    @Test
    void a_file_has_validators_and_the_fields_of_its_origin() {
        var whole = ask("GET /digits HTTP/1.1\n\n");
        assertThat(whole.text()).isEqualTo("0123456789");
        assertThat(whole.field("Cache-Control")).isEqualTo("max-age=60");
        assertThat(ask("GET /digits HTTP/1.1\nIf-None-Match: %s\n\n".formatted(whole.field("ETag"))).status()).isEqualTo(304);
        assertThat(ask("GET /digits HTTP/1.1\nIf-Modified-Since: %s\n\n".formatted(whole.field("Last-Modified"))).status()).isEqualTo(304);
        assertThat(files.sentCount()).isEqualTo(1);
    }

    @Test
    void a_head_has_the_length_and_no_body() {
        assertThat(ask("HEAD /digits HTTP/1.1\n\n").field("Content-Length")).isEqualTo("10");
        assertThat(files.sentCount()).isZero();
    }

    @Test
    void a_folder_is_its_index() {
        assertThat(ask("GET /?query HTTP/1.1\n\n").text()).isEqualTo("home");
    }

    @Test
    void a_range_is_a_part() {
        var rest = ask("GET /digits HTTP/1.1\nRange: bytes=7-\n\n");
        assertThat(rest.status()).isEqualTo(206);
        assertThat(rest.field("Content-Range")).isEqualTo("bytes 7-9/10");
        assertThat(rest.text()).isEqualTo("789");
        assertThat(ask("GET /digits HTTP/1.1\nRange: bytes=2-3\n\n").text()).isEqualTo("23");
        assertThat(ask("GET /digits HTTP/1.1\nRange: bytes=10-\n\n").status()).isEqualTo(416);
        assertThat(ask("GET /digits HTTP/1.1\nRange: bytes=2-3\nIf-Range: \"old\"\n\n").status()).isEqualTo(200);
    }

    @Test
    void what_is_not_in_the_folder_is_not_there() {
        assertThat(ask("GET /missing HTTP/1.1\n\n").status()).isEqualTo(404);
        assertThat(ask("GET /../../etc/passwd HTTP/1.1\n\n").status()).isEqualTo(404);
        assertThat(files.answers()).first().isEqualTo("404 GET /missing");
    }

    private Response ask(String request) {
        try (var client = RawClient.connect(origin.address())) {
            return client.ask(request);
        }
    }
}
