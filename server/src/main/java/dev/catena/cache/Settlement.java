// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What becomes of a fetch: its response is stored or not, confirms, replaces or invalidates what is stored, or lets it stand in. Under one set of settings. */
final class Settlement {
    private final Holdings known;
    private final Rulebook book;
    private final Intake intake;
    private final Mender mender;
    private final Hearer others;

    /** @param others hear what has become doubtful */
    Settlement(Holdings known, Rulebook book, Intake intake, Mender mender, Hearer others) {
        this.known = known;
        this.book = book;
        this.intake = intake;
        this.mender = mender;
        this.others = others;
    }

    /** The head of the final response has come; ends the fetch. */
    Answer settle(Inquiry inquiry, Fetch fetch, ResponseHead response) {
        var request = inquiry.request();
        known.end(fetch);
        long now = known.clock().millis();
        try {
            invalidate(request, response, others);
            if (fetch.place == null && !(request.method() == Method.POST && book.settings().isOn())) return new Answer.Pass(fetch.note());
            var asked = book.asked(request);
            var stale = fetch.stale;
            if (stale != null && response.status() == 304 && fetch.validates()) return validated(inquiry, fetch, stale, response, now);
            if (stale != null && isServerError(response.status())
                && Reuse.standsInForError(stale.head().terms(), stale.ageSeconds(now), asked)) {
                known.over(fetch, Outcome.IN_VAIN);
                return standIn(request, fetch, stale, response.status(), "stale-if-error", now);
            }
            if (stale != null && request.method() == Method.HEAD) freshenByHead(inquiry, fetch, stale, response, now);
            return fetch.mending == null ? passed(inquiry, asked, fetch, response, now) : mended(inquiry, asked, fetch, fetch.mending, response, now);
        } catch (RuntimeException bug) {
            // else whoever asks for this URL would wait for a fetch that nobody ends
            known.over(fetch, Outcome.LEFT);
            throw bug;
        } finally {
            fetch.release();
        }
    }

    /** What is stored in part was to be completed. */
    private Answer mended(Inquiry inquiry, Asked asked, Fetch fetch, Mending mending, ResponseHead response, long now) {
        if (mending.firstGap().isFilledBy(response)) return mender.filled(inquiry, asked, fetch, mending, response, now);
        if (response.status() != 206 && response.status() != 416) return passed(inquiry, asked, fetch, response, now);
        known.parts().supersede(inquiry.target().uri());
        known.over(fetch, Outcome.LEFT);
        return new Answer.Again();
    }

    private static boolean isServerError(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    /** Keeps nothing any more of what an unsafe request has changed. */
    void invalidate(RequestHead request, ResponseHead response, Hearer others) {
        if (request.method().safe() || !(request.target() instanceof Target.Absolute target)) return;
        var uris = Invalidation.of(request.method(), target, response);
        if (uris.isEmpty()) return;
        var names = new ArrayList<>(Doubts.groups(response.headers(), FieldName.CACHE_GROUP_INVALIDATION, target.uri()));
        for (var uri : uris) {
            for (var stored : known.store().find(uri)) names.addAll(Doubts.groups(stored.head().fields(), FieldName.CACHE_GROUPS, uri));
        }
        boolean reachesFurther = uris.size() > 1 || !names.isEmpty();
        for (var uri : uris) names.add(Keys.queries(uri));
        if (known.doubt(uris, names) > 0 || reachesFurther) others.doubted(List.copyOf(uris), names);
    }

    /** The origin says that the stored response is still good. */
    private Answer validated(Inquiry inquiry, Fetch fetch, StoredResponse stored, ResponseHead notModified, long now) {
        var request = inquiry.request();
        var targets = book.reader(inquiry).targets();
        if (!Revalidation.updates(notModified.headers(), stored.head().fields())) {
            known.over(fetch, Outcome.IN_VAIN);
            return standIn(request, fetch, stored, 304, "304 with another tag", now);
        }
        var fields = updated(stored, notModified, targets, now);
        var rule = book.rule(request, stored.status(), fields);
        var stated = book.stated(rule, fields, targets);
        var control = stated.control();
        var vary = Vary.of(fields);
        var variant = vary instanceof Vary.Fields names ? Vary.variant(names, request.headers(), book.settings().languages()).readBy(stated.field()) : stored.head().variant().readBy(stated.field());
        var terms = book.terms(stored.status(), fields, stated, rule, notModified.headers(), fetch, now);
        var renewed = known.store().renew(stored, StoredHead.of(stored.status(), stored.head().reason(), fields, variant, terms));
        boolean purged = known.doubts().on(Doubts.names(stored.key(), fields), fetch.requestMillis());
        boolean forbidden = purged || rule.treatment() == Treatment.NEVER || control.has("no-store") || control.hasForAll("private") || vary instanceof Vary.Anything;
        if (forbidden) known.store().remove(renewed);
        known.over(fetch, !forbidden && Intake.isReusable(terms) ? Outcome.SHARED : Outcome.IN_VAIN);
        known.store().used(renewed);
        var note = fetch.note().answeredFromStore(CacheResult.REVALIDATED, 304, terms.lifetime() - terms.initialAge(), rule.said(fetch.note().detail()));
        return new Answer.FromCache(renewed, Selection.of(request, renewed, now), note);
    }

    /** A HEAD tells whether the stored response is still what the origin has (RFC 9111 §4.3.5). */
    private void freshenByHead(Inquiry inquiry, Fetch fetch, StoredResponse stored, ResponseHead head, long now) {
        var targets = book.reader(inquiry).targets();
        if (head.status() != 200 || stored.status() != 200) return;
        if (!Revalidation.headAgrees(head, stored)) {
            known.store().remove(stored);
            return;
        }
        var fields = updated(stored, head, targets, now);
        var rule = book.rule(inquiry.request(), 200, fields);
        var stated = book.stated(rule, fields, targets);
        if (stated.control().has("no-store") || stated.control().hasForAll("private")) return;
        var terms = book.terms(200, fields, stated, rule, head.headers(), fetch, now);
        known.store().renew(stored, StoredHead.of(200, stored.head().reason(), fields, stored.head().variant().readBy(stated.field()), terms)).release();
    }

    private static Headers updated(StoredResponse stored, ResponseHead newer, List<FieldName> targets, long now) {
        return Revalidation.updated(stored.head().fields(), newer.headers(), Statement.of(newer.headers(), targets).withheld(), now / 1000);
    }

    private Answer passed(Inquiry inquiry, Asked asked, Fetch fetch, ResponseHead response, long now) {
        var request = inquiry.request();
        var rule = book.rule(request, response.status(), response.headers());
        var stated = book.stated(rule, response.headers(), book.reader(inquiry).targets());
        var verdict = rule.treatment() == Treatment.NEVER ? new StorageRules.Verdict.Leave(rule.shown())
            : StorageRules.judge(request, asked.control(), response, stated.control(),
                () -> book.freshness(response.status(), response.headers(), stated, rule, now), book.settings().notKept());
        return switch (verdict) {
            case StorageRules.Verdict.Leave(var reason) -> {
                if (fetch.isRefresh() && fetch.stale != null && response.status() < 500) supersede(fetch.stale, now);
                yield left(fetch, response, reason, now);
            }
            case StorageRules.Verdict.Store() -> stored(inquiry, fetch, response, rule, stated, now);
        };
    }

    /** The origin has something else by now that cannot be kept; what is stale already is not used a second time. */
    private void supersede(StoredResponse stored, long now) {
        if (stored.freshnessLifetime() <= stored.ageSeconds(now)) known.store().remove(stored);
    }

    private Answer stored(Inquiry inquiry, Fetch fetch, ResponseHead response, CacheRule rule, Statement stated, long now) {
        var request = inquiry.request();
        var doubted = inquiry.isQuery() || response.headers().contains(FieldName.CACHE_GROUPS) ? Doubts.names(inquiry.key(), response.headers()) : List.<String>of();
        if (known.doubts().on(doubted, fetch.requestMillis())) return left(fetch, response, "purged meanwhile", now);
        known.doubts().expect(doubted, now);
        boolean part = response.status() == 206;
        if (part && !known.store().isCurrent(Objects.requireNonNull(fetch.place))) return left(fetch, response, "purged meanwhile", now);
        var place = part ? known.store().miss(Parts.key(Objects.requireNonNull(fetch.place).key())) : place(request, fetch);
        if (!(Vary.of(response.headers()) instanceof Vary.Fields vary)) throw new AssertionError();
        var fields = Revalidation.storable(response.headers(), stated.withheld(), now / 1000);
        var terms = book.terms(response.status(), fields, stated, rule, response.headers(), fetch, now);
        var variant = Vary.variant(vary, request.headers(), book.settings().languages()).readBy(stated.field());
        var head = StoredHead.of(response.status(), response.reason(), fields, part ? Parts.variant(variant, request.headers()) : variant, terms);
        long length = length(response);
        long bodyMax = rule.bodyMax(book.settings().objectMax().bytes());
        var refused = Intake.refused(length, bodyMax);
        var uri = fetch.place == null ? place.key() : fetch.place.key();
        var opened = intake.open(fetch, uri, place, head, length, bodyMax, now);
        if (opened.isEmpty()) return left(fetch, response, refused, now);
        return new Answer.PassAndStore(opened.get(), opened.get().keeps()
            ? fetch.note().storing(terms.lifetime() - terms.initialAge(), rule.said(fetch.note().detail()))
            : fetch.note().notStored(refused));
    }

    private Answer left(Fetch fetch, ResponseHead response, String reason, long now) {
        known.over(fetch, Outcome.IN_VAIN);
        if (fetch.place == null) return new Answer.Pass(fetch.note());
        known.notStored().note(fetch.place.key(), response.status(), reason, response.headers(), now);
        return new Answer.Pass(fetch.note().notStored(reason));
    }

    /** What POST brings is stored after it made doubtful what was there before. */
    private MemoryStore.Place place(RequestHead request, Fetch fetch) {
        if (fetch.place != null) return fetch.place;
        return known.store().miss(((Target.Absolute) request.target()).uri());
    }

    private static long length(ResponseHead response) {
        return switch (response.bodyFor(Method.GET)) {
            case BodyLength.None() -> 0;
            case BodyLength.Exactly(var bytes) -> bytes;
            case BodyLength.Chunked(), BodyLength.UntilClose() -> -1;
        };
    }

    /**
     * No response came, for another reason than the client's leaving; ends the fetch.
     *
     * @return the stale response that may stand in for it (RFC 9111 §4.2.4)
     */
    Optional<Answer.FromCache> abandon(Inquiry inquiry, Fetch fetch) {
        var request = inquiry.request();
        known.end(fetch);
        known.over(fetch, Outcome.IN_VAIN);
        var stale = fetch.stale;
        if (stale == null) {
            fetch.release();
            return Optional.empty();
        }
        try {
            long now = known.clock().millis();
            long staleMax = book.settings().staleMax().toSeconds();
            boolean allowed = Reuse.standsInForSilence(stale.head().terms(), stale.ageSeconds(now), book.asked(request), staleMax);
            return allowed ? Optional.of(standIn(request, fetch, stale, 0, "disconnected", now)) : Optional.empty();
        } finally {
            fetch.release();
        }
    }

    private Answer.FromCache standIn(
        RequestHead request, Fetch fetch, StoredResponse stale, int originStatus, String why, long now) {
        if (!stale.tryRetain()) throw new AssertionError("the fetch holds a reference");
        long ttl = stale.freshnessLifetime() - stale.ageSeconds(now);
        var note = fetch.note().answeredFromStore(CacheResult.STALE, originStatus, ttl, why);
        return new Answer.FromCache(stale, Selection.of(request, stale, now), note);
    }
}
