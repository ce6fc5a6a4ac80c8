// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import dev.catena.testkit.Transcript.Exchange;
import dev.catena.testkit.Transcript.Line;
import dev.catena.testkit.Transcript.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Turns the lines of a transcript into exchanges. The grammar is in {@link Transcript}. */
final class TranscriptParser {
    private static final String REQUEST_LINE = "\\S+ \\S+( HTTP/1\\.[01])?";
    private static final String STATUS_LINE = "(HTTP/1\\.[01] )?[1-9][0-9]{2}( .*)?";
    private static final String FIELD_LINE = "!" + MessageReader.TOKEN + "|" + MessageReader.TOKEN + "\\s*:.*";

    private final List<String> lines;
    private final UnaryOperator<String> spelling;
    private int at;

    TranscriptParser(List<String> lines, UnaryOperator<String> spelling) {
        this.lines = lines;
        this.spelling = spelling;
    }

    List<Exchange> exchanges() {
        var exchanges = new ArrayList<Exchange>();
        for (skipBlank(); at < lines.size(); skipBlank()) {
            exchanges.add(exchange());
        }
        if (exchanges.isEmpty()) {
            throw new IllegalArgumentException("this transcript has no exchange: a request starts with '> METHOD target'");
        }
        return List.copyOf(exchanges);
    }

    private void skipBlank() {
        while (at < lines.size() && (lines.get(at).isBlank() || isComment())) {
            at++;
        }
    }

    private Exchange exchange() {
        var request = message('>', REQUEST_LINE, "a request line such as '> GET /path'");
        var responses = new ArrayList<Message>();
        do {
            responses.add(message('<', STATUS_LINE, "a status line such as '< 200 OK'"));
        } while (isInterim(responses.getLast()));
        if (at < lines.size() && !lines.get(at).isBlank()) {
            throw fault("a blank line before the next exchange");
        }
        return new Exchange(request, List.copyOf(responses));
    }

    private Message message(char arrow, String startLine, String expected) {
        if (!goesOn(arrow) || !text(at).matches(startLine)) {
            throw fault(expected);
        }
        var start = headLine();
        var fields = new ArrayList<Line>();
        while (goesOn(arrow) && !text(at).isEmpty()) {
            if (!text(at).matches(FIELD_LINE)) {
                throw fault("a field such as '%s Name: value' or '%s !Name', or '%s' alone before a body".formatted(arrow, arrow, arrow));
            }
            fields.add(headLine());
        }
        var separator = new ArrayList<Line>();
        if (goesOn(arrow)) {
            separator.add(line());
        }
        var body = new ArrayList<Line>();
        boolean bodiless = isInterim(new Message(start, fields, separator, body)) && arrow == '<';
        while (!bodiless && goesOn(arrow)) {
            body.add(line());
        }
        return new Message(start, List.copyOf(fields), List.copyOf(separator), List.copyOf(body));
    }

    /** 101 ends HTTP on its connection, so no other response follows it. */
    private static boolean isInterim(Message message) {
        return message.start().text().matches("(HTTP/1\\.[01] )?1(?!01)[0-9]{2}( .*)?");
    }

    private boolean goesOn(char arrow) {
        while (at < lines.size() && isComment()) {
            at++;
        }
        return at < lines.size() && arrowText(at).startsWith(String.valueOf(arrow));
    }

    private boolean isComment() {
        return arrowText(at).startsWith("*");
    }

    private Line line() {
        var line = new Line(at + 1, text(at));
        at++;
        return line;
    }

    private Line headLine() {
        var line = line();
        return new Line(line.number(), spelling.apply(line.text()));
    }

    private String arrowText(int index) {
        return lines.get(index).stripLeading();
    }

    /** A line without its arrow and the one space after it. */
    private String text(int index) {
        var text = arrowText(index).substring(1);
        return text.startsWith(" ") ? text.substring(1) : text;
    }

    private IllegalArgumentException fault(String expected) {
        int number = Math.min(at + 1, lines.size());
        return new IllegalArgumentException("not a transcript: here should be %s%n%s"
                .formatted(expected, Transcript.marking(lines, number)));
    }
}
