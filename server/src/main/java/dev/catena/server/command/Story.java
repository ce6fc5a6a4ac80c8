// SPDX-License-Identifier: Apache-2.0
package dev.catena.server.command;

import dev.catena.http.RefusalCode;
import dev.catena.identity.HopFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One exchange in sentences, from its line in the JSON access log, which is also what the console says of it. */
final class Story {
    private final Map<?, ?> line;
    private final List<String> sentences = new ArrayList<>();

    private Story(Map<?, ?> line) {
        this.line = line;
    }

    static List<String> of(Map<?, ?> line) {
        var story = new Story(line);
        story.asked();
        story.judged();
        story.cached();
        story.routed();
        story.ended();
        return List.copyOf(story.sentences);
    }

    private void asked() {
        sentences.add(Printable.of("Request %s, %s".formatted(word("id"), word("ts"))));
        var user = word("user");
        say("asked", "%s %s, by %s from %s".formatted(word("method"), word("url"), user.isEmpty() ? "nobody who said a name" : user, word("client")));
    }

    private void judged() {
        var policy = map("policy");
        var rule = word(policy, "rule");
        if (!rule.isEmpty()) say("policy", "rule `%s`: %s".formatted(rule, word(policy, "action")));
    }

    private void cached() {
        var cache = map("cache");
        var reason = word(cache, "reason");
        var told = switch (word(cache, "result")) {
            case "hit" -> "answered it";
            case "revalidated" -> "answered it, after the origin said that its copy still holds";
            case "stale" -> "answered it with a stale copy";
            case "miss" -> "did not have it";
            case "collapsed" -> "answered it with what another request was fetching";
            case "bypass" -> "was not asked";
            default -> "";
        };
        if (!told.isEmpty()) say("cache", told + (reason.isEmpty() ? "" : " (" + reason + ")"));
    }

    private void routed() {
        var route = word("route");
        if (route.isEmpty()) return;
        var hop = map("hop");
        var peer = word("peer");
        var by = word(hop, "route");
        say("route", (by.isEmpty() ? "" : "`" + by + "` ") + (hop.isEmpty() ? "direct to " + word("destination")
            : "through upstream `%s`, member %s".formatted(route, word(hop, "member"))) + (peer.isEmpty() ? "" : ", at " + peer));
        if (Boolean.TRUE.equals(hop.get("proven_before"))) say("log-in", "the connection had logged in before");
        if (hop.get("legs") instanceof List<?> legs) legs.forEach(leg -> say("log-in", leg((Map<?, ?>) leg)));
    }

    private static String leg(Map<?, ?> leg) {
        var what = word(leg, "said").equals("request") ? "the request itself" : "a harmless question";
        var scheme = word(leg, "scheme");
        var with = scheme.isEmpty() ? " without a proof" : Boolean.TRUE.equals(leg.get("last_leg")) ? " with the proof by " + scheme : " with the first leg of " + scheme;
        var status = word(leg, "status");
        var offered = leg.get("offered") instanceof List<?> list && !list.isEmpty()
            ? ", which offers " + list.stream().map(each -> each.toString().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")) : "";
        var note = word(leg, "note");
        return "%s: %s%s -> %s%s%s%s".formatted(word(leg, "member"), what, with, status.equals("0") ? "no answer" : status, offered,
            note.isEmpty() ? "" : " (" + note + ")", leg.get("at") == null ? "" : ", at " + word(leg, "at") + " ms");
    }

    private void ended() {
        var error = map("error");
        if (error.isEmpty()) {
            say("answer", "status %s, %s bytes, %s".formatted(word("status"), word(map("bytes"), "out"), word("end")));
        } else {
            var slug = word(error, "slug");
            say("refused", "%s, status %s: %s".formatted(slug.startsWith(word(error, "number") + "/") ? slug : word(error, "number") + " " + slug,
                word("status"), word(error, "cause")));
            say("helps", remedy(slug, word(error, "number")));
            say("more", "catena help " + word(error, "number"));
        }
        var times = map("dur");
        var parts = new ArrayList<String>();
        double at = phase(parts, "name", times.get("resolve"), 0);
        at = phase(parts, "connection", times.get("connect"), at);
        at = phase(parts, "head of the answer", times.get("head"), at);
        phase(parts, "rest", times.get("total"), at);
        say("took", "%s ms%s".formatted(word(times, "total"), parts.isEmpty() ? "" : ": " + String.join(", ", parts)));
    }

    private static String remedy(String slug, String number) {
        return Arrays.stream(HopFailure.values()).filter(failure -> failure.slug().equals(slug)).map(HopFailure::remedy).findFirst()
            .or(() -> number.matches("\\d{1,9}") ? RefusalCode.ofNumber(Integer.parseInt(number)).map(RefusalCode::remedy) : Optional.empty())
            .orElse("");
    }

    /** When it ended, or when what came before it ended, if it did not take place. */
    private static double phase(List<String> parts, String name, @Nullable Object end, double begin) {
        if (!(end instanceof Number until)) return begin;
        parts.add("%s %s".formatted(name, String.format(Locale.ROOT, "%.1f", until.doubleValue() - begin)));
        return until.doubleValue();
    }

    private void say(String word, String sentence) {
        if (!sentence.isEmpty()) sentences.add("  %-8s %s".formatted(word, Printable.of(sentence)));
    }

    private String word(String key) {
        return word(line, key);
    }

    private static String word(Map<?, ?> map, String key) {
        var value = map.get(key);
        return value == null ? "" : value.toString();
    }

    private Map<?, ?> map(String key) {
        return line.get(key) instanceof Map<?, ?> map ? map : Map.of();
    }
}
