// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.store.Loaded;
import dev.catena.store.StoredResponse;
import java.util.List;
import java.util.Optional;

/** What {@link Lookup} would find, and why, for people: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops. */
final class Forecast {
    private final Holdings known;
    private final Rulebook book;
    private final Lookup lookup;

    Forecast(Holdings known, Rulebook book, Lookup lookup) {
        this.known = known;
        this.book = book;
        this.lookup = lookup;
    }

    /**
     * What {@link #ask} would find, without asking: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    Foresight foresee(RequestHead request, Target.Absolute target) {
        var rule = book.rule(target);
        var asked = CacheRules.asked(rule, Asked.of(request.headers()));
        var passing = lookup.passing(request, asked, rule);
        if (passing != null) return new Foresight(passing, false, false, Optional.empty());
        var variants = broughtUp(target.uri(), request);
        var stored = Variants.select(variants, request.headers(), book.settings().languages());
        try {
            var underWay = known.arrivals().at(Variants.meetingPoint(target.uri(), variants, request.headers(), book.settings().languages())) != null;
            var found = Optional.ofNullable(stored).map(kept -> Foresight.Kept.of(kept, known.clock().millis()));
            return new Foresight(Lookup.judged(variants, stored, asked, known.clock().millis()), asked.onlyIfCached(), underWay, found);
        } finally {
            if (stored != null) stored.release();
        }
    }

    /** What is stored of a URI, with what only the disk has if that is what the request asks for. */
    private List<StoredResponse> broughtUp(String uri, RequestHead request) {
        var variants = known.store().find(uri);
        var stored = Variants.select(variants, request.headers(), book.settings().languages());
        if (stored != null) stored.release();
        if (stored != null || !known.store().below().mayHave(uri, variants)) return variants;
        known.store().below().load(uri, Loaded.BY_ANOTHER).toCompletableFuture().join().release();
        return known.store().find(uri);
    }

    /**
     * Why {@link #ask} would find what {@link #foresee} says, for people.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    Reasoning reason(RequestHead request, Target.Absolute target) {
        var foresight = foresee(request, target);
        var variants = known.store().find(target.uri());
        var chosen = Variants.select(variants, request.headers(), book.settings().languages());
        try {
            var fields = chosen == null ? Headers.EMPTY : chosen.head().fields();
            var byResponse = chosen == null ? CacheRule.NONE : book.rule(target, chosen.status(), fields);
            var freshness = chosen == null ? null : book.freshness(chosen.status(), fields, book.stated(byResponse, fields), byResponse,
                chosen.head().terms().responseMillis());
            return new Reasoner(request, foresight, known.clock().millis())
                .reason(target.uri(), book.rule(target), byResponse, variants, chosen, freshness, known.notStored().of(target.uri()));
        } finally {
            if (chosen != null) chosen.release();
        }
    }
}
