// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import dev.catena.base.MachineName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The extended log file format (W3C WD-logfile-960323) with the names, the order and the tabs of ISA Server's web proxy log, as far as its fields mean
 * something here. Date and time are those of the end, in UTC. A refusal's number stands in {@code sc-status}, where ISA Server has its own.
 */
final class W3cLine implements LineFormat {
    private static final String FIELDS = String.join("\t", "c-ip", "cs-username", "c-agent", "sc-authenticated", "date", "time", "s-svcname", "s-computername",
        "cs-referred", "r-host", "r-ip", "r-port", "time-taken", "cs-bytes", "sc-bytes", "cs-protocol", "cs-transport", "s-operation", "cs-uri", "cs-mime-type",
        "s-object-source", "sc-status", "rule", "action");
    private static final DateTimeFormatter DATE_TAB_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'\t'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final QueryText query;
    private final String computer;
    private final Supplier<Instant> clock;
    private final Seconds dateTabTime = new Seconds(DATE_TAB_TIME::format);

    W3cLine(QueryText query, String computer, Supplier<Instant> clock) {
        this.query = query;
        this.computer = computer;
        this.clock = clock;
    }

    static W3cLine ofThisMachine(QueryText query) {
        return new W3cLine(query, MachineName.get(), Instant::now);
    }

    @Override
    public String preamble() {
        return "#Software: Catena\n#Version: 1.0\n#Date: %s\n#Fields: %s\n".formatted(DATE_TIME.format(clock.get().truncatedTo(ChronoUnit.SECONDS)), FIELDS);
    }

    @Override
    public void write(ExchangeRecord exchange, ByteText out) {
        long tookMillis = Math.max(0, exchange.endNanos) / 1_000_000;
        int colon = exchange.destination.lastIndexOf(':');
        out.latin(JsonLine.address(exchange.client)).octet('\t');
        field(exchange.user.isEmpty() ? "anonymous" : exchange.user, out);
        field(isOurOwn(exchange) ? "Catena" : exchange.userAgent, out);
        out.octet(exchange.user.isEmpty() || !exchange.vouchedBy.isEmpty() ? 'N' : 'Y').octet('\t')
            .latin(dateTabTime.of(exchange.startMillis + tookMillis)).octet('\t')
            .latin(exchange.target.startsWith("/") ? "w3reverseproxy" : "w3proxy").octet('\t')
            .latin(computer).octet('\t');
        field(exchange.vouchedBy, out);
        field(colon < 0 ? exchange.destination : exchange.destination.substring(0, colon), out);
        field(exchange.peer == null ? "" : JsonLine.address(exchange.peer), out);
        field(colon < 0 ? "" : exchange.destination.substring(colon + 1), out);
        out.number(tookMillis).octet('\t')
            .number(exchange.bytesFromClient).octet('\t')
            .number(exchange.bytesToClient).octet('\t')
            .latin(protocol(exchange)).latin("\tTCP\t");
        field(exchange.method, out);
        field(LoggedUrl.of(exchange, query, "").replace(" ", "%20"), out);
        field(exchange.mediaType(), out);
        out.latin(source(exchange)).octet('\t')
            .number(exchange.refusal == 0 ? exchange.status : exchange.refusal).octet('\t');
        field(exchange.rule, out);
        out.latin(action(exchange)).octet('\n');
    }

    private static boolean isOurOwn(ExchangeRecord exchange) {
        return exchange.kind == ExchangeRecord.Kind.REFRESH || exchange.kind == ExchangeRecord.Kind.REST;
    }

    private static String protocol(ExchangeRecord exchange) {
        if (exchange.kind == ExchangeRecord.Kind.TUNNEL) return "SSL-tunnel";
        return exchange.target.regionMatches(true, 0, "https:", 0, 6) ? "https" : "http";
    }

    /** From where the answer came, in ISA Server's words. */
    private static String source(ExchangeRecord exchange) {
        return switch (Result.of(exchange)) {
            case HIT -> exchange.status == 304 ? "NotModified" : "Cache";
            case REVALIDATED -> "VCache";
            case STALE -> exchange.attempts > 0 ? "NVCache" : "Cache";
            case MISS -> exchange.replacesStale() ? "VFInet" : further(exchange);
            case COLLAPSED, BYPASS, PASSED, TUNNEL, UPGRADE -> further(exchange);
            case DENIED, REFUSED -> "-";
        };
    }

    private static String further(ExchangeRecord exchange) {
        return exchange.isDirect() ? "Inet" : "Upstream";
    }

    private static String action(ExchangeRecord exchange) {
        return switch (Result.of(exchange)) {
            case DENIED -> "Denied";
            case REFUSED -> "Failed";
            default -> "Allowed";
        };
    }

    /** In UTF-8, without anything that would end the field or the line, and a tab behind it. */
    private static void field(String text, ByteText out) {
        for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
            if (octet >= 0 && octet < ' ' || octet == 0x7f) out.octet('%').hex(octet);
            else out.octet(octet);
        }
        (text.isEmpty() ? out.octet('-') : out).octet('\t');
    }
}
