// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import dev.catena.http.RefusalCode;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Squid's native format, {@code %ts.%03tu %6tr %>a %Ss/%03>Hs %<st %rm %ru %[un %Sh/%<a %mt}, for the tools that read
 * it. The time is that of the end, not of the beginning; a redacted query leaves its {@code ?}, as Squid does.
 */
final class SquidLine implements LineFormat {
    private final QueryText query;

    SquidLine(QueryText query) {
        this.query = query;
    }

    @Override
    public void write(ExchangeRecord exchange, ByteText out) {
        long tookMillis = Math.max(0, exchange.endNanos) / 1_000_000;
        long endMillis = exchange.startMillis + tookMillis;
        out.number(Math.floorDiv(endMillis, 1000)).octet('.').padded(Math.floorMod(endMillis, 1000), 3, '0').octet(' ')
            .padded(tookMillis, 6, ' ').octet(' ')
            .latin(JsonLine.address(exchange.client)).octet(' ')
            .latin(tag(exchange)).latin(suffix(exchange)).octet('/').padded(exchange.status, 3, '0').octet(' ')
            .number(exchange.bytesToClient).octet(' ');
        plain(exchange.method, "-", out);
        plain(LoggedUrl.of(exchange, query, ""), "error:invalid-request", out);
        user(exchange.user, out);
        out.latin(hierarchy(exchange)).octet('/').latin(dialled(exchange.peer)).octet(' ');
        var type = exchange.mediaType();
        out.latin(type.isEmpty() ? "-" : type).octet('\n');
    }

    private static String tag(ExchangeRecord exchange) {
        return switch (Result.of(exchange)) {
            case HIT -> exchange.status == 304 ? "TCP_IMS_HIT" : "TCP_MEM_HIT";
            case REVALIDATED -> "TCP_REFRESH_UNMODIFIED";
            case STALE -> exchange.attempts > 0 ? "TCP_REFRESH_FAIL_OLD" : "TCP_MEM_HIT";
            case MISS -> exchange.replacesStale() ? "TCP_REFRESH_MODIFIED" : "TCP_MISS";
            case COLLAPSED -> exchange.attempts > 0 ? "TCP_CF_MISS" : "TCP_CF_HIT";
            case BYPASS, PASSED -> "TCP_MISS";
            case TUNNEL, UPGRADE -> "TCP_TUNNEL";
            case DENIED -> "TCP_DENIED";
            case REFUSED -> exchange.kind != ExchangeRecord.Kind.TUNNEL && lookedFurther(exchange) ? "TCP_MISS" : "NONE_NONE";
        };
    }

    /** Whether the request was good, and the refusal is for what the cache or a server had to say. */
    private static boolean lookedFurther(ExchangeRecord exchange) {
        boolean asked = exchange.cache != ExchangeRecord.CacheResult.NONE || !exchange.destination.isEmpty();
        return asked && RefusalCode.ofNumber(exchange.refusal).map(RefusalCode::status).orElse(0) > 501;
    }

    private static String suffix(ExchangeRecord exchange) {
        return switch (exchange.end) {
            case CLIENT_GONE -> "_ABORTED";
            case TIMEOUT -> "_TIMEDOUT";
            case COMPLETE, ORIGIN_CUT, REFUSED -> "";
        };
    }

    private static String hierarchy(ExchangeRecord exchange) {
        if (exchange.peer == null) return "HIER_NONE";
        return exchange.isDirect() ? "HIER_DIRECT" : "FIRSTUP_PARENT";
    }

    private static String dialled(@Nullable InetSocketAddress peer) {
        return peer == null ? "-" : JsonLine.address(peer);
    }

    /** As it came, but nothing in it can end the word or the line. */
    private static void plain(String text, String absent, ByteText out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f) out.octet('%').hex(c);
            else out.octet(c < 0x100 ? c : '?');
        }
        (text.isEmpty() ? out.latin(absent) : out).octet(' ');
    }

    /** Squid's quoting of a user: control characters, what is not ASCII and {@code % [ ]} as hexadecimal UTF-8. */
    private static void user(String user, ByteText out) {
        for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
            switch (b) {
                case '\\' -> out.latin("\\\\");
                case '\r' -> out.latin("\\r");
                case '\n' -> out.latin("\\n");
                case '%', '[', ']', 0x7f -> out.octet('%').hex(b);
                default -> {
                    if (b < 0x20) out.octet('%').hex(b);
                    else out.octet(b);
                }
            }
        }
        (user.isEmpty() ? out.octet('-') : out).octet(' ');
    }
}
