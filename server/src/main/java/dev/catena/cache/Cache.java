// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.Arrivals.Outcome;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.cache.CacheNote.Forward;
import dev.catena.http.BodyLength;
import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.http.Method;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.store.Loaded;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoreWriter.Company;
import dev.catena.store.StoreWriter;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import dev.catena.store.Terms;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final Refreshes refreshes = new Refreshes();
    private final Doubts doubts;
    private final Parts parts;
    private final Ahead ahead = new Ahead();
    private final AtomicInteger openFetches = new AtomicInteger();
    private volatile CacheSettings settings;
    private volatile CacheRules rules;
    private volatile List<FieldName> targets;

    /** @param store sized by the settings */
    public Cache(CacheSettings settings, MemoryStore store, InstantSource clock) {
        this.settings = settings;
        this.rules = CacheRules.of(settings);
        this.targets = settings.targets();
        this.store = store;
        this.clock = clock;
        this.stock = new Stock(() -> List.of(store, store.below()), this::purge, clock);
        this.parts = new Parts(store);
        this.doubts = new Doubts(clock.millis());
    }

    /** Takes other settings from the next request on; resizes the store. */
    public void use(CacheSettings others) {
        settings = others;
        rules = CacheRules.of(others);
        targets = others.targets();
        store.resize(others.memory().bytes());
    }

    /**
     * What to do with a request.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public CacheAnswer ask(RequestHead request, Patience patience) {
        return ask(request, patience, Loaded.NOT_YET);
    }

    /**
     * What to do with a request.
     *
     * @param loaded what {@link CacheAnswer.Loading} brought; the caller releases it afterwards
     * @throws IllegalArgumentException if its target is not absolute
     */
    public CacheAnswer ask(RequestHead request, Patience patience, Loaded loaded) {
        if (!(request.target() instanceof Target.Absolute target)) {
            throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
        }
        var rule = rules.of(target);
        var asked = CacheRules.asked(rule, Asked.of(request.headers()));
        var passing = passing(request, asked, rule);
        if (passing == null) return look(request, target, asked, patience, rule, loaded);
        openFetches.incrementAndGet();
        return new CacheAnswer.Fetchable(Fetch.bypass(passing, clock.millis()));
    }

    /**
     * What {@link #ask} would find, without asking: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops.
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
        var variants = broughtUp(target.uri(), request);
        var stored = Variants.select(variants, request.headers(), settings.languages());
        try {
            var underWay = arrivals.at(Variants.meetingPoint(target.uri(), variants, request.headers(), settings.languages())) != null;
            var found = Optional.ofNullable(stored).map(kept -> Foresight.Kept.of(kept, clock.millis()));
            return new Foresight(judged(variants, stored, asked, clock.millis()), asked.onlyIfCached(), underWay, found);
        } finally {
            if (stored != null) stored.release();
        }
    }

    /** What is stored of a URI, with what only the disk has if that is what the request asks for. */
    private List<StoredResponse> broughtUp(String uri, RequestHead request) {
        var variants = store.find(uri);
        var stored = Variants.select(variants, request.headers(), settings.languages());
        if (stored != null) stored.release();
        if (stored != null || !store.below().mayHave(uri, variants)) return variants;
        store.below().load(uri, Loaded.BY_ANOTHER).toCompletableFuture().join().release();
        return store.find(uri);
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
        var chosen = Variants.select(variants, request.headers(), settings.languages());
        try {
            var fields = chosen == null ? Headers.EMPTY : chosen.head().fields();
            var byResponse = chosen == null ? CacheRule.NONE : rules.of(target, chosen.status(), fields);
            var freshness = chosen == null ? null : freshness(chosen.status(), fields, stated(byResponse, fields), byResponse,
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
            case Reuse.Fresh(var ttl) -> CacheNote.hit(ttl, stored.head().terms().guessed() ? "heuristic" : "");
            case Reuse.Stale(var ttl) -> CacheNote.hit(ttl, "");
            case Reuse.Renewing(var ttl) -> CacheNote.hit(ttl, "stale-while-revalidate");
            case Reuse.Validate(var why, var ttl, var detail) -> CacheNote.forward(CacheResult.MISS, why, ttl, detail);
        };
    }

    private CacheAnswer look(RequestHead request, Target.Absolute target, Asked asked, Patience patience, CacheRule rule, Loaded loaded) {
        var uri = target.uri();
        var found = loaded;
        while (true) {
            var variants = store.find(uri);
            var stored = Variants.select(variants, request.headers(), settings.languages());
            // what was read from disk, if memory had no room for it
            if (stored == null) stored = Variants.select(found.responses(), request.headers(), settings.languages());
            long now = clock.millis();
            if (stored != null && isDoubtful(stored, target)) {
                store.remove(stored);
                stored.release();
                found = found.spent();
                continue;
            }
            var note = patience == Patience.REFRESH ? refreshing(stored, now) : judged(variants, stored, asked, now);
            if (stored == null && found.mayAsk() && store.below().mayHave(uri, variants)) {
                return new CacheAnswer.Loading(store.below().load(uri, found), note);
            }
            if (stored != null && note.forward() == Forward.NONE) {
                var hit = rule.isNone() ? note : CacheNote.hit(note.ttl(), rule.said(note.detail()));
                return usable(request, uri, variants, stored, patience, found.responses().contains(stored) ? hit.from("disk") : hit, now);
            }
            if (stored == null && isForPart(request, patience)) {
                var part = partial(request, target, asked, now);
                if (part.isPresent()) return part.get();
            }
            var answer = goOn(request, uri, asked, patience, variants, stored, note);
            // somebody else's response was stored between the look and the decision to fetch: look again
            if (!(answer instanceof CacheAnswer.Fetchable(var fetch)) || store.find(uri) == variants) return answer;
            cancel(fetch);
        }
    }

    private static boolean isForPart(RequestHead request, Patience patience) {
        var fields = request.headers();
        return fields.contains(FieldName.RANGE) && request.method() == Method.GET && patience != Patience.REFRESH
            && !fields.contains(FieldName.IF_NONE_MATCH) && !fields.contains(FieldName.IF_MODIFIED_SINCE);
    }

    /** The whole is not there, but perhaps a part that contains what is asked for. */
    private Optional<CacheAnswer> partial(RequestHead request, Target.Absolute target, Asked asked, long now) {
        var found = parts.find(target.uri(), request, settings.languages(), now / 1000);
        if (found.isEmpty()) return Optional.empty();
        var stored = found.get().stored();
        if (!isDoubtful(stored, target) && Reuse.judge(stored.head().terms(), stored.ageSeconds(now), asked) instanceof Reuse.Fresh(long ttl)) {
            store.used(stored);
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

    /** One of its groups was invalidated since it came. */
    private boolean isDoubtful(StoredResponse stored, Target.Absolute target) {
        var fields = stored.head().fields();
        return fields.contains(FieldName.CACHE_GROUPS)
            && doubts.on(Doubts.groups(fields, FieldName.CACHE_GROUPS, target), stored.head().terms().responseMillis());
    }

    private CacheAnswer usable(
        RequestHead request, String uri, List<StoredResponse> variants, StoredResponse stored, Patience patience, CacheNote hit, long now) {
        store.used(stored);
        var selection = select(request, stored, now);
        boolean late = Reuse.renews(stored.head().terms(), hit.ttl());
        boolean ahead = !late && Ahead.isDue(settings.active(), stored, hit.ttl(), openFetches.get());
        if (late || ahead) {
            var at = Variants.meetingPoint(uri, variants, request.headers(), settings.languages());
            if (mayRefresh(at, ahead, now)) return new CacheAnswer.Renewing(stored, selection, hit, new Refresh(uri, at, endMillis(stored)));
        }
        var note = patience == Patience.AGAIN ? CacheNote.collapsed(hit.ttl()) : hit;
        return new CacheAnswer.Usable(stored, selection, note);
    }

    private boolean mayRefresh(String meetingPoint, boolean onBudget, long now) {
        if (onBudget && !ahead.take(settings.active().requestsPerMinute(), now)) return false;
        if (refreshes.begin(meetingPoint, now)) return true;
        if (onBudget) ahead.giveBack();
        return false;
    }

    /** When it becomes stale, milliseconds since 1970. */
    private static long endMillis(StoredResponse stored) {
        var terms = stored.head().terms();
        return terms.responseMillis() + (terms.lifetime() - terms.initialAge()) * 1000;
    }

    /** A renewal is over, whatever came of it. */
    public void refreshed(Refresh refresh) {
        boolean gained = false;
        for (var stored : store.find(refresh.key)) gained |= endMillis(stored) > refresh.endsMillis;
        refreshes.end(refresh.meetingPoint, gained, clock.millis());
    }

    /** Renewals that no client waits for: 0 when nothing is going on. */
    public int refreshesUnderWay() {
        return refreshes.underWay();
    }

    /** Which part of the stored response answers the request. */
    static Selection select(RequestHead request, StoredResponse stored, long nowMillis) {
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
        var meetingPoint = Variants.meetingPoint(uri, variants, request.headers(), settings.languages());
        var underWay = arrivals.at(meetingPoint);
        var arriving = underWay == null ? null : underWay.body();
        if (arriving != null) {
            // its head tells what its variants differ in: those who want the same other one meet there
            meetingPoint = Variants.meetingPoint(uri, arriving.head().variant(), meetingPoint, request.headers(), settings.languages());
            underWay = arrivals.at(meetingPoint);
        }
        boolean shares = !asked.noCache() && (note.forward() != Forward.REQUEST || patience == Patience.REFRESH)
            && !request.headers().contains(FieldName.AUTHORIZATION);
        boolean sociable = shares && patience != Patience.ALONE && request.method() == Method.GET;
        if (underWay != null && shares) {
            var along = alongWith(underWay, request, asked, sociable, note);
            if (along.isPresent()) {
                if (stored != null) stored.release();
                return along.get();
            }
        }
        var conditions = stored == null ? Headers.EMPTY : Revalidation.conditions(stored.head().fields());
        boolean leads = sociable && (conditions.size() > 0 || !request.headers().containsAny(SELECTING));
        var mine = leads ? new Arrivals.Arrival(meetingPoint) : null;
        var led = mine == null ? null : arrivals.lead(mine);
        if (led != mine && led != null) {
            var along = alongWith(led, request, asked, true, note);
            if (along.isPresent()) {
                if (stored != null) stored.release();
                return along.get();
            }
            led = null;
        }
        openFetches.incrementAndGet();
        return new CacheAnswer.Fetchable(
            Fetch.into(store.miss(uri), note, clock.millis(), stored, conditions, meetingPoint, led, patience == Patience.REFRESH));
    }

    /** To read along, or to wait for the head; empty if that fetch is of no use to the request. */
    private Optional<CacheAnswer> alongWith(Arrivals.Arrival underWay, RequestHead request, Asked asked, boolean waits, CacheNote note) {
        var arriving = underWay.body();
        if (arriving != null) return Joining.join(request, asked, arriving, settings.languages(), clock.millis());
        return waits ? Optional.of(new CacheAnswer.Arriving(underWay.settled(), note)) : Optional.empty();
    }

    /** The head of the final response has come; ends the fetch. */
    public Answer settle(RequestHead request, Fetch fetch, ResponseHead response) {
        end(fetch);
        long now = clock.millis();
        try {
            invalidate(request, response, now);
            if (fetch.place == null && !(request.method() == Method.POST && settings.isOn())) return new Answer.Pass(fetch.note());
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

    private void invalidate(RequestHead request, ResponseHead response, long now) {
        if (request.method().safe() || !(request.target() instanceof Target.Absolute target)) return;
        var uris = Invalidation.of(request.method(), target, response);
        if (uris.isEmpty()) return;
        var groups = new ArrayList<>(Doubts.groups(response.headers(), FieldName.CACHE_GROUP_INVALIDATION, target));
        for (var uri : uris) {
            for (var stored : store.find(uri)) groups.addAll(Doubts.groups(stored.head().fields(), FieldName.CACHE_GROUPS, target));
            purge(uri);
        }
        doubts.cast(groups, now);
    }

    /** The origin says that the stored response is still good. */
    private Answer validated(RequestHead request, Fetch fetch, StoredResponse stored, ResponseHead notModified, long now) {
        if (!Revalidation.updates(notModified.headers(), stored.head().fields())) {
            over(fetch, Outcome.IN_VAIN);
            return standIn(request, fetch, stored, 304, "304 with another tag", now);
        }
        var fields = updated(stored, notModified, now);
        var rule = rule(request, stored.status(), fields);
        var stated = stated(rule, fields);
        var control = stated.control();
        var vary = Vary.of(fields);
        var variant = vary instanceof Vary.Fields names ? Vary.variant(names, request.headers(), settings.languages()) : stored.head().variant();
        var terms = terms(stored.status(), fields, stated, rule, notModified.headers(), fetch, now);
        var renewed = store.renew(stored, StoredHead.of(stored.status(), stored.head().reason(), fields, variant, terms));
        boolean forbidden = rule.treatment() == Treatment.NEVER || control.has("no-store") || control.hasForAll("private") || vary instanceof Vary.Anything;
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
        var fields = updated(stored, head, now);
        var rule = rule(request, 200, fields);
        var stated = stated(rule, fields);
        if (stated.control().has("no-store") || stated.control().hasForAll("private")) return;
        var terms = terms(200, fields, stated, rule, head.headers(), fetch, now);
        store.renew(stored, StoredHead.of(200, stored.head().reason(), fields, stored.head().variant(), terms)).release();
    }

    /** What the response says to us, as far as the administrator lets it. */
    private Statement stated(CacheRule rule, Headers fields) {
        var stated = Statement.of(fields, targets);
        return new Statement(rule.control(stated.control(), fields), stated.targeted());
    }

    private Headers updated(StoredResponse stored, ResponseHead newer, long now) {
        return Revalidation.updated(stored.head().fields(), newer.headers(), Statement.of(newer.headers(), targets).withheld(), now / 1000);
    }

    private Answer passed(RequestHead request, Asked asked, Fetch fetch, ResponseHead response, long now) {
        var rule = rule(request, response.status(), response.headers());
        var stated = stated(rule, response.headers());
        var freshness = freshness(response.status(), response.headers(), stated, rule, now);
        var verdict = rule.treatment() == Treatment.NEVER ? new StorageRules.Verdict.Leave(rule.shown())
            : StorageRules.judge(request, asked.control(), response, stated.control(), freshness, settings.notKept());
        return switch (verdict) {
            case StorageRules.Verdict.Leave(var reason) -> {
                if (fetch.isRefresh() && fetch.stale != null && response.status() < 500) supersede(fetch.stale, now);
                yield left(fetch, response, reason, now);
            }
            case StorageRules.Verdict.Store() -> stored(request, fetch, response, rule, stated, now);
        };
    }

    /** The origin has something else by now that cannot be kept; what is stale already is not used a second time. */
    private void supersede(StoredResponse stored, long now) {
        if (stored.freshnessLifetime() <= stored.ageSeconds(now)) store.remove(stored);
    }

    private Answer stored(RequestHead request, Fetch fetch, ResponseHead response, CacheRule rule, Statement stated, long now) {
        boolean part = response.status() == 206;
        if (part && !store.isCurrent(Objects.requireNonNull(fetch.place))) return left(fetch, response, "purged meanwhile", now);
        var place = part ? store.miss(Parts.key(Objects.requireNonNull(fetch.place).key())) : place(request, fetch);
        if (!(Vary.of(response.headers()) instanceof Vary.Fields vary)) throw new AssertionError();
        var fields = Revalidation.storable(response.headers(), stated.withheld(), now / 1000);
        var terms = terms(response.status(), fields, stated, rule, response.headers(), fetch, now);
        var variant = Vary.variant(vary, request.headers(), settings.languages());
        var head = StoredHead.of(response.status(), response.reason(), fields, part ? Parts.variant(variant, request.headers()) : variant, terms);
        boolean sharable = isReusable(terms) && !part;
        if (!sharable) over(fetch, Outcome.IN_VAIN);
        long length = length(response);
        long bodyMax = rule.bodyMax(settings.objectMax().bytes());
        var led = sharable ? fetch.led : null;
        var company = led == null ? Company.NONE : led.isExpected() ? Company.EXPECTED : Company.POSSIBLE;
        var opened = store.open(place, head, length, bodyMax, company, ending -> {
            var reason = notStored(ending, length > bodyMax);
            if (!reason.isEmpty()) notStored.note(place.key(), response.status(), reason, fields, now);
            over(fetch, sharable ? outcome(ending) : Outcome.IN_VAIN);
            if (part && ending == StoreWriter.Ending.STORED) parts.combine(Objects.requireNonNull(fetch.place).key(), bodyMax);
        });
        var refused = length > bodyMax ? "too large" : "no room";
        if (opened.isEmpty()) return left(fetch, response, refused, now);
        var writer = opened.get();
        if (led != null) {
            arrivals.remember(fetch.meetingPoint, Outcome.SHARED);
            led.open(writer.body());
        }
        return new Answer.PassAndStore(writer, writer.keeps()
            ? fetch.note().storing(terms.lifetime() - terms.initialAge(), rule.said(fetch.note().detail()))
            : fetch.note().notStored(refused));
    }

    private static Outcome outcome(StoreWriter.Ending ending) {
        return switch (ending) {
            case STORED -> Outcome.SHARED;
            case PASSED, CUT -> Outcome.LEFT;
            case NO_ROOM -> Outcome.IN_VAIN;
        };
    }

    private static String notStored(StoreWriter.Ending ending, boolean tooLarge) {
        return switch (ending) {
            case STORED -> "";
            case PASSED -> tooLarge ? "too large" : "turned out too large, worth less than what is stored, or purged meanwhile";
            case CUT -> "its body broke off";
            case NO_ROOM -> "no room";
        };
    }

    private Answer left(Fetch fetch, ResponseHead response, String reason, long now) {
        over(fetch, Outcome.IN_VAIN);
        if (fetch.place == null) return new Answer.Pass(fetch.note());
        notStored.note(fetch.place.key(), response.status(), reason, response.headers(), now);
        return new Answer.Pass(fetch.note().notStored(reason));
    }

    /** What POST brings is stored after it made doubtful what was there before. */
    private MemoryStore.Place place(RequestHead request, Fetch fetch) {
        if (fetch.place != null) return fetch.place;
        return store.miss(((Target.Absolute) request.target()).uri());
    }

    private static long length(ResponseHead response) {
        return switch (response.bodyFor(Method.GET)) {
            case BodyLength.None() -> 0;
            case BodyLength.Exactly(var bytes) -> bytes;
            case BodyLength.Chunked(), BodyLength.UntilClose() -> -1;
        };
    }

    /** @param received the fields that came now, whose {@code Age} and {@code Date} count */
    private Terms terms(int status, Headers fields, Statement stated, CacheRule rule, Headers received, Fetch fetch, long now) {
        var freshness = freshness(status, fields, stated, rule, now);
        long initialAge = Freshness.initialAge(received, fetch.requestMillis(), now);
        return stated.terms(freshness, initialAge, now).keptFor(fetch.keptMax());
    }

    private Freshness freshness(int status, Headers fields, Statement stated, CacheRule rule, long now) {
        return rule.freshness(Freshness.of(status, fields, stated, settings.heuristic(), now / 1000), fields);
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
            boolean allowed = Reuse.standsInForSilence(stale.head().terms(), stale.ageSeconds(now), asked(request), settings.staleMax().toSeconds());
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

    /** Whether others wait for the fetch, so that it goes on without the client it began for. */
    public boolean isAwaited(Fetch fetch) {
        return fetch.led != null && fetch.led.isExpected();
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

    /** Forgets all that is stored of a URI, whole or in part. */
    private int purge(String uri) {
        return store.purge(uri) + store.purge(Parts.key(uri));
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
