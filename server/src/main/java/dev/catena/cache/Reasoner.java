// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.store.StoredResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Puts into words what {@link Cache} decided about a request, with the fields that decided. Decides nothing itself. */
final class Reasoner {
    private static final List<FieldName> OF_REQUEST = List.of(FieldName.CACHE_CONTROL, FieldName.PRAGMA, FieldName.AUTHORIZATION, FieldName.RANGE,
        FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE);
    private static final List<FieldName> OF_RESPONSE = List.of(FieldName.CACHE_CONTROL, FieldName.CDN_CACHE_CONTROL, FieldName.EXPIRES, FieldName.DATE,
        FieldName.LAST_MODIFIED, FieldName.ETAG, FieldName.VARY, FieldName.SET_COOKIE);

    /** What an administrator can do about an answer that was not stored, by the reason that {@code Cache-Status} gives. */
    private static final Map<String, String> REMEDIES = Map.ofEntries(
        Map.entry("no-store", "the origin forbids it; a rule with `do: always` in cache.rules overrides that"),
        Map.entry("private", "it is meant for one user; no rule overrides that"),
        Map.entry("authorization", "the request had Authorization, and the response has neither public, must-revalidate nor s-maxage; no rule overrides that"),
        Map.entry("set-cookie without lifetime", "it sets a cookie and states no lifetime; no rule overrides that"),
        Map.entry("no lifetime", "it states neither a lifetime nor Last-Modified; a rule with `do: ttl` and `ttl` gives it one"),
        Map.entry("stale at once", "it is stale when it comes and has no validator; a rule with `do: ttl` and `min` gives it a lifetime"),
        Map.entry("vary *", "nobody can tell for which other requests it is good; no rule overrides that"),
        Map.entry("too large", "raise cache.object-max, or object-max of the rule"),
        Map.entry("purged meanwhile", "it was asked for before somebody purged or changed it; the next answer is stored"),
        Map.entry("no room", "while the memory is full, something is kept from its second miss on: ask once more, or raise cache.memory"),
        Map.entry("status without lifetime", "a rule that names the status, with `do: ttl` and `ttl`, gives it a lifetime"));

    private final List<Reasoning.Point> points = new ArrayList<>();
    private final RequestHead request;
    private final Foresight foresight;
    private final long nowMillis;

    Reasoner(RequestHead request, Foresight foresight, long nowMillis) {
        this.request = request;
        this.foresight = foresight;
        this.nowMillis = nowMillis;
    }

    /**
     * @param byRequest the rule as far as the request tells
     * @param byResponse the rule for what is stored, where something is
     * @param chosen the variant that fits, with what its lifetime comes from
     */
    Reasoning reason(String url, CacheRule byRequest, CacheRule byResponse, List<StoredResponse> variants, @Nullable StoredResponse chosen,
        @Nullable Freshness freshness, Optional<NotStored.Case> last) {
        asked();
        rule(byResponse.isNone() ? byRequest : byResponse);
        stored(variants, chosen);
        if (!foresight.parts().isEmpty()) point("parts", "", foresight.parts() + " are stored and would be used", List.of());
        if (chosen != null && freshness != null) lifetime(chosen, freshness);
        last.filter(one -> chosen == null || one.millis() > chosen.head().terms().responseMillis()).ifPresent(this::lastAnswer);
        end();
        return new Reasoning(url, points, foresight.isHit());
    }

    private void asked() {
        var note = foresight.note();
        point("request", "", switch (note.forward()) {
            case METHOD -> "goes past the cache: %s is none of GET, HEAD and QUERY".formatted(request.method());
            case BYPASS -> "goes past the cache: " + note.detail();
            case REQUEST -> "demands a new answer (%s)".formatted(note.detail());
            case NONE, URI_MISS, VARY_MISS, MISS, STALE, PARTIAL -> "may be answered from the cache";
        }, present(request.headers(), OF_REQUEST));
    }

    private void rule(CacheRule rule) {
        if (rule.isNone()) {
            point("rule", "", "no rule of cache.rules and no preset speaks of it", List.of());
            return;
        }
        point("rule", rule.name(), switch (rule.treatment()) {
            case NEVER -> "never stores it";
            case OBEY -> "leaves it to HTTP";
            case ALWAYS -> "keeps it for %d s, whatever it says".formatted(rule.ttl().seconds());
            case TTL -> "lets it live %s, at least %d s, at most %d s".formatted(
                rule.ttl().isHeuristic() ? "as long as it says" : "%d s if it does not say how long".formatted(rule.ttl().seconds()),
                rule.minSeconds(), rule.maxSeconds());
        }, rule.reload() == Reload.IGNORE ? List.of("clients that demand a new answer get what is stored") : List.of());
    }

    private void stored(List<StoredResponse> variants, @Nullable StoredResponse chosen) {
        var lines = variants.stream().map(variant -> line(variant, variant == chosen)).toList();
        var what = request.method() == Method.QUERY ? "this query" : "this URL";
        point("stored", "", variants.isEmpty() ? "nothing is stored for " + what
            : foresight.note().detail().equals(Forecast.INVALIDATED) ? "what is stored was invalidated since it came, by itself or with one of its groups"
            : chosen != null ? "%d stored, and this fits".formatted(variants.size())
            : "%d stored, and none fits: the request differs in what Vary names".formatted(variants.size()), lines);
    }

    private String line(StoredResponse variant, boolean chosen) {
        var selecting = Variants.shown(variant.head().variant());
        return "%s status %d, %d bytes, age %d s of %d s%s".formatted(chosen ? "*" : "-", variant.status(), variant.bodyLength(),
            variant.ageSeconds(nowMillis), variant.freshnessLifetime(), selecting.isEmpty() ? "" : ", for " + String.join("; ", selecting));
    }

    private void lifetime(StoredResponse chosen, Freshness freshness) {
        long age = chosen.ageSeconds(nowMillis);
        long left = chosen.freshnessLifetime() - age;
        var terms = chosen.head().terms();
        var details = new ArrayList<>(present(chosen.head().fields(), OF_RESPONSE));
        if (terms.validatesAlways()) details.add("no-cache: never used without asking the origin");
        if (terms.neverStale()) details.add("never used once stale");
        point("lifetime", "", "%s: age %d s of %d s, by %s".formatted(
            left > 0 ? "fresh for %d s more".formatted(left) : "stale since %d s".formatted(-left), age, chosen.freshnessLifetime(),
            freshness.source().word()), details);
    }

    private void lastAnswer(NotStored.Case last) {
        var details = new ArrayList<String>();
        if (!last.cacheControl().isEmpty()) details.add("Cache-Control: " + last.cacheControl());
        var remedy = REMEDIES.get(last.reason());
        if (remedy != null) details.add(remedy);
        point("last-answer", last.reason().startsWith("rule ") ? last.reason().substring(5) : "", "status %d, %d s ago, was not stored: %s".formatted(
            last.status(), Math.max(0, nowMillis - last.millis()) / 1000, last.reason()), details);
    }

    private void end() {
        var note = foresight.note();
        var origin = foresight.nothingElse() ? "it would be refused with 504: only-if-cached" : switch (note.forward()) {
            case NONE -> "it would be answered from the cache" + (note.ttl() > 0 ? "" : ", stale, as the request accepts that");
            case STALE -> "the origin would be asked whether it still holds" + (note.detail().isEmpty() ? "" : " (%s)".formatted(note.detail()));
            case PARTIAL -> "the origin would be asked for what is missing, and whether the rest still holds";
            case METHOD, BYPASS, URI_MISS, VARY_MISS, MISS, REQUEST -> "the origin would be asked";
        };
        point("end", "", foresight.underWay() && !foresight.isHit() ? origin + "; the same is being fetched now, and would be waited for" : origin, List.of());
    }

    /** The lines of a head that count here; of log-ins and cookies only that they are there. */
    private static List<String> present(Headers headers, List<FieldName> names) {
        return names.stream().filter(headers::contains).map(name -> name.text() + ": "
            + (name == FieldName.AUTHORIZATION || name == FieldName.SET_COOKIE ? "…" : headers.combined(name).orElse(""))).toList();
    }

    private void point(String step, String by, String sentence, List<String> details) {
        points.add(new Reasoning.Point(step, by, sentence, details));
    }
}
