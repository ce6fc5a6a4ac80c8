// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Serves a folder as plain web servers do: validators, conditional requests and single ranges. What package repositories stand on.
 *
 * <p>All files were last changed a month before {@link TestClock#START}, so that caches may keep them for a while unasked.
 */
public final class FileOrigin implements Origin.Answerer {
    private static final String LAST_MODIFIED = "Sat, 16 May 2026 12:00:00 GMT";
    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{1,18})-([0-9]{0,18})");

    /** By the end of the name, for clients that do not look at the content. */
    private static final Map<String, String> TYPES = Map.of("html", "text/html", "svg", "image/svg+xml", "json", "application/json");

    private final Path root;
    private final String moreFields;
    private final Queue<String> answers = new ConcurrentLinkedQueue<>();
    private final AtomicLong sentBytes = new AtomicLong();
    private final Map<String, String> types;

    /** Every answer has {@code fields}, such as {@code Cache-Control: max-age=60}, besides the validators. */
    public FileOrigin(Path root, String... fields) {
        this(root, TYPES, fields);
    }

    /** With media types by the end of the file's name. */
    public FileOrigin(Path root, Map<String, String> types, String... fields) {
        this.root = root;
        this.types = Map.copyOf(types);
        this.moreFields = List.of(fields).stream().map("< %s\n"::formatted).reduce("", String::concat);
    }

    /** What was answered so far, in order: {@code 304 GET /logo.png}. */
    public List<String> answers() {
        return List.copyOf(answers);
    }

    /** How many files were sent, whole or in part. */
    public long sentCount() {
        return answers.stream().filter(answer -> answer.startsWith("20") && !answer.contains("HEAD")).count();
    }

    /** Bytes of all answers so far, heads and bodies. */
    public long sentBytes() {
        return sentBytes.get();
    }

    @Override
    public void answer(OriginExchange exchange) throws IOException {
        var file = file(exchange.request().target());
        if (!Files.isRegularFile(file)) {
            note(404, exchange);
            respond(exchange, "< 404 Not Found\n< Cache-Control: no-store\n<\n< no such file");
            return;
        }
        var bytes = Files.readAllBytes(file);
        var tag = tag(bytes);
        if (isCurrent(exchange.request(), tag)) {
            send(exchange, "304 Not Modified", tag, "", new byte[0]);
        } else {
            var ending = file.toString().replaceFirst(".*\\.", "");
            sendFile(exchange, tag, "< Content-Type: %s\n".formatted(types.getOrDefault(ending, "application/octet-stream")), bytes);
        }
    }

    private void sendFile(OriginExchange exchange, String tag, String type, byte[] bytes) throws IOException {
        var range = RANGE.matcher(wantedRange(exchange.request(), tag));
        if (!range.matches()) {
            send(exchange, "200 OK", tag, type, bytes);
            return;
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? bytes.length - 1 : Math.min(Long.parseLong(range.group(2)), bytes.length - 1);
        if (first > last) {
            send(exchange, "416 Range Not Satisfiable", tag, "< Content-Range: bytes */%d\n".formatted(bytes.length), new byte[0]);
        } else {
            var part = Arrays.copyOfRange(bytes, (int) first, (int) last + 1);
            send(exchange, "206 Partial Content", tag,
                    "%s< Content-Range: bytes %d-%d/%d\n".formatted(type, first, last, bytes.length), part);
        }
    }

    private void send(OriginExchange exchange, String status, String tag, String fields, byte[] body) throws IOException {
        note(Integer.parseInt(status.substring(0, 3)), exchange);
        respond(exchange, "< %s\n< ETag: %s\n< Last-Modified: %s\n< Accept-Ranges: bytes\n%s%s%s".formatted(status, tag, LAST_MODIFIED,
                moreFields, fields, status.startsWith("304") ? "" : "< Content-Length: %d\n".formatted(body.length)));
        if (!exchange.request().method().equals("HEAD")) {
            exchange.send(body);
            sentBytes.addAndGet(body.length);
        }
    }

    private void respond(OriginExchange exchange, String transcript) throws IOException {
        exchange.answer(transcript);
        sentBytes.addAndGet(transcript.length());
    }

    private void note(int status, OriginExchange exchange) {
        answers.add("%d %s %s".formatted(status, exchange.request().method(), exchange.request().target()));
    }

    /** The file a target names; a folder's is its {@code index.html}. Names outside the folder name nothing. */
    private Path file(String target) {
        var path = URLDecoder.decode(target.replaceFirst("[?#].*", "").substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        var file = root.resolve(path).normalize();
        return !file.startsWith(root) ? root : Files.isDirectory(file) ? file.resolve("index.html") : file;
    }

    private static boolean isCurrent(Request request, String tag) {
        return request.has("If-None-Match")
                ? request.field("If-None-Match").contains(tag)
                : request.field("If-Modified-Since").equals(LAST_MODIFIED);
    }

    private static String wantedRange(Request request, String tag) {
        var condition = request.field("If-Range");
        return condition.isEmpty() || condition.equals(tag) || condition.equals(LAST_MODIFIED) ? request.field("Range") : "";
    }

    private static String tag(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes);
        return "\"%d-%08x\"".formatted(bytes.length, crc.getValue());
    }
}
