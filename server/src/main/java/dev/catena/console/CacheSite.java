// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.array.Acknowledgement;
import dev.catena.base.Json;
import dev.catena.cache.Content;
import dev.catena.cache.Inquiry;
import dev.catena.cache.Reasoning;
import dev.catena.cache.Stock;
import dev.catena.cache.Subject;
import dev.catena.exchange.Question;
import dev.catena.exchange.Warming;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The part of the console that is about the cache: what is stored, why, and away with it. */
final class CacheSite {
    static final String ROOT = "/api/v1/cache";
    /** Entries of a list, where no limit is asked for, and at most. */
    private static final int LISTED = 100;
    private static final int LISTED_MAX = 100_000;
    /** Seconds that a fetch may take where nothing else is said. */
    private static final int WARMED_WITHIN = 60;

    /** More fields than a request has are a mistake. */
    private static final int FIELDS_MAX = 100;

    private final Administered server;

    CacheSite(Administered server) {
        this.server = server;
    }

    /** @param path below {@link #ROOT}, or nothing */
    Answer answer(String method, String path, Query query) {
        try {
            return switch (path) {
                case "" -> isReading(method) ? Answer.json(report(server.cacheReport())) : Answer.methodNotAllowed("GET, HEAD");
                case "/entries" -> isReading(method) ? entries(query) : Answer.methodNotAllowed("GET, HEAD");
                case "/explain" -> isReading(method) ? explanation(query) : Answer.methodNotAllowed("GET, HEAD");
                case "/purge" -> method.equals("POST") ? purge(query) : Answer.methodNotAllowed("POST");
                case "/warm" -> method.equals("POST") ? warm(query) : Answer.methodNotAllowed("POST");
                default -> Answer.problem(404, "Not found", "there is %1$s %1$s/entries %1$s/explain %1$s/purge %1$s/warm".formatted(ROOT));
            };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Answer.problem(503, "It was not done", "the proxy ends");
        } catch (IllegalArgumentException wrong) {
            return Answer.problem(400, "The question was not understood", String.valueOf(wrong.getMessage()));
        }
    }

    private static boolean isReading(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }

    private static Json report(CacheReport report) {
        var json = new Json().object().array("tiers");
        for (var tier : report.tiers()) {
            json.object().put("tier", tier.name()).put("bytes", tier.bytes()).put("limit", tier.bytesMax()).put("objects", tier.objects())
                .put("evictions", tier.evictions()).put("rejected", tier.rejected()).endObject();
        }
        json.endArray().object("requests");
        report.requests().entrySet().stream().sorted(Map.Entry.comparingByKey())
            .forEach(entry -> json.put(entry.getKey().name().toLowerCase(Locale.ROOT), entry.getValue()));
        json.endObject().put("hit_ratio", percent(report.hitRatio())).put("byte_hit_ratio", percent(report.byteHitRatio()))
            .put("bytes_sent", report.bytesSent()).put("bytes_from_cache", report.bytesFromCache())
            .put("purged", report.purged()).put("under_way", report.underWay());
        return json.endObject();
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.1f%%", share * 100);
    }

    private Answer entries(Query query) {
        var limit = query.first("limit");
        int max = limit.isEmpty() ? LISTED : number(limit);
        var listing = server.cache().stock().list(subject(query), max);
        var json = new Json().object().array("entries");
        listing.items().forEach(item -> item(json, item));
        return Answer.json(json.endArray().put("more", listing.more()).endObject());
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,6}") || Integer.parseInt(text) == 0 || Integer.parseInt(text) > LISTED_MAX) {
            throw new IllegalArgumentException("the limit is a number from 1 to %d".formatted(LISTED_MAX));
        }
        return Integer.parseInt(text);
    }

    private static void item(Json json, Stock.Item item) {
        json.object().put("url", item.url()).putWord("query", item.query()).put("tier", item.tier()).put("status", item.status()).put("bytes", item.bytes())
            .put("age_seconds", item.ageSeconds()).put("lifetime_seconds", item.lifetimeSeconds())
            .put("variant", item.variant()).put("tags", item.tags()).endObject();
    }

    private Answer explanation(Query query) {
        return Answer.json(write(server.cache().reason(inquiry(query))));
    }

    private static Json write(Reasoning reasoning) {
        var json = new Json().object().put("url", reasoning.url()).put("hit", reasoning.hit()).array("points");
        for (var point : reasoning.points()) {
            json.object().put("step", point.step()).putWord("by", point.by()).put("sentence", point.sentence()).put("details", point.details()).endObject();
        }
        return json.endArray().endObject();
    }

    private Answer purge(Query query) {
        var url = query.first("url");
        var kind = url.isEmpty() ? kind(query) : "url";
        var said = server.purge(kind, url.isEmpty() ? query.first(kind) : target("GET", url).uri());
        var json = new Json().object().put("purged", said.stream().mapToLong(Acknowledgement::count).sum());
        if (said.stream().noneMatch(each -> each.member().isEmpty())) ArraySite.write(json, said);
        else said.stream().filter(each -> !each.done()).forEach(each -> json.put("warning", each.words()));
        return Answer.json(json.endObject());
    }

    /** What became of one URL; a URL that cannot be fetched is no fault of the question's. */
    private Answer warm(Query query) throws InterruptedException {
        var seconds = query.first("timeout");
        var within = Duration.ofSeconds(seconds.isEmpty() ? WARMED_WITHIN : number(seconds));
        var listener = query.first("listener");
        if (!listener.isEmpty()) server.targets(listener); // else what is wrong with it would pass for a fault of the URL's
        long began = System.nanoTime();
        Warming.Result result;
        try {
            result = server.warm(listener, request(query), within);
        } catch (IllegalArgumentException wrong) {
            result = new Warming.Result(Warming.Outcome.FAILED, 0, 0, String.valueOf(wrong.getMessage()));
        }
        return Answer.json(new Json().object().put("outcome", result.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-')).put("status", result.status())
            .put("bytes", result.bytes()).put("milliseconds", (System.nanoTime() - began) / 1_000_000).put("why", result.why()).endObject());
    }

    /** What is meant by more than one URL; everything only if the question says so. */
    private static Subject subject(Query query) {
        var kind = kind(query);
        return Subject.of(kind, query.first(kind));
    }

    private static String kind(Query query) {
        var said = List.of("prefix", "host", "tag", "all").stream().filter(name -> !query.first(name).isEmpty()).toList();
        if (said.size() != 1) throw new IllegalArgumentException("say one of url (to purge), prefix, host, tag, and all=yes");
        return said.getFirst();
    }

    private static Target.Absolute target(String method, String url) {
        if (!(Question.requestFor(method, url).target() instanceof Target.Absolute target)) {
            throw new IllegalArgumentException("what is not http:// goes through a tunnel, and nothing of it is ever stored");
        }
        return target;
    }

    private Inquiry inquiry(Query query) {
        var content = query.first("content");
        var plain = Inquiry.of(request(query));
        var inquiry = content.isEmpty() ? plain : new Inquiry(plain.request(), Content.of(content), null);
        var listener = query.first("listener");
        return listener.isEmpty() ? inquiry : inquiry.at(server.targets(listener));
    }

    private static RequestHead request(Query query) {
        var method = query.first("method").isEmpty() ? "GET" : query.first("method");
        target(method, query.first("url"));
        var plain = Question.requestFor(method, query.first("url"));
        if (query.all("header").size() > FIELDS_MAX) throw new IllegalArgumentException("more than %d fields".formatted(FIELDS_MAX));
        var fields = plain.headers().toBuilder();
        query.all("header").forEach(line -> add(fields, line));
        return new RequestHead(plain.method(), plain.rawTarget(), plain.target(), plain.version(), fields.build(), plain.body());
    }

    private static void add(Headers.Builder fields, String line) {
        int colon = line.indexOf(':');
        if (colon < 0 || !line.substring(0, colon).matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || !line.substring(colon + 1).matches("[\t -~]*")) {
            throw new IllegalArgumentException("'%s' is not a field: write 'Name: value'".formatted(line));
        }
        fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
}
