// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import dev.catena.testkit.Transcript.Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes bytes of what a transcript says is sent, and adds the fields a message cannot do without. */
final class Draft {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Message message;
    private final List<Field> fields;
    private final byte[] body;

    private Draft(Message message) {
        this.message = message;
        this.fields = new ArrayList<>(message.said());
        this.body = message.bodyText().getBytes(StandardCharsets.UTF_8);
    }

    /** A request; {@code Host} is the target's authority, or {@code authority} when the target has none. */
    static byte[] request(Message message, String authority) {
        var draft = new Draft(message);
        var words = message.start().text().split(" ");
        draft.addMissing("Host", host(words[0], words[1], authority));
        if (draft.body.length > 0 && !draft.has("Transfer-Encoding")) {
            draft.addMissing("Content-Length", String.valueOf(draft.body.length));
        }
        return draft.bytes(words[0] + " " + words[1] + " " + (words.length > 2 ? words[2] : "HTTP/1.1"), draft.body.length > 0);
    }

    /** A response to a request of {@code method}; {@code Date} is {@code now}. */
    static byte[] response(Message message, String method, Instant now) {
        var draft = new Draft(message);
        boolean bodiless = Framing.ofResponse(method, message.status(), new Head("", List.of())) instanceof Framing.None;
        if (message.status() >= 200) {
            draft.addMissing("Date", HTTP_DATE.format(now));
        }
        if (!bodiless && !draft.has("Transfer-Encoding")) {
            draft.addMissing("Content-Length", String.valueOf(draft.body.length));
        }
        var start = message.start().text();
        return draft.bytes(start.startsWith("HTTP/") ? start : "HTTP/1.1 " + start, !bodiless);
    }

    /** Whether the sender must close after this response: it says so, or nothing else ends the body. */
    static boolean endsConnection(Message message) {
        var head = new Head("", message.said());
        boolean noLength = message.omits("Content-Length") && !head.has("Transfer-Encoding");
        return head.lists("Connection", "close") || noLength && message.status() >= 200;
    }

    private static String host(String method, String target, String authority) {
        if (method.equals("CONNECT")) {
            return target;
        }
        int slashes = target.indexOf("://");
        return slashes < 0 ? authority : target.substring(slashes + 3).replaceFirst("[/?#].*", "").replaceFirst(".*@", "");
    }

    private void addMissing(String name, String value) {
        if (!has(name) && !message.omits(name)) {
            fields.add(new Field(name, value));
        }
    }

    private boolean has(String name) {
        return fields.stream().anyMatch(field -> field.isNamed(name));
    }

    private byte[] bytes(String startLine, boolean withBody) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new Head(startLine.stripTrailing() + (startLine.matches("HTTP/\\S+ [0-9]{3}") ? " " : ""), fields)
                .toString().replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        if (withBody) {
            bytes.writeBytes(has("Transfer-Encoding") ? chunked() : body);
        }
        return bytes.toByteArray();
    }

    private byte[] chunked() {
        var bytes = new ByteArrayOutputStream();
        if (body.length > 0) {
            bytes.writeBytes("%x\r\n".formatted(body.length).getBytes(StandardCharsets.ISO_8859_1));
            bytes.writeBytes(body);
            bytes.writeBytes("\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        bytes.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return bytes.toByteArray();
    }
}
