// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.BodyLength;
import dev.catena.http.CacheControl;
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
import dev.catena.store.Terms;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The shared cache (RFC 9111): may a request be answered from what is stored, must it be forwarded and how, may the answer be
 * stored. All methods may be called from any event loop; none blocks.
 */
public final class Cache {
    /** Conditions about what the origin has now, which no cache can answer (RFC 9111 §4.3.2). */
    private static final Headers.Known FOR_ORIGIN = Headers.Known.of(FieldName.IF_MATCH, FieldName.IF_UNMODIFIED_SINCE);

    /** Without these the whole response is the answer; with them the origin's answer is hardly good for others. */
    private static final Headers.Known SELECTING = Fetch.REPLACED;

    private final MemoryStore store;
    private final InstantSource clock;
    private final Arrivals arrivals = new Arrivals();
    private final NotStored notStored = new NotStored();
    private final Stock stock;
    private final AtomicInteger openFetches = new AtomicInteger();
    private volatile CacheSettings settings;
    private volatile CacheRules rules;

    /** @param store sized by the settings */
    public Cache(CacheSettings settings, MemoryStore store, InstantSource clock) {
        this.settings = settings;
        this.rules = CacheRules.of(settings);
        this.store = store;
        this.clock = clock;
        this.stock = new Stock(List.of(store), store::purge, clock);
    }

    /** Takes other settings from the next request on; resizes the store. */
    public void use(CacheSettings others) {
        settings = others;
        rules = CacheRules.of(others);
        store.resize(others.memory().bytes());
    }

    /**
     * What to do with a request.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public CacheAnswer ask(RequestHead request, Patience patience) {
        if (!(request.target() instanceof Target.Absolute target)) {
            throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
        }
        var rule = rules.of(target);
        var asked = CacheRules.asked(rule, Asked.of(request.headers()));
        var passing = passing(request, asked, rule);
        if (passing == null) return look(request, target.uri(), asked, patience);
        openFetches.incrementAndGet();
        return new CacheAnswer.Fetchable(Fetch.bypass(passing, clock.millis()));
    }

    /**
     * What {@link #ask} would find, without asking: keeps nothing, waits for nothing, counts nothing.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public Foresight foresee(RequestHead request) {
        if (!(request.target() instanceof Target.Absolute target)) {
            throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
        }
        var rule = rules.of(target);
        var asked = CacheRules.asked(rule, Asked.of(request.headers()));
        var passing = passing(request, asked, rule);
        if (passing != null) return new Foresight(passing, false, false, Optional.empty());
        var variants = store.find(target.uri());
        var stored = Variants.select(variants, request.headers());
        try {
            var underWay = arrivals.at(Variants.meetingPoint(target.uri(), variants, request.headers())) != null;
            var found = Optional.ofNullable(stored).map(kept -> Foresight.Kept.of(kept, clock.millis()));
            return new Foresight(judged(variants, stored, asked, clock.millis()), asked.onlyIfCached(), underWay, found);
        } finally {
            if (stored != null) stored.release();
        }
    }

    /**
     * Why {@link #ask} would find what {@link #foresee} says, for people.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public Reasoning reason(RequestHead request) {
        var foresight = foresee(request);
        var target = (Target.Absolute) request.target();
        var variants = store.find(target.uri());
        var chosen = Variants.select(variants, request.headers());
        try {
            var fields = chosen == null ? Headers.EMPTY : chosen.head().fields();
            var byResponse = chosen == null ? CacheRule.NONE : rules.of(target, chosen.status(), fields);
            var freshness = chosen == null ? null : freshness(chosen.status(), fields, byResponse.control(CacheControl.of(fields), fields), byResponse,
                chosen.head().terms().responseMillis());
            return new Reasoner(request, foresight, clock.millis())
                .reason(target.uri(), rules.of(target), byResponse, variants, chosen, freshness, notStored.of(target.uri()));
        } finally {
            if (chosen != null) chosen.release();
        }
    }

    /** Why a request goes past the cache; null if it does not. */
    private @Nullable CacheNote passing(RequestHead request, Asked asked, CacheRule rule) {
        var method = request.method();
        if (method != Method.GET && method != Method.HEAD) return bypass(Forward.METHOD, "");
        if (!settings.isOn()) return bypass(Forward.BYPASS, "off");
        if (rule.treatment() == Treatment.NEVER) return bypass(Forward.BYPASS, rule.shown());
        if (request.hasBody()) return bypass(Forward.BYPASS, "request with a body");
        if (request.headers().containsAny(FOR_ORIGIN)) return bypass(Forward.BYPASS, "precondition");
        return asked.noStore() ? bypass(Forward.BYPASS, "no-store") : null;
    }

    private Asked asked(RequestHead request) {
        var asked = Asked.of(request.headers());
        return request.target() instanceof Target.Absolute target ? CacheRules.asked(rules.of(target), asked) : asked;
    }

    private CacheRule rule(RequestHead request, int status, Headers response) {
        return request.target() instanceof Target.Absolute target ? rules.of(target, status, response) : CacheRule.NONE;
    }

    private static CacheNote bypass(Forward why, String detail) {
        return CacheNote.forward(CacheResult.BYPASS, why, CacheNote.NO_TTL, detail);
    }

    /** What can be done with what is stored: a hit, or why the request goes on. */
    private static CacheNote judged(List<StoredResponse> variants, @Nullable StoredResponse stored, Asked asked, long now) {
        if (stored == null) {
            return CacheNote.forward(CacheResult.MISS, variants.isEmpty() ? Forward.URI_MISS : Forward.VARY_MISS, CacheNote.NO_TTL, "");
        }
        return switch (Reuse.judge(stored.head().terms(), stored.ageSeconds(now), asked)) {
            case Reuse.Fresh(var ttl) -> CacheNote.hit(ttl);
            case Reuse.Stale(var ttl) -> CacheNote.hit(ttl);
            case Reuse.Validate(var why, var ttl, var detail) -> CacheNote.forward(CacheResult.MISS, why, ttl, detail);
        };
    }

    private CacheAnswer look(RequestHead request, String uri, Asked asked, Patience patience) {
        while (true) {
            var variants = store.find(uri);
            var stored = Variants.select(variants, request.headers());
            long now = clock.millis();
            var note = judged(variants, stored, asked, now);
            if (stored != null && note.forward() == Forward.NONE) return usable(request, stored, patience, note, now);
            var answer = goOn(request, uri, asked, patience, variants, stored, note);
            // somebody else's response was stored between the look and the decision to fetch: look again
            if (!(answer instanceof CacheAnswer.Fetchable(var fetch)) || store.find(uri) == variants) return answer;
            cancel(fetch);
        }
    }

    private CacheAnswer usable(RequestHead request, StoredResponse stored, Patience patience, CacheNote hit, long now) {
        store.used(stored);
        var note = patience == Patience.AGAIN ? CacheNote.collapsed(hit.ttl()) : hit;
        return new CacheAnswer.Usable(stored, select(request, stored, now), note);
    }

    /** Which part of the stored response answers the request. */
    private static Selection select(RequestHead request, StoredResponse stored, long nowMillis) {
        var wanted = request.headers();
        if (!wanted.containsAny(SELECTING) || stored.status() != 200) return Selection.WHOLE;
        long now = nowMillis / 1000;
        var fields = stored.head().fields();
        if (Preconditions.clientHasIt(wanted, fields, now)) return Selection.NOT_MODIFIED;
        // a Content-Range in a 200 means nothing (RFC 9110 §14.4), and a part has one of its own
        boolean ranged = request.method() == Method.GET && !fields.contains(FieldName.CONTENT_RANGE) && Preconditions.rangeApplies(wanted, fields, now);
        return ranged ? Ranges.select(wanted, stored.bodyLength()) : Selection.WHOLE;
    }

    /** What is stored does not do; takes over the reference to it. */
    private CacheAnswer goOn(RequestHead request, String uri, Asked asked, Patience patience, List<StoredResponse> variants,
        @Nullable StoredResponse stored, CacheNote note) {
        if (asked.onlyIfCached()) {
            if (stored != null) stored.release();
            return new CacheAnswer.OnlyIfCached(note);
        }
        var meetingPoint = Variants.meetingPoint(uri, variants, request.headers());
        boolean sociable = patience != Patience.ALONE && !asked.noCache() && note.forward() != Forward.REQUEST
            && request.method() == Method.GET && !request.headers().contains(FieldName.AUTHORIZATION);
        var underWay = sociable ? arrivals.at(meetingPoint) : null;
        if (underWay != null) {
            if (stored != null) stored.release();
            return new CacheAnswer.Arriving(underWay.settled(), note);
        }
        var conditions = stored == null ? Headers.EMPTY : Revalidation.conditions(stored.head().fields());
        boolean leads = sociable && (conditions.size() > 0 || !request.headers().containsAny(SELECTING));
        var mine = leads ? new Arrivals.Arrival(meetingPoint) : null;
        var led = mine == null ? null : arrivals.lead(mine);
        if (led != mine && led != null) {
            if (stored != null) stored.release();
            return new CacheAnswer.Arriving(led.settled(), note);
        }
        openFetches.incrementAndGet();
        return new CacheAnswer.Fetchable(
            Fetch.into(store.miss(uri), note, clock.millis(), stored, conditions, meetingPoint, led));
    }

    /** The head of the final response has come; ends the fetch. */
    public Answer settle(RequestHead request, Fetch fetch, ResponseHead response) {
        end(fetch);
        long now = clock.millis();
        try {
            invalidate(request, response);
            if (fetch.place == null) return new Answer.Pass(fetch.note());
            var asked = asked(request);
            var stale = fetch.stale;
            if (stale != null && response.status() == 304 && fetch.validates()) return validated(request, fetch, stale, response, now);
            if (stale != null && isServerError(response.status())
                && Reuse.standsInForError(stale.head().terms(), stale.ageSeconds(now), asked)) {
                over(fetch, Outcome.IN_VAIN);
                return standIn(request, fetch, stale, response.status(), "stale-if-error", now);
            }
            if (stale != null && request.method() == Method.HEAD) freshenByHead(request, fetch, stale, response, now);
            return passed(request, asked, fetch, response, now);
        } catch (RuntimeException bug) {
            // else whoever asks for this URL would wait for a fetch that nobody ends
            over(fetch, Outcome.LEFT);
            throw bug;
        } finally {
            if (fetch.stale != null) fetch.stale.release();
        }
    }

    private static boolean isServerError(int status) {
        return status == 500 || status == 502 || status == 503 || status == 504;
    }

    private void invalidate(RequestHead request, ResponseHead response) {
        if (request.method().safe() || !(request.target() instanceof Target.Absolute target)) return;
        for (var uri : Invalidation.of(request.method(), target, response)) store.purge(uri);
    }

    /** The origin says that the stored response is still good. */
    private Answer validated(RequestHead request, Fetch fetch, StoredResponse stored, ResponseHead notModified, long now) {
        if (!Revalidation.updates(notModified.headers(), stored.head().fields())) {
            over(fetch, Outcome.IN_VAIN);
            return standIn(request, fetch, stored, 304, "304 with another tag", now);
        }
        var fields = Revalidation.updated(stored.head().fields(), notModified.headers(), now / 1000);
        var rule = rule(request, stored.status(), fields);
        var control = rule.control(CacheControl.of(fields), fields);
        var vary = Vary.of(fields);
        var variant = vary instanceof Vary.Fields names ? Vary.variant(names, request.headers()) : stored.head().variant();
        var terms = terms(stored.status(), fields, control, rule, notModified.headers(), fetch, now);
        var renewed = store.renew(stored, StoredHead.of(stored.status(), stored.head().reason(), fields, variant, terms));
        boolean forbidden = rule.treatment() == Treatment.NEVER || control.has("no-store") || control.has("private") || vary instanceof Vary.Anything;
        if (forbidden) store.remove(renewed);
        over(fetch, !forbidden && isReusable(terms) ? Outcome.SHARED : Outcome.IN_VAIN);
        store.used(renewed);
        var note = fetch.note().answeredFromStore(CacheResult.REVALIDATED, 304, terms.lifetime() - terms.initialAge(), rule.said(fetch.note().detail()));
        return new Answer.FromCache(renewed, select(request, renewed, now), note);
    }

    /** A HEAD tells whether the stored response is still what the origin has (RFC 9111 §4.3.5). */
    private void freshenByHead(RequestHead request, Fetch fetch, StoredResponse stored, ResponseHead head, long now) {
        if (head.status() != 200 || stored.status() != 200) return;
        if (!Revalidation.headAgrees(head, stored)) {
            store.remove(stored);
            return;
        }
        var fields = Revalidation.updated(stored.head().fields(), head.headers(), now / 1000);
        var rule = rule(request, 200, fields);
        var control = rule.control(CacheControl.of(fields), fields);
        if (control.has("no-store") || control.has("private")) return;
        var terms = terms(200, fields, control, rule, head.headers(), fetch, now);
        store.renew(stored, StoredHead.of(200, stored.head().reason(), fields, stored.head().variant(), terms)).release();
    }

    private Answer passed(RequestHead request, Asked asked, Fetch fetch, ResponseHead response, long now) {
        var rule = rule(request, response.status(), response.headers());
        var control = rule.control(CacheControl.of(response.headers()), response.headers());
        var freshness = freshness(response.status(), response.headers(), control, rule, now);
        var verdict = rule.treatment() == Treatment.NEVER ? new StorageRules.Verdict.Leave(rule.shown())
            : StorageRules.judge(request, asked.control(), response, control, freshness);
        return switch (verdict) {
            case StorageRules.Verdict.Leave(var reason) -> left(fetch, response, reason, now);
            case StorageRules.Verdict.Store() -> stored(request, fetch, response, rule, now);
        };
    }

    private Answer stored(RequestHead request, Fetch fetch, ResponseHead response, CacheRule rule, long now) {
        var place = fetch.place;
        if (place == null || !(Vary.of(response.headers()) instanceof Vary.Fields vary)) throw new AssertionError();
        var fields = Revalidation.storable(response.headers(), now / 1000);
        var control = rule.control(CacheControl.of(fields), fields);
        var terms = terms(response.status(), fields, control, rule, response.headers(), fetch, now);
        var head = StoredHead.of(response.status(), response.reason(), fields, Vary.variant(vary, request.headers()), terms);
        boolean sharable = isReusable(terms);
        if (!sharable) over(fetch, Outcome.IN_VAIN);
        long length = length(response);
        long bodyMax = rule.bodyMax(settings.objectMax().bytes());
        var writer = store.open(place, head, length, bodyMax,
            kept -> {
                if (!kept) notStored.note(place.key(), response.status(), "its body broke off, or found no room", fields, now);
                over(fetch, kept && sharable ? Outcome.SHARED : Outcome.IN_VAIN);
            });
        if (writer.isEmpty()) return left(fetch, response, length > bodyMax ? "too large" : "no room", now);
        return new Answer.PassAndStore(writer.get(), fetch.note().storing(terms.lifetime() - terms.initialAge(), rule.said(fetch.note().detail())));
    }

    private Answer left(Fetch fetch, ResponseHead response, String reason, long now) {
        over(fetch, Outcome.IN_VAIN);
        if (fetch.place != null) notStored.note(fetch.place.key(), response.status(), reason, response.headers(), now);
        return new Answer.Pass(fetch.note().notStored(reason));
    }

    private static long length(ResponseHead response) {
        return switch (response.bodyFor(Method.GET)) {
            case BodyLength.None() -> 0;
            case BodyLength.Exactly(var bytes) -> bytes;
            case BodyLength.Chunked(), BodyLength.UntilClose() -> -1;
        };
    }

    /** @param received the fields that came now, whose {@code Age} and {@code Date} count */
    private Terms terms(int status, Headers fields, CacheControl control, CacheRule rule, Headers received, Fetch fetch, long now) {
        long lifetime = freshness(status, fields, control, rule, now).seconds();
        boolean neverStale = control.has("must-revalidate") || control.has("proxy-revalidate") || control.has("s-maxage");
        long staleIfError = Math.max(-1, control.seconds("stale-if-error"));
        long initialAge = Freshness.initialAge(received, fetch.requestMillis(), now);
        return new Terms(now, initialAge, lifetime, control.has("no-cache"), neverStale, staleIfError);
    }

    private Freshness freshness(int status, Headers fields, CacheControl control, CacheRule rule, long now) {
        return rule.freshness(Freshness.of(status, fields, control, settings.heuristic(), now / 1000), fields);
    }

    private static boolean isReusable(Terms terms) {
        return terms.lifetime() > terms.initialAge() && !terms.validatesAlways();
    }

    /**
     * No response came, for another reason than the client's leaving; ends the fetch.
     *
     * @return the stale response that may stand in for it (RFC 9111 §4.2.4)
     */
    public Optional<Answer.FromCache> abandon(RequestHead request, Fetch fetch) {
        end(fetch);
        over(fetch, Outcome.IN_VAIN);
        var stale = fetch.stale;
        if (stale == null) return Optional.empty();
        try {
            long now = clock.millis();
            boolean allowed = Reuse.standsInForSilence(stale.head().terms(), stale.ageSeconds(now), asked(request));
            return allowed ? Optional.of(standIn(request, fetch, stale, 0, "disconnected", now)) : Optional.empty();
        } finally {
            stale.release();
        }
    }

    private Answer.FromCache standIn(
        RequestHead request, Fetch fetch, StoredResponse stale, int originStatus, String why, long now) {
        if (!stale.tryRetain()) throw new AssertionError("the fetch holds a reference");
        long ttl = stale.freshnessLifetime() - stale.ageSeconds(now);
        var note = fetch.note().answeredFromStore(CacheResult.STALE, originStatus, ttl, why);
        return new Answer.FromCache(stale, select(request, stale, now), note);
    }

    /** The client left before a response came; ends the fetch. */
    public void cancel(Fetch fetch) {
        end(fetch);
        over(fetch, Outcome.LEFT);
        if (fetch.stale != null) fetch.stale.release();
    }

    private void end(Fetch fetch) {
        fetch.end();
        openFetches.decrementAndGet();
    }

    /** Nobody need wait for it any longer. That nobody would have gained by waiting is only known of a fetch others could wait for. */
    private void over(Fetch fetch, Outcome outcome) {
        if (fetch.led != null || outcome == Outcome.SHARED) arrivals.remember(fetch.meetingPoint, outcome);
        if (fetch.led != null) arrivals.end(fetch.led);
    }

    /** What is stored, as an administrator sees it. */
    public Stock stock() {
        return stock;
    }

    /** Fetches neither settled, abandoned nor cancelled: 0 when nothing is going on. */
    public int openFetches() {
        return openFetches.get();
    }

    /** Fetches that requests may be waiting for: 0 when nothing is going on. */
    public int arrivals() {
        return arrivals.count();
    }
}
