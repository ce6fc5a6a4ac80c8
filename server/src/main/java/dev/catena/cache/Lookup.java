// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.Target;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.store.Loaded;
import dev.catena.store.StoredResponse;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to do with a request: answer it from what is stored or arrives, let it wait, or forward it and how (RFC 9111 §4). Under one set of settings. */
final class Lookup {
    /** Conditions about what the origin has now, which no cache can answer (RFC 9111 §4.3.2). */
    private static final Headers.Known FOR_ORIGIN = Headers.Known.of(FieldName.IF_MATCH, FieldName.IF_UNMODIFIED_SINCE);

    static final CacheNote PARTIAL = CacheNote.forward(CacheResult.MISS, Forward.PARTIAL, CacheNote.NO_TTL, "");

    /** What is stored in part says nothing about these. */
    private static final Headers.Known ABOUT_WHOLE = Headers.Known.of(FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE);

    private final Holdings known;
    private final Rulebook book;
    private final Mender mender;

    Lookup(Holdings known, Rulebook book, Mender mender) {
        this.known = known;
        this.book = book;
        this.mender = mender;
    }

    /** What to do with a request; see {@link Cache#ask}. */
    CacheAnswer ask(Inquiry inquiry, Patience patience, Loaded loaded) {
        var rule = book.rule(inquiry.target());
        var asked = CacheRules.asked(rule, Asked.of(inquiry.request().headers()));
        var passing = passing(inquiry, asked, rule);
        if (passing == null) return look(inquiry, asked, patience, rule, loaded);
        known.openFetches().incrementAndGet();
        return new CacheAnswer.Fetchable(Fetch.bypass(passing, known.clock().millis()));
    }

    /** Why a request goes past the cache; null if it does not. */
    @Nullable CacheNote passing(Inquiry inquiry, Asked asked, CacheRule rule) {
        var request = inquiry.request();
        var method = request.method();
        if (method != Method.GET && method != Method.HEAD && method != Method.QUERY) return bypass(Forward.METHOD, "");
        if (!book.settings().isOn()) return bypass(Forward.BYPASS, "off");
        if (rule.treatment() == Treatment.NEVER) return bypass(Forward.BYPASS, rule.shown());
        if (inquiry.content().counts() && !inquiry.content().isKnown()) return bypass(Forward.BYPASS, inquiry.content().why());
        if (request.hasBody() && !inquiry.isQuery()) return bypass(Forward.BYPASS, "request with a body");
        if (request.headers().containsAny(FOR_ORIGIN)) return bypass(Forward.BYPASS, "precondition");
        return asked.noStore() ? bypass(Forward.BYPASS, "no-store") : null;
    }

    /** Whether the content of a QUERY is worth reading before the cache is asked; if not, the reason. */
    Optional<Content> refusesContent(RequestHead request, Target.Absolute target) {
        var rule = book.rule(target);
        var passing = passing(new Inquiry(request, Content.NONE, null), CacheRules.asked(rule, Asked.of(request.headers())), rule);
        return passing != null ? Optional.of(Content.unknown(passing.detail())) : Content.refused(request, book.settings().queryBodyMax().bytes());
    }

    private static CacheNote bypass(Forward why, String detail) {
        return CacheNote.forward(CacheResult.BYPASS, why, CacheNote.NO_TTL, detail);
    }

    /** What can be done with what is stored: a hit, or why the request goes on. */
    static CacheNote judged(List<StoredResponse> variants, @Nullable StoredResponse stored, Asked asked, long now) {
        if (stored == null) {
            return CacheNote.forward(CacheResult.MISS, variants.isEmpty() ? Forward.URI_MISS : Forward.VARY_MISS, CacheNote.NO_TTL, "");
        }
        return switch (Reuse.judge(stored.head().terms(), stored.ageSeconds(now), asked)) {
            case Reuse.Fresh(var ttl) -> CacheNote.hit(ttl, stored.head().terms().guessed() ? "heuristic" : "");
            case Reuse.Stale(var ttl) -> CacheNote.hit(ttl, "");
            case Reuse.Renewing(var ttl) -> CacheNote.hit(ttl, "stale-while-revalidate");
            case Reuse.Validate(var why, var ttl, var detail) -> CacheNote.forward(CacheResult.MISS, why, ttl, detail);
        };
    }

    private CacheAnswer look(Inquiry inquiry, Asked asked, Patience patience, CacheRule rule, Loaded loaded) {
        var request = inquiry.request();
        var key = inquiry.key();
        var reader = book.reader(inquiry);
        var found = loaded;
        while (true) {
            var variants = known.store().find(key);
            var stored = Variants.select(variants, request.headers(), reader);
            // what was read from disk, if memory had no room for it
            if (stored == null) stored = Variants.select(found.responses(0), request.headers(), reader);
            long now = known.clock().millis();
            if (stored != null && isDoubtful(inquiry, stored)) {
                known.store().remove(stored);
                stored.release();
                found = found.spent();
                continue;
            }
            var note = patience == Patience.REFRESH ? refreshing(stored, now) : judged(variants, stored, asked, now);
            if (stored == null && found.mayAsk(0) && known.store().below().mayHave(key, variants)) {
                return new CacheAnswer.Loading(known.store().below().load(key, found), note);
            }
            if (stored != null && note.forward() == Forward.NONE) {
                var hit = rule.isNone() ? note : CacheNote.hit(note.ttl(), rule.said(note.detail()));
                return usable(request, key, variants, stored, patience, found.responses(0).contains(stored) ? hit.from("disk") : hit, now);
            }
            var inPart = stored == null && takesParts(request, patience) ? inPart(inquiry, asked, found, note, now) : InPart.NOTHING;
            if (inPart.answer != null) return inPart.answer;
            var answer = goOn(request, key, reader, asked, patience, variants, stored, inPart.mending, inPart.mending == null ? note : PARTIAL, now);
            // somebody else's response was stored between the look and the decision to fetch: look again
            if (!(answer instanceof CacheAnswer.Fetchable(var fetch)) || known.store().find(key) == variants) return answer;
            known.cancel(fetch);
        }
    }

    /** Whether the request may be answered with what is stored in part. */
    static boolean takesParts(RequestHead request, Patience patience) {
        var fields = request.headers();
        return request.method() == Method.GET && patience != Patience.REFRESH && !fields.containsAny(ABOUT_WHOLE);
    }

    /** What parts are good for: an answer, or a request for what is missing. */
    private record InPart(@Nullable CacheAnswer answer, @Nullable Mending mending) {
        static final InPart NOTHING = new InPart(null, null);
    }

    /** The whole is not there. */
    private InPart inPart(Inquiry inquiry, Asked asked, Loaded found, CacheNote note, long now) {
        var key = Parts.key(inquiry.target().uri());
        if (found.mayAsk(1) && known.store().below().mayHave(key, known.store().find(key))) {
            return new InPart(new CacheAnswer.Loading(known.store().below().load(key, found.turn(1)), note), null);
        }
        var parts = known.parts().at(key, found);
        if (parts.isEmpty()) return InPart.NOTHING;
        var one = partial(parts, inquiry, asked, now);
        if (one.isPresent()) {
            known.store().used(one.get().stored());
            return new InPart(one.get(), null);
        }
        var mending = mending(parts, inquiry, asked, now);
        return mending.filter(Mending::isWhole).isPresent() ? new InPart(new CacheAnswer.Joined(mender.joined(inquiry, asked, mending.get(), now)), null)
            : new InPart(null, mending.orElse(null));
    }

    /** Several parts, or parts and what the origin has still to be asked for, are the answer. */
    Optional<Mending> mending(List<StoredResponse> parts, Inquiry inquiry, Asked asked, long now) {
        return Parts.mend(parts, inquiry.request(), book.reader(inquiry), now, part -> !isDoubtful(inquiry, part), asked);
    }

    /** The whole is not there, but perhaps a part that contains what is asked for. */
    Optional<CacheAnswer.Usable> partial(List<StoredResponse> parts, Inquiry inquiry, Asked asked, long now) {
        if (!inquiry.request().headers().contains(FieldName.RANGE)) return Optional.empty();
        var found = Parts.find(parts, inquiry.request(), book.reader(inquiry), now / 1000);
        if (found.isEmpty()) return Optional.empty();
        var stored = found.get().stored();
        if (!isDoubtful(inquiry, stored) && Reuse.judge(stored.head().terms(), stored.ageSeconds(now), asked) instanceof Reuse.Fresh(long ttl)) {
            return Optional.of(new CacheAnswer.Usable(stored, found.get().selection(), CacheNote.hit(ttl)));
        }
        stored.release();
        return Optional.empty();
    }

    /** A renewal goes to the origin, whatever is stored. */
    private static CacheNote refreshing(@Nullable StoredResponse stored, long now) {
        long ttl = stored == null ? CacheNote.NO_TTL : stored.freshnessLifetime() - stored.ageSeconds(now);
        return CacheNote.forward(CacheResult.MISS, stored == null ? Forward.URI_MISS : ttl > 0 ? Forward.REQUEST : Forward.STALE, ttl, "refresh");
    }

    private boolean isDoubtful(Inquiry inquiry, StoredResponse stored) {
        return (inquiry.isQuery() || stored.head().fields().contains(FieldName.CACHE_GROUPS)) && known.isDoubtful(stored);
    }

    private CacheAnswer usable(
        RequestHead request, String key, List<StoredResponse> variants, StoredResponse stored, Patience patience, CacheNote hit, long now) {
        known.store().used(stored);
        var selection = Selection.of(request, stored, now);
        boolean late = Reuse.renews(stored.head().terms(), hit.ttl());
        boolean ahead = !late && Ahead.isDue(book.settings().active(), stored, hit.ttl(), known.openFetches().get());
        if (late || ahead) {
            var at = Variants.meetingPoint(key, variants, request.headers(), book.settings().languages());
            if (mayRefresh(at, ahead, now)) return new CacheAnswer.Renewing(stored, selection, hit, new Refresh(key, at, endMillis(stored)));
        }
        var note = patience == Patience.AGAIN ? CacheNote.collapsed(hit.ttl()) : hit;
        return isToBeRenewed(request, stored)
            ? new CacheAnswer.Popular(stored, selection, note, renewal(key, variants, request, stored))
            : new CacheAnswer.Usable(stored, selection, note);
    }

    /** Whether a request like this one may renew it by and by: not with what is somebody's own, nor with content that would have to be kept for it. */
    private boolean isToBeRenewed(RequestHead request, StoredResponse stored) {
        return Ahead.isWorthIt(book.settings().active(), stored) && request.method() == Method.GET && !request.headers().contains(FieldName.AUTHORIZATION)
            && !stored.head().variant().names().contains(FieldName.COOKIE) && stored.isFirstTime();
    }

    private Renewal renewal(String key, List<StoredResponse> variants, RequestHead request, StoredResponse stored) {
        var at = Variants.meetingPoint(key, variants, request.headers(), book.settings().languages());
        return new Renewal(key, at, endMillis(stored), Ahead.dueMillis(stored.head().terms()));
    }

    /** Whether a renewal that is due may begin. */
    Renewal.Leave begin(Renewal renewal) {
        long now = known.clock().millis();
        var active = book.settings().active();
        boolean there = known.store().find(renewal.key).stream().anyMatch(stored -> endMillis(stored) == renewal.endsMillis);
        if (!active.on() || !there || now >= renewal.endsMillis) return new Renewal.Leave.Never();
        if (known.openFetches().get() >= active.idleBelow() || !mayRefresh(renewal.meetingPoint, true, now)) return new Renewal.Leave.Later();
        return new Renewal.Leave.Now(new Refresh(renewal.key, renewal.meetingPoint, renewal.endsMillis));
    }

    private boolean mayRefresh(String meetingPoint, boolean onBudget, long now) {
        if (onBudget && !known.ahead().take(book.settings().active().requestsPerMinute(), now)) return false;
        if (known.refreshes().begin(meetingPoint, now)) return true;
        if (onBudget) known.ahead().giveBack();
        return false;
    }

    /** A renewal is over, whatever came of it. */
    void refreshed(Refresh refresh) {
        boolean gained = false;
        for (var stored : known.store().find(refresh.key)) gained |= endMillis(stored) > refresh.endsMillis;
        known.refreshes().end(refresh.meetingPoint, gained, known.clock().millis());
    }

    /** When it becomes stale, milliseconds since 1970. */
    private static long endMillis(StoredResponse stored) {
        var terms = stored.head().terms();
        return terms.responseMillis() + (terms.lifetime() - terms.initialAge()) * 1000;
    }

    /** What is stored does not do, or not by itself; takes over the references to it. */
    private CacheAnswer goOn(RequestHead request, String key, Reader reader, Asked asked, Patience patience, List<StoredResponse> variants,
        @Nullable StoredResponse stored, @Nullable Mending mending, CacheNote note, long now) {
        if (asked.onlyIfCached()) {
            release(stored, mending);
            return new CacheAnswer.OnlyIfCached(note);
        }
        var meetingPoint = Variants.meetingPoint(key, variants, request.headers(), book.settings().languages());
        var underWay = known.arrivals().at(meetingPoint);
        var arriving = underWay == null ? null : underWay.body();
        if (arriving != null) {
            // its head tells what its variants differ in: those who want the same other one meet there
            meetingPoint = Variants.meetingPoint(key, arriving.head().variant(), meetingPoint, request.headers(), book.settings().languages());
            underWay = known.arrivals().at(meetingPoint);
        }
        boolean shares = !asked.noCache() && (note.forward() != Forward.REQUEST || patience == Patience.REFRESH)
            && !request.headers().contains(FieldName.AUTHORIZATION);
        boolean sociable = shares && patience != Patience.ALONE && request.method() != Method.HEAD;
        if (underWay != null && shares) {
            var along = alongWith(underWay, request, reader, asked, sociable, note);
            if (along.isPresent()) {
                release(stored, mending);
                return along.get();
            }
        }
        var conditions = stored == null ? Headers.EMPTY : Revalidation.conditions(stored.head().fields());
        boolean whole = mending != null ? !mending.range() : conditions.size() > 0 || !request.headers().containsAny(Fetch.REPLACED);
        var mine = sociable && whole && known.arrivals().isWorthWaiting(meetingPoint) ? new Arrivals.Arrival(meetingPoint) : null;
        var led = mine == null ? null : known.arrivals().lead(mine);
        if (led != mine && led != null) {
            var along = alongWith(led, request, reader, asked, true, note);
            if (along.isPresent()) {
                release(stored, mending);
                return along.get();
            }
            led = null;
        }
        known.openFetches().incrementAndGet();
        var place = known.store().miss(key);
        return new CacheAnswer.Fetchable(mending != null ? Fetch.completing(place, note, now, mending, meetingPoint, led)
            : Fetch.into(place, note, now, stored, conditions, meetingPoint, led, patience == Patience.REFRESH));
    }

    private static void release(@Nullable StoredResponse stored, @Nullable Mending mending) {
        if (stored != null) stored.release();
        if (mending != null) mending.release();
    }

    /** To read along, or to wait for the head; empty if that fetch is of no use to the request. */
    private Optional<CacheAnswer> alongWith(Arrivals.Arrival underWay, RequestHead request, Reader reader, Asked asked, boolean waits, CacheNote note) {
        var arriving = underWay.body();
        if (arriving != null) return Joining.join(request, asked, arriving, reader, known.clock().millis());
        return waits ? Optional.of(new CacheAnswer.Arriving(underWay.settled(), note)) : Optional.empty();
    }
}
