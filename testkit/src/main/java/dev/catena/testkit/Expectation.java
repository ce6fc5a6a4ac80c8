// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import dev.catena.testkit.Transcript.Line;
import dev.catena.testkit.Transcript.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares what was seen with what a transcript says, line by line. */
final class Expectation {
    private final Transcript transcript;
    private final Message expected;
    private final Head seen;
    private final byte[] body;

    private Expectation(Transcript transcript, Message expected, Head seen, byte[] body) {
        this.transcript = transcript;
        this.expected = expected;
        this.seen = seen;
        this.body = body;
    }

    /** Fails unless {@code seen} is as written; the body is compared only if the transcript speaks of it. */
    static void check(Transcript transcript, Message expected, Head seen, byte[] body) {
        var expectation = new Expectation(transcript, expected, seen, body);
        expectation.checkStartLine();
        expectation.checkFields();
        expectation.checkBody();
    }

    /** Whether {@code seen} is what {@code pattern} says: literally, with {@code *} for anything, or as {@code ~regex~}. */
    static boolean matches(String pattern, String seen) {
        return pattern.equals(seen) || compiled(pattern).matcher(seen).matches();
    }

    private static Pattern compiled(String pattern) {
        if (pattern.length() > 1 && pattern.startsWith("~") && pattern.endsWith("~")) {
            return Pattern.compile(pattern.substring(1, pattern.length() - 1), Pattern.DOTALL);
        }
        var literals = Stream.of(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return Pattern.compile(literals, Pattern.DOTALL);
    }

    /** A request line is compared word by word, a version only when it is written; a status line likewise. */
    private void checkStartLine() {
        var wanted = expected.start().text();
        var got = seen.startLine();
        boolean isStatus = got.startsWith("HTTP/");
        if (isStatus && !wanted.startsWith("HTTP/")) {
            got = got.substring("HTTP/1.1 ".length());
        }
        if (isStatus && wanted.matches("(HTTP/\\S+ )?[0-9]{3}")) {
            got = got.substring(0, wanted.length());
        }
        if (!isStatus && !wanted.matches(".* HTTP/\\S+")) {
            got = got.substring(0, got.lastIndexOf(' '));
        }
        if (!matches(wanted, got.stripTrailing())) {
            throw mismatch(expected.start(), isStatus ? "the status line is another one" : "the request line is another one");
        }
    }

    private void checkFields() {
        var unused = new ArrayList<>(seen.fields());
        for (var line : expected.fields()) {
            if (line.text().startsWith("!")) {
                checkAbsent(line);
            } else {
                checkPresent(line, unused);
            }
        }
    }

    private void checkAbsent(Line line) {
        if (seen.has(line.text().substring(1))) {
            throw mismatch(line, "this field should be absent");
        }
    }

    /** A field written twice must be there twice; a list may be one field line or several. */
    private void checkPresent(Line line, List<Field> unused) {
        var wanted = Message.field(line.text());
        for (var field : unused) {
            if (field.isNamed(wanted.name()) && matches(wanted.value(), field.value())) {
                unused.remove(field);
                return;
            }
        }
        if (!seen.has(wanted.name())) {
            throw mismatch(line, "this field is missing");
        }
        if (!matches(wanted.value(), seen.field(wanted.name()))) {
            throw mismatch(line, "this field has another value");
        }
    }

    private void checkBody() {
        if (expected.speaksOfBody() && !matches(expected.bodyText(), text())) {
            var first = expected.body().isEmpty() ? expected.separator() : expected.body();
            throw mismatch(first.getFirst(), "the body is another one");
        }
    }

    private String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    private TranscriptMismatch mismatch(Line line, String what) {
        var shown = seen + (body.length == 0 ? "" : "\n" + (text().length() > 2000 ? text().substring(0, 2000) + "…" : text()));
        return new TranscriptMismatch(transcript, line.number(), what, shown);
    }
}
