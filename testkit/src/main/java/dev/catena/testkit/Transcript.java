// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Traffic as {@code curl -v} prints it: {@code >} towards the server, {@code <} back, a blank line between exchanges.
 *
 * <pre>
 * > GET /logo.png
 * > If-None-Match: "v1"
 * < 103 Early Hints
 * <
 * < 200 OK
 * < Content-Type: image/*
 * < !Age
 * <
 * < LOGO
 * </pre>
 *
 * <ul>
 * <li>A request line is {@code METHOD target}, a status line {@code 200} or {@code 200 OK}; the version is optional in both.
 * <li>After a line with nothing but {@code >} or {@code <} comes the body; without that line the body is not spoken of. Its
 *     lines are joined by LF and the last one has no LF. After a 1xx head that line only ends the head.
 * <li>Whoever plays a side sends what is written for it, and expects what is written for the other side: listed fields must
 *     match, others are ignored. An expected text may contain {@code *} for anything, or be a {@code ~regular expression~}.
 * <li>{@code !Field} means: it must be absent; and for what is sent: leave out this field that would be added by itself.
 * <li>Lines that start with {@code *} are comments, as in curl's output.
 * </ul>
 */
public final class Transcript {
    /** A line with its number, counted from 1. The text is without the arrow. */
    record Line(int number, String text) {}

    /**
     * What one side says.
     *
     * @param start the request line or the status line
     * @param fields field lines and {@code !Field} lines
     * @param separator the line between head and body, in a list of one; empty when the body is not spoken of
     * @param body the body's lines
     */
    record Message(Line start, List<Line> fields, List<Line> separator, List<Line> body) {
        boolean speaksOfBody() {
            return !separator.isEmpty();
        }

        String bodyText() {
            return String.join("\n", body.stream().map(Line::text).toList());
        }

        /** Whether the line {@code !name} is there. */
        boolean omits(String name) {
            return fields.stream().anyMatch(line -> line.text().equalsIgnoreCase("!" + name));
        }

        /** The field lines, without those that say what must be absent. */
        List<Field> said() {
            return fields.stream().filter(line -> !line.text().startsWith("!")).map(line -> field(line.text())).toList();
        }

        static Field field(String text) {
            int colon = text.indexOf(':');
            return new Field(text.substring(0, colon).strip(), text.substring(colon + 1).strip());
        }

        /** For a response: its status code. */
        int status() {
            return Integer.parseInt(start.text().replaceFirst("HTTP/\\S+ ", "").substring(0, 3));
        }
    }

    /** A request and what comes back: interim responses, then a final one. */
    record Exchange(Message request, List<Message> responses) {
        List<Message> interim() {
            return responses.subList(0, responses.size() - 1);
        }

        Message answer() {
            return responses.getLast();
        }
    }

    private final List<String> lines;
    private final List<Exchange> exchanges;

    private Transcript(List<String> lines, UnaryOperator<String> spelling) {
        this.lines = lines;
        this.exchanges = new TranscriptParser(lines, spelling).exchanges();
    }

    /** Reads a transcript; a text that is none is an {@link IllegalArgumentException} with the line marked. */
    public static Transcript parse(String text) {
        return parse(text, UnaryOperator.identity());
    }

    /** As {@link #parse(String)}; start lines and field lines pass {@code spelling} first, so that names can stand for addresses. */
    public static Transcript parse(String text, UnaryOperator<String> spelling) {
        return new Transcript(text.lines().map(String::stripTrailing).toList(), spelling);
    }

    List<Exchange> exchanges() {
        return exchanges;
    }

    /** The transcript with one line marked. */
    String marking(int number) {
        return marking(lines, number);
    }

    static String marking(List<String> lines, int number) {
        var text = new ArrayList<String>();
        for (int at = 1; at <= lines.size(); at++) {
            text.add((at == number ? "  ==> " : "      ") + lines.get(at - 1));
        }
        return String.join("\n", text);
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
