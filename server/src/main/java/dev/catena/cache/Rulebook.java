// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.store.Terms;
import java.util.List;

/**
 * What the administrator's settings say of requests and responses.
 *
 * @param reader how responses are read where the listener says nothing else
 */
record Rulebook(CacheSettings settings, CacheRules rules, Reader reader) {
    static Rulebook of(CacheSettings settings) {
        return new Rulebook(settings, CacheRules.of(settings), new Reader(settings.languages(), settings.targets()));
    }

    /** The rule for a request, as far as its target decides. */
    CacheRule rule(Target.Absolute target) {
        return rules.of(target);
    }

    CacheRule rule(Target.Absolute target, int status, Headers response) {
        return rules.of(target, status, response);
    }

    CacheRule rule(RequestHead request, int status, Headers response) {
        return request.target() instanceof Target.Absolute target ? rules.of(target, status, response) : CacheRule.NONE;
    }

    /** What a request demands, as far as its rule lets it. */
    Asked asked(RequestHead request) {
        var asked = Asked.of(request.headers());
        return request.target() instanceof Target.Absolute target ? CacheRules.asked(rules.of(target), asked) : asked;
    }

    /** How the listener that a request came to reads responses. */
    Reader reader(Inquiry inquiry) {
        return inquiry.targets() == null || inquiry.targets().equals(reader.targets()) ? reader : new Reader(reader.languages(), inquiry.targets());
    }

    /** What the response says to us, as far as the administrator lets it. */
    Statement stated(CacheRule rule, Headers fields, List<FieldName> obeyed) {
        var stated = Statement.of(fields, obeyed);
        return new Statement(rule.control(stated.control(), fields), stated.field());
    }

    Freshness freshness(int status, Headers fields, Statement stated, CacheRule rule, long now) {
        return rule.freshness(Freshness.of(status, fields, stated, settings.heuristic(), now / 1000), fields);
    }

    /** @param received the fields that came now, whose {@code Age} and {@code Date} count */
    Terms terms(int status, Headers fields, Statement stated, CacheRule rule, Headers received, Fetch fetch, long now) {
        var freshness = freshness(status, fields, stated, rule, now);
        long initialAge = Freshness.initialAge(received, fetch.requestMillis(), now);
        return stated.terms(freshness, initialAge, now).keptFor(fetch.keptMax());
    }
}
