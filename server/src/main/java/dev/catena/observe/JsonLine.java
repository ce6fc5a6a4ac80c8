// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import dev.catena.base.Json;
import dev.catena.settings.HostPort;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The access log's own format: a JSON object a line, its keys always the same and in the same order, {@code null} for
 * what did not take place. Only {@code hop} is left out where no upstream was
 * asked, and {@code error} where there was none.
 */
final class JsonLine implements LineFormat {
    private static final String[] KINDS = words(ExchangeRecord.Kind.values());
    private static final String[] CACHE_RESULTS = words(ExchangeRecord.CacheResult.values());
    private static final String[] ENDS = words(ExchangeRecord.End.values());

    private final QueryText query;
    private long second = Long.MIN_VALUE;
    /** Date and time of {@link #second}, up to the decimal point. */
    private String secondText = "";

    JsonLine(QueryText query) {
        this.query = query;
    }

    @Override
    public void write(ExchangeRecord exchange, ByteText out) {
        object(new Json(out), exchange);
        out.octet('\n');
    }

    /** The line as an object, which is also what the console shows of an exchange. */
    void object(Json json, ExchangeRecord exchange) {
        json.object()
            .put("ts", time(exchange.startMillis))
            .put("id", exchange.id)
            .put("kind", KINDS[exchange.kind.ordinal()])
            .put("client", address(exchange.client))
            .putWord("user", exchange.user)
            .putWord("vouched_by", exchange.vouchedBy)
            .putWord("method", exchange.method)
            .putWord("url", LoggedUrl.of(exchange, query, "…"))
            .put("status", exchange.status)
            .put("result", Result.of(exchange).word());
        json.object("cache")
            .put("result", CACHE_RESULTS[exchange.cache.ordinal()])
            .putWord("reason", exchange.cacheReason).endObject();
        json.object("policy")
            .putWord("rule", exchange.rule)
            .putWord("action", exchange.ruleAction).endObject();
        json.putWord("route", exchange.route)
            .putWord("destination", exchange.destination)
            .putWord("peer", addressAndPort(exchange.peer))
            .put("attempts", exchange.attempts);
        json.object("bytes")
            .put("in", exchange.bytesFromClient)
            .put("out", exchange.bytesToClient).endObject();
        json.object("dur")
            .putMillis("total", exchange.endNanos)
            .putMillis("resolve", exchange.resolvedNanos)
            .putMillis("connect", exchange.connectedNanos)
            .putMillis("head", exchange.headNanos).endObject();
        if (exchange.member != null) hop(json, exchange, exchange.member);
        if (exchange.refusal != 0) {
            json.object("error")
                .put("number", exchange.refusal)
                .put("slug", exchange.refusalSlug)
                .put("cause", exchange.refusalCause).endObject();
        }
        json.put("end", ENDS[exchange.end.ordinal()]).endObject();
    }

    /** What went on with the upstream. */
    private static void hop(Json json, ExchangeRecord exchange, HostPort member) {
        json.object("hop")
            .put("member", member.toString())
            .putWord("route", exchange.routeRule)
            .put("proven_before", exchange.provenBefore)
            .array("legs");
        for (var leg : exchange.legs()) {
            json.object()
                .put("member", leg.member())
                .put("said", leg.itself() ? "request" : "question")
                .putWord("scheme", leg.scheme())
                .put("last_leg", leg.lastLeg())
                .put("status", leg.status())
                .put("offered", leg.offered())
                .putWord("note", leg.note())
                .putMillis("at", leg.nanos()).endObject();
        }
        json.endArray().endObject();
    }

    /** RFC 3339 with milliseconds. */
    private String time(long millis) {
        long past = Math.floorMod(millis, 1000L);
        return upToSecond(millis) + (past < 10 ? "00" : past < 100 ? "0" : "") + past + "Z";
    }

    /** Written once a second, not once a line. */
    private String upToSecond(long millis) {
        long wanted = Math.floorDiv(millis, 1000);
        if (wanted != second) {
            second = wanted;
            var text = Instant.ofEpochSecond(wanted).toString();
            secondText = text.substring(0, text.length() - 1) + ".";
        }
        return secondText;
    }

    static String address(InetSocketAddress address) {
        return address.isUnresolved() ? address.getHostString() : address.getAddress().getHostAddress();
    }

    private static @Nullable String addressAndPort(@Nullable InetSocketAddress address) {
        if (address == null) return null;
        var host = address(address);
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private static String[] words(Enum<?>[] values) {
        return Arrays.stream(values).map(value -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')).toArray(String[]::new);
    }
}
