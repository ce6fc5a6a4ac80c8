// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The combined format of web servers, {@code host ident user [time] "request" status bytes "referrer" "agent"}, as nginx writes it: what could end a
 * quoted text, and all that is not printable ASCII, is {@code \xHH}. The time is that of the beginning, in UTC; bytes are those of the body.
 */
final class CombinedLine implements LineFormat {
    /** What nginx, and the tools after it, call a client that left before it was answered. */
    private static final int CLIENT_CLOSED_REQUEST = 499;
    private static final String HEX = "0123456789ABCDEF";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final QueryText query;
    private final Seconds time = new Seconds(TIME::format);

    CombinedLine(QueryText query) {
        this.query = query;
    }

    @Override
    public void write(ExchangeRecord exchange, ByteText out) {
        out.latin(JsonLine.address(exchange.client)).latin(" - ");
        user(exchange.user, out);
        out.latin(" [").latin(time.of(exchange.startMillis)).latin(" +0000] \"");
        escaped(exchange.method, out);
        out.octet(' ');
        escaped(LoggedUrl.of(exchange, query, ""), out);
        out.octet(' ').latin(exchange.version).latin("\" ")
            .number(exchange.status == 0 ? CLIENT_CLOSED_REQUEST : exchange.status).octet(' ').number(exchange.bodyBytesToClient);
        quoted(LoggedUrl.bare(exchange.referrer, query, ""), out);
        quoted(exchange.userAgent, out);
        out.octet('\n');
    }

    private static void quoted(String text, ByteText out) {
        out.latin(" \"");
        if (text.isEmpty()) out.octet('-');
        escaped(text, out);
        out.octet('"');
    }

    /** Text of which every character is a byte that came. */
    private static void escaped(String text, ByteText out) {
        for (int i = 0; i < text.length(); i++) octet(text.charAt(i), out);
    }

    /** A blank would end the word. */
    private static void user(String user, ByteText out) {
        if (user.isEmpty()) out.octet('-');
        for (byte octet : user.getBytes(StandardCharsets.UTF_8)) {
            if (octet == ' ') hex(octet, out);
            else octet(octet & 0xff, out);
        }
    }

    private static void octet(int octet, ByteText out) {
        if (octet < ' ' || octet > '~' || octet == '"' || octet == '\\') hex(octet, out);
        else out.octet(octet);
    }

    private static void hex(int octet, ByteText out) {
        out.latin("\\x").octet(HEX.charAt(octet >> 4 & 15)).octet(HEX.charAt(octet & 15));
    }
}
