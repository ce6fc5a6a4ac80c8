// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.CacheControl;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.settings.match.Host;
import dev.catena.settings.match.HostPattern;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A rule of the settings or of a preset, and what it changes of what HTTP says.
 *
 * <p>No rule overrides {@code private}, the protection of requests with {@code Authorization} (RFC 9111 §3.5), {@code Vary: *}, or makes a
 * response with {@code Set-Cookie} live longer than its origin said: these guard one user's answer from another.
 *
 * @param name empty for {@link #NONE}
 * @param hosts empty for all
 * @param path what its path must be like
 * @param types empty for all
 * @param statuses empty for those that {@code treatment} speaks of by itself
 * @param minSeconds for {@link Treatment#TTL}, as {@code maxSeconds}
 * @param bodyMax 0 for what is usual
 */
record CacheRule(String name, List<HostPattern> hosts, Predicate<String> path, List<TypePattern> types, Set<Integer> statuses,
    Treatment treatment, Lifetime ttl, long minSeconds, long maxSeconds, long bodyMax, Reload reload) {
    /** There is no rule: as HTTP says. */
    static final CacheRule NONE = new CacheRule("", List.of(), _ -> true, List.of(), Set.of(), Treatment.OBEY, Lifetime.HEURISTIC, 0, Long.MAX_VALUE,
        0, Reload.OBEY);

    /** Those whose lifetime a rule may give without naming them: what they say is not expected to change soon. */
    private static final Set<Integer> LASTING = Set.of(200, 203, 301, 308);

    static CacheRule of(CacheRuleSettings settings) {
        var match = settings.match();
        var paths = match.path();
        return new CacheRule(settings.name(), match.host(), paths.isEmpty() ? _ -> true : path -> paths.stream().anyMatch(one -> one.matches(path)),
            match.type(), Set.copyOf(match.status()), settings.act(), settings.ttl(), settings.min().toSeconds(), settings.max().toSeconds(),
            settings.objectMax().bytes(), settings.reload());
    }

    boolean isNone() {
        return this == NONE;
    }

    /** Whether it speaks of that request, as far as the request tells. */
    boolean speaksOf(Host host, String pathWithoutQuery) {
        return includes(host) && path.test(pathWithoutQuery);
    }

    private boolean includes(Host host) {
        if (hosts.isEmpty()) return true;
        for (var pattern : hosts) if (pattern.matches(host)) return true;
        return false;
    }

    /** Whether only the response tells if it speaks of it. */
    boolean hangsOnResponse() {
        return !types.isEmpty() || !statuses.isEmpty();
    }

    /** Whether it speaks of that response to a request it speaks of. */
    boolean speaksOf(int status, Headers response) {
        boolean meansStatus = statuses.isEmpty()
            ? treatment == Treatment.NEVER || treatment == Treatment.OBEY || LASTING.contains(status)
            : statuses.contains(status);
        return meansStatus && includesType(response);
    }

    private boolean includesType(Headers response) {
        if (types.isEmpty()) return true;
        var type = response.first(FieldName.CONTENT_TYPE).orElse("");
        for (var pattern : types) if (pattern.matches(type)) return true;
        return false;
    }

    /** What is left of the response's {@code Cache-Control} beside the rule. */
    CacheControl control(CacheControl said, Headers response) {
        return treatment == Treatment.ALWAYS && !isPersonal(response) ? said.without("no-store", "no-cache") : said;
    }

    /** The lifetime beside the rule. */
    Freshness freshness(Freshness own, Headers response) {
        return switch (treatment) {
            case NEVER, OBEY -> own;
            case ALWAYS -> isPersonal(response) ? own : new Freshness(ttl.seconds(), Freshness.Source.RULE);
            case TTL -> bounded(own, isPersonal(response));
        };
    }

    private Freshness bounded(Freshness own, boolean personal) {
        boolean given = !own.isExplicit() && !ttl.isHeuristic();
        long seconds = Math.min(maxSeconds, Math.max(minSeconds, given ? ttl.seconds() : own.seconds()));
        if (seconds == own.seconds() && !given || personal && seconds >= own.seconds()) return own;
        return new Freshness(seconds, Freshness.Source.RULE);
    }

    private static boolean isPersonal(Headers response) {
        return response.contains(FieldName.SET_COOKIE);
    }

    /** Larger bodies are not kept. */
    long bodyMax(long usual) {
        return bodyMax == 0 ? usual : bodyMax;
    }

    /** What a note says besides: that there was a rule, where there was one. */
    String said(String detail) {
        if (isNone()) return detail;
        return detail.isEmpty() ? shown() : detail + ", " + shown();
    }

    /** For notes and logs. */
    String shown() {
        return "rule " + name;
    }
}
