// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.RequestHead;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.store.Loaded;
import dev.catena.store.StoredResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@link Lookup} would find, and why, for people: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops. */
final class Forecast {
    /** What is there does not count any more. */
    static final String INVALIDATED = "invalidated";

    private final Holdings known;
    private final Rulebook book;
    private final Lookup lookup;

    Forecast(Holdings known, Rulebook book, Lookup lookup) {
        this.known = known;
        this.book = book;
        this.lookup = lookup;
    }

    /**
     * What {@link Lookup#ask} would find, without asking: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops.
     */
    Foresight foresee(Inquiry inquiry) {
        var request = inquiry.request();
        var key = inquiry.key();
        var reader = book.reader(inquiry);
        var rule = book.rule(inquiry.target());
        var asked = CacheRules.asked(rule, Asked.of(request.headers()));
        var passing = lookup.passing(inquiry, asked, rule);
        if (passing != null) return new Foresight(passing, false, false, Optional.empty(), "");
        var variants = broughtUp(key, request, reader);
        var stored = select(variants, request, reader);
        try {
            var underWay = known.arrivals().at(Variants.meetingPoint(key, variants, request.headers(), book.settings().languages())) != null;
            var found = Optional.ofNullable(stored).map(kept -> Foresight.Kept.of(kept, known.clock().millis()));
            boolean doubtful = stored == null && variants.stream().anyMatch(known::isDoubtful);
            var note = doubtful ? CacheNote.forward(CacheResult.MISS, Forward.URI_MISS, CacheNote.NO_TTL, INVALIDATED)
                : Lookup.judged(variants, stored, asked, known.clock().millis());
            var partly = stored == null && Lookup.takesParts(request, Patience.FIRST) ? partly(inquiry, asked) : Optional.<Partly>empty();
            return new Foresight(partly.map(Partly::note).orElse(note), asked.onlyIfCached(), underWay, found, partly.map(Partly::shown).orElse(""));
        } finally {
            if (stored != null) stored.release();
        }
    }

    /** What fits and was not invalidated, retained for the caller. */
    private @Nullable StoredResponse select(List<StoredResponse> variants, RequestHead request, Reader reader) {
        var fitting = Variants.select(variants, request.headers(), reader);
        if (fitting == null || !known.isDoubtful(fitting)) return fitting;
        fitting.release();
        return null;
    }

    /** What is stored in part and would be used. */
    private record Partly(CacheNote note, String shown) {}

    private Optional<Partly> partly(Inquiry inquiry, Asked asked) {
        var uri = inquiry.target().uri();
        var key = Parts.key(uri);
        var below = known.store().below();
        if (below.mayHave(key, known.store().find(key))) below.load(key, Loaded.NOT_YET.byAnother()).toCompletableFuture().join().release();
        var parts = known.parts().at(key, Loaded.NOT_YET);
        long now = known.clock().millis();
        var whole = lookup.partial(parts, inquiry, asked, now);
        if (whole.isPresent()) {
            var stored = whole.get().stored();
            var shown = stored.head().fields().first(FieldName.CONTENT_RANGE).orElse("");
            stored.release();
            return Optional.of(new Partly(whole.get().note(), shown));
        }
        return lookup.mending(parts, inquiry, asked, now).map(mending -> {
            var newest = mending.newest();
            var note = mending.isWhole() ? CacheNote.hit(newest.freshnessLifetime() - newest.ageSeconds(now)) : Lookup.PARTIAL;
            var shown = mending.shown();
            mending.release();
            return new Partly(note, shown);
        });
    }

    /** What is stored of a URI, with what only the disk has if that is what the request asks for. */
    private List<StoredResponse> broughtUp(String key, RequestHead request, Reader reader) {
        var variants = known.store().find(key);
        var stored = Variants.select(variants, request.headers(), reader);
        if (stored != null) stored.release();
        if (stored != null || !known.store().below().mayHave(key, variants)) return variants;
        known.store().below().load(key, Loaded.NOT_YET.byAnother()).toCompletableFuture().join().release();
        return known.store().find(key);
    }

    /**
     * Why {@link Lookup#ask} would find what {@link #foresee} says, for people.
     */
    Reasoning reason(Inquiry inquiry) {
        var request = inquiry.request();
        var target = inquiry.target();
        var foresight = foresee(inquiry);
        var reader = book.reader(inquiry);
        var variants = known.store().find(inquiry.key());
        var chosen = select(variants, request, reader);
        try {
            var fields = chosen == null ? Headers.EMPTY : chosen.head().fields();
            var byResponse = chosen == null ? CacheRule.NONE : book.rule(target, chosen.status(), fields);
            var freshness = chosen == null ? null : book.freshness(chosen.status(), fields, book.stated(byResponse, fields, reader.targets()), byResponse,
                chosen.head().terms().responseMillis());
            return new Reasoner(request, foresight, known.clock().millis())
                .reason(target.uri(), book.rule(target), byResponse, variants, chosen, freshness, known.notStored().of(inquiry.key()));
        } finally {
            if (chosen != null) chosen.release();
        }
    }
}
