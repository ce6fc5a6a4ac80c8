// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import dev.catena.base.Json;
import dev.catena.settings.HostPort;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
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
    private final Run who = new Run(JsonLine::who, JsonLine::isSameWho);
    /** By what the cache did, as hits and misses come mixed. */
    private final Run[] outcomes = Stream.generate(() -> new Run(JsonLine::outcome, JsonLine::isSameOutcome)).limit(CACHE_RESULTS.length).toArray(Run[]::new);
    private final Run way = new Run(JsonLine::way, JsonLine::isSameWay);
    private final Run milestones = new Run(JsonLine::milestones, JsonLine::isWithoutMilestones);
    private final Seconds upToSecond = new Seconds(JsonLine::upToSecond);

    JsonLine(QueryText query) {
        this.query = query;
    }

    /** Neighbouring members that mostly say what they said in the line before: printed once, and copied as long as they do. */
    private static final class Run {
        private final BiConsumer<Json, ExchangeRecord> members;
        private final BiPredicate<ExchangeRecord, ExchangeRecord> saysTheSame;
        private @Nullable ExchangeRecord before;
        private byte[] printed = {};

        Run(BiConsumer<Json, ExchangeRecord> members, BiPredicate<ExchangeRecord, ExchangeRecord> saysTheSame) {
            this.members = members;
            this.saysTheSame = saysTheSame;
        }

        void print(Json json, ExchangeRecord exchange) {
            int mark = json.mark();
            if (mark >= 0 && before != null && saysTheSame.test(before, exchange)) {
                json.again(printed);
                return;
            }
            members.accept(json, exchange);
            if (mark < 0) return;
            printed = json.since(mark);
            before = exchange;
        }
    }

    @Override
    public void write(ExchangeRecord exchange, ByteText out) {
        object(new Json(out), exchange);
        out.octet('\n');
    }

    /** The line as an object, which is also what the console shows of an exchange. */
    void object(Json json, ExchangeRecord exchange) {
        json.object()
            .putInstant("ts", upToSecond.of(exchange.startMillis), (int) Math.floorMod(exchange.startMillis, 1000L))
            .put("id", exchange.id);
        who.print(json, exchange);
        json.putWord("url", LoggedUrl.of(exchange, query, "…"));
        outcomes[exchange.cache.ordinal()].print(json, exchange);
        way.print(json, exchange);
        json.object("bytes")
            .put("in", exchange.bytesFromClient)
            .put("out", exchange.bytesToClient).endObject();
        json.object("dur")
            .putMillis("total", exchange.endNanos);
        milestones.print(json, exchange);
        json.endObject();
        if (exchange.member != null) hop(json, exchange, exchange.member);
        if (exchange.refusal != 0) {
            json.object("error")
                .put("number", exchange.refusal)
                .put("slug", exchange.refusalSlug)
                .put("cause", exchange.refusalCause).endObject();
        }
        json.put("end", ENDS[exchange.end.ordinal()]).endObject();
    }

    private static void who(Json json, ExchangeRecord exchange) {
        json.put("kind", KINDS[exchange.kind.ordinal()])
            .put("client", address(exchange.client))
            .putWord("user", exchange.user)
            .putWord("vouched_by", exchange.vouchedBy)
            .putWord("method", exchange.method);
    }

    private static boolean isSameWho(ExchangeRecord one, ExchangeRecord other) {
        return one.kind == other.kind && Objects.equals(one.client.getAddress(), other.client.getAddress()) && !one.client.isUnresolved()
            && one.user.equals(other.user) && one.vouchedBy.equals(other.vouchedBy) && one.method.equals(other.method);
    }

    private static void outcome(Json json, ExchangeRecord exchange) {
        json.put("status", exchange.status)
            .put("result", Result.of(exchange).word());
        json.object("cache")
            .put("result", CACHE_RESULTS[exchange.cache.ordinal()])
            .putWord("reason", exchange.cacheReason).endObject();
        json.object("policy")
            .putWord("rule", exchange.rule)
            .putWord("action", exchange.ruleAction).endObject();
        json.putWord("route", exchange.route);
    }

    private static boolean isSameOutcome(ExchangeRecord one, ExchangeRecord other) {
        return one.status == other.status && one.kind == other.kind && one.refusal == other.refusal && one.cache == other.cache
            && one.cacheReason.equals(other.cacheReason) && one.rule.equals(other.rule) && one.ruleAction.equals(other.ruleAction)
            && one.route.equals(other.route);
    }

    private static void way(Json json, ExchangeRecord exchange) {
        json.putWord("destination", exchange.destination)
            .putWord("peer", addressAndPort(exchange.peer))
            .put("attempts", exchange.attempts);
    }

    private static boolean isSameWay(ExchangeRecord one, ExchangeRecord other) {
        return one.attempts == other.attempts && Objects.equals(one.peer, other.peer) && one.destination.equals(other.destination);
    }

    private static void milestones(Json json, ExchangeRecord exchange) {
        json.putMillis("resolve", exchange.resolvedNanos)
            .putMillis("connect", exchange.connectedNanos)
            .putMillis("head", exchange.headNanos);
    }

    /** As of a hit; the times of two others are hardly ever the same. */
    private static boolean isWithoutMilestones(ExchangeRecord one, ExchangeRecord other) {
        return one.resolvedNanos < 0 && one.connectedNanos < 0 && one.headNanos < 0
            && other.resolvedNanos < 0 && other.connectedNanos < 0 && other.headNanos < 0;
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

    /** Date and time up to the decimal point. */
    private static String upToSecond(Instant second) {
        var text = second.toString();
        return text.substring(0, text.length() - 1) + ".";
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
