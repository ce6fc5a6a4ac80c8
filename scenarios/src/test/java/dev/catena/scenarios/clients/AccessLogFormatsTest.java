// SPDX-License-Identifier: Apache-2.0
package dev.catena.scenarios.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.scenarios.Scenario;
import dev.catena.scenarios.Stage;
import dev.catena.testkit.Patience;
import dev.catena.testkit.Peers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The formats that other servers have, too: what a real client did has to read as they would have written it. */
class AccessLogFormatsTest {
    /** What curl is asked to do besides the URL's file. */
    private static final List<List<String>> TRANSFERS = List.of(
        List.of("body"), List.of("body"), List.of("-I", "body"), List.of("-r", "100-199", "body"), List.of("missing"), List.of("-d", "a=b", "text.html"),
        List.of("-A", "say \"hi\" \\ \u00e9", "-e", "http://from.test/page", "text.html?a=b%22c"), List.of("-A", "", "text.html"), List.of("-0", "text.html"));

    @Scenario
    void a_combined_log_is_what_nginx_would_have_written_for_the_same_client(Stage stage) throws IOException {
        try (var nginx = Nginx.start(stage.folder())) {
            var log = stage.folder().resolve("catena.log");
            var proxy = stage.proxy("dns: {hosts: {nginx.test: 127.0.0.1}}", "cache: {memory: 0B}", "log: [{format: combined, query: keep, to: '%s'}]".formatted(log));
            var theirs = played(nginx, "http://127.0.0.1:" + nginx.port(), stage, () -> nginx.combined());
            var ours = played(nginx, proxy.url(), stage, () -> linesOf(log));
            assertThat(ours).isEqualTo(theirs);
        }
    }

    @Scenario
    void a_w3c_log_begins_with_its_fields_and_has_a_line_for_each_transfer(Stage stage) throws IOException {
        try (var nginx = Nginx.start(stage.folder())) {
            var log = stage.folder().resolve("catena.log");
            var proxy = stage.proxy("dns: {hosts: {nginx.test: 127.0.0.1}}", "log: [{format: w3c, to: '%s'}]".formatted(log));
            new Curl(stage, proxy).run("-A", "curl of a test", "-o", "one", nginx.url("body?a=b"), "-o", "two", nginx.url("body?a=b")).succeeded();
            var lines = awaited(() -> linesOf(log), 6);
            assertThat(lines.get(3)).startsWith("#Fields: c-ip\tcs-username\tc-agent\t");
            assertThat(lines.subList(4, 6)).allSatisfy(line -> assertThat(line.split("\t")).hasSameSizeAs(lines.get(3).split("\t"))
                .startsWith("127.0.0.1", "anonymous", "curl of a test", "N").contains("http", "GET", nginx.url("body?"), "200"));
            assertThat(lines.get(4)).contains("\tnginx.test\t127.0.0.1\t").contains("\tInet\t");
            assertThat(lines.get(5)).contains("\tnginx.test\t-\t").contains("\tCache\t");
        }
    }

    /** All transfers by way of that proxy, one after the other; the lines of its log without their times. */
    private static List<String> played(Nginx nginx, String proxy, Stage stage, Lines log) {
        for (var transfer : TRANSFERS) {
            var arguments = Stream.concat(Stream.of("-sS", "-x", proxy, "-o", "out"), transfer.subList(0, transfer.size() - 1).stream());
            Peers.require("curl").run(Duration.ofSeconds(20), stage.folder(), Stream.concat(arguments, Stream.of(nginx.url(transfer.getLast()))).toArray(String[]::new)).succeeded();
        }
        return awaited(log, TRANSFERS.size()).stream().map(line -> line.replaceFirst("\\[[^]]* \\+0000]", "[time]")).toList();
    }

    private static List<String> awaited(Lines log, int count) {
        var read = new ArrayList<String>();
        Patience.until("%d lines".formatted(count), Patience.USUAL, () -> {
            read.clear();
            read.addAll(log.read());
            return read.size() >= count;
        });
        return read;
    }

    private static List<String> linesOf(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    private interface Lines {
        List<String> lines() throws IOException;

        default List<String> read() {
            try {
                return lines();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }
}
