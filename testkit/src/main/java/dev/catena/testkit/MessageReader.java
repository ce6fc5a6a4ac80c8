// SPDX-License-Identifier: Apache-2.0
package dev.catena.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads messages as strictly as RFC 9112 lets a reader be: nothing is repaired, so that what passes here is what every
 * other reader will understand the same way.
 */
final class MessageReader {
    static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

    private static final String STATUS_LINE = "HTTP/1\\.[01] [1-9][0-9]{2} [^\\x00-\\x08\\x0A-\\x1F\\x7F]*";
    private static final int LINE_MAX = 1024 * 1024;
    private static final int FIELDS_MAX = 100_000;
    private static final int BODY_MAX = 64 * 1024 * 1024;

    private final Wire wire;

    MessageReader(Wire wire) {
        this.wire = wire;
    }

    /** The next request, or nothing when the peer ended the connection where a request might have begun. */
    Optional<Request> request(Patience patience) {
        return wire.available(patience) ? Optional.of(Request.of(head(patience))) : Optional.empty();
    }

    /** The next final response to a request of that method, its body kept. */
    Response response(String method, Patience patience) {
        var kept = new ByteArrayOutputStream();
        return withBody(response(method, bounded(kept), patience), kept.toByteArray());
    }

    /** The next final response, its body given to {@code sink}; the patience is for the head and then for each piece. */
    Response response(String method, OutputStream sink, Patience patience) {
        var interim = new ArrayList<Head>();
        while (true) {
            var head = head(patience);
            if (!head.startLine().matches(STATUS_LINE)) {
                throw new MalformedMessage("this is no status line: " + head.startLine());
            }
            int status = Integer.parseInt(head.startLine().substring(9, 12));
            if (status / 100 != 1 || status == 101) {
                return finished(method, status, head, interim, sink);
            }
            if (head.has("Content-Length") || head.has("Transfer-Encoding")) {
                throw new MalformedMessage("an interim response says how long its body is:\n" + head);
            }
            interim.add(head);
        }
    }

    /** A body that ends as {@code framing} says. */
    Body body(Framing framing) {
        return new Body(wire, this, framing);
    }

    private Response finished(String method, int status, Head head, List<Head> interim, OutputStream sink) {
        var framing = Framing.ofResponse(method, status, head);
        var body = body(framing);
        try {
            body.transferTo(sink);
        } catch (IOException e) {
            throw new AssertionError("the sink for the body failed", e);
        }
        return new Response(head.startLine().substring(0, 8), status, head.startLine().substring(13),
                head, List.copyOf(interim), framing, new byte[0], body.trailers(), body.ending());
    }

    /** Start line and field lines up to the empty line. */
    private Head head(Patience patience) {
        return new Head(line(patience), fields(patience));
    }

    /** Field lines up to the empty line: of a head, or the trailers of a chunked body. */
    List<Field> fields(Patience patience) {
        var fields = new ArrayList<Field>();
        for (String line = line(patience); !line.isEmpty(); line = line(patience)) {
            if (fields.size() == FIELDS_MAX) {
                throw new MalformedMessage("more than %d fields".formatted(FIELDS_MAX));
            }
            fields.add(field(line));
        }
        return fields;
    }

    private static Field field(String line) {
        int colon = line.indexOf(':');
        if (colon < 0 || !line.substring(0, colon).matches(TOKEN)) {
            throw new MalformedMessage("this is no field line: " + WireText.show(line.getBytes(StandardCharsets.ISO_8859_1)));
        }
        return new Field(line.substring(0, colon), line.substring(colon + 1).strip());
    }

    /** One line without its CR LF; bare CR, bare LF and control characters other than tab are faults. */
    String line(Patience patience) {
        var line = new StringBuilder();
        while (true) {
            int b = wire.read(patience);
            if (b == '\r') {
                if (wire.read(patience) != '\n') {
                    throw new MalformedMessage("a CR without its LF after: " + line);
                }
                return line.toString();
            }
            if (b < 0) {
                throw new Unfinished(line.toString(), wire.ending());
            }
            if (b < ' ' && b != '\t' || b == 0x7F || line.length() == LINE_MAX) {
                throw new MalformedMessage("%s after: %s".formatted(WireText.show(new byte[] {(byte) b}).strip(), line));
            }
            line.append((char) b);
        }
    }

    private static Response withBody(Response r, byte[] body) {
        return new Response(r.version(), r.status(), r.reason(), r.head(), r.interim(), r.framing(), body, r.trailers(), r.ending());
    }

    private static OutputStream bounded(ByteArrayOutputStream kept) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                if (kept.size() + length > BODY_MAX) {
                    throw new AssertionError("a body of more than %d bytes: give a sink to read it into".formatted(BODY_MAX));
                }
                kept.write(bytes, offset, length);
            }
        };
    }

    /** The connection ended within a head, or before one that was awaited. */
    static final class Unfinished extends AssertionError {
        private final Ending ending;

        Unfinished(String line, Ending ending) {
            super("the connection was %s %s".formatted(ending, line.isEmpty() ? "where a line was awaited" : "within the line: " + line));
            this.ending = ending;
        }

        Ending ending() {
            return ending;
        }
    }
}
