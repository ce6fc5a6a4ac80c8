// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.base.Offload;
import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.store.HeldContent;
import dev.catena.store.Loaded;
import dev.catena.store.LowerTier;
import dev.catena.store.MemoryStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The shared cache (RFC 9111): may a request be answered from what is stored, must it be forwarded and how ({@link Lookup}), may the answer be
 * stored ({@link Settlement}). All methods may be called from any event loop; none blocks, but for those that say so.
 */
public final class Cache {
    private final Holdings known;
    /** Purges that clients ask for: each may wait for a disk, and few ever run at once. */
    private static final int PURGES_WAITING_MAX = 1024;

    private final Offload purges = new Offload("purges", 4, PURGES_WAITING_MAX, Stock.LASTS_WITHIN.plus(Stock.LASTS_WITHIN));
    private final Stock stock;
    private volatile InForce inForce;
    private volatile Hearer hearer = (_, _) -> {};

    /** Both sides of a request, under the settings of the moment. */
    private record InForce(CacheSettings settings, Lookup lookup, Settlement settlement, Forecast forecast) {
        static InForce of(CacheSettings settings, Holdings known, Hearer others) {
            var book = Rulebook.of(settings);
            var intake = new Intake(known);
            var mender = new Mender(known, book, intake);
            var lookup = new Lookup(known, book, mender);
            return new InForce(settings, lookup, new Settlement(known, book, intake, mender, others), new Forecast(known, book, lookup));
        }
    }

    /** @param store sized by the settings */
    public Cache(CacheSettings settings, MemoryStore store, InstantSource clock) {
        this.known = Holdings.of(store, clock);
        this.stock = new Stock(known);
        this.inForce = InForce.of(settings, known, this::doubted);
    }

    /** Takes other settings from the next request on; resizes the store. */
    public void use(CacheSettings others) {
        inForce = InForce.of(others, known, this::doubted);
        known.store().resize(others.memory().bytes());
    }

    /** From now on what is stored goes to that tier too, and what is stored there is found. May wait for disks. */
    public void useBelow(LowerTier tier) {
        known.doubts().useBelow(tier, known.clock().millis());
        known.store().useBelow(tier);
    }

    // ---- as one of several ----

    /** From now on others hear what unsafe requests make doubtful. */
    public void tell(Hearer others) {
        hearer = others;
    }

    private void doubted(List<String> uris, List<String> names) {
        hearer.doubted(uris, names);
    }

    /** Another cache was told so ({@link Hearer}): keeps nothing any more of these URIs, and doubts what has one of these names. */
    public void doubt(List<String> uris, List<String> names) {
        known.doubt(uris, names);
    }

    // ---- before the request goes out ----

    /** Whether the content of a QUERY is worth reading before {@link #ask}; if not, what to ask with instead. */
    public Optional<Content> refusesContent(RequestHead request) {
        return request.target() instanceof Target.Absolute target ? inForce.lookup.refusesContent(request, target) : Optional.of(Content.NONE);
    }

    /** Room for the content of a QUERY, within the memory of the cache. */
    public HeldContent holdContent() {
        return known.store().hold((int) inForce.settings.queryBodyMax().bytes());
    }

    /** What is known of content that was read. */
    public Content contentOf(HeldContent held, boolean whole) {
        return whole ? Content.of(held.digest()) : Content.notHeld(held.lacksRoom());
    }

    /** What to do with a request. */
    public CacheAnswer ask(Inquiry inquiry, Patience patience) {
        return ask(inquiry, patience, Loaded.NOT_YET);
    }

    /**
     * What to do with a request.
     *
     * @param loaded what {@link CacheAnswer.Loading} brought; the caller releases it afterwards
     */
    public CacheAnswer ask(Inquiry inquiry, Patience patience, Loaded loaded) {
        return inForce.lookup.ask(inquiry, patience, loaded);
    }

    /** What {@link #ask} would find, without asking: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops. */
    public Foresight foresee(Inquiry inquiry) {
        return inForce.forecast.foresee(inquiry);
    }

    /** Why {@link #ask} would find what {@link #foresee} says, for people. It may wait for the disk. */
    public Reasoning reason(Inquiry inquiry) {
        return inForce.forecast.reason(inquiry);
    }

    /** Whether popular responses are renewed without being asked for. */
    public boolean renewsAhead() {
        return inForce.settings.active().on();
    }

    /** Whether a renewal that is due may begin. */
    public Renewal.Leave begin(Renewal renewal) {
        return inForce.lookup.begin(renewal);
    }

    /** A renewal is over, whatever came of it. */
    public void refreshed(Refresh refresh) {
        inForce.lookup.refreshed(refresh);
    }

    // ---- when the response has come, or will not ----

    /** The head of the final response has come; ends the fetch. */
    public Answer settle(Inquiry inquiry, Fetch fetch, ResponseHead response) {
        return inForce.settlement.settle(inquiry, fetch, response);
    }

    /** A response came that another cache looks after: what it invalidates goes here, too (RFC 9111 §4.4). */
    public void passed(RequestHead request, ResponseHead response) {
        inForce.settlement.invalidate(request, response, (_, _) -> {});
    }

    /**
     * No response came, for another reason than the client's leaving; ends the fetch.
     *
     * @return the stale response that may stand in for it (RFC 9111 §4.2.4)
     */
    public Optional<Answer.FromCache> abandon(Inquiry inquiry, Fetch fetch) {
        return inForce.settlement.abandon(inquiry, fetch);
    }

    /** The client left before a response came; ends the fetch. */
    public void cancel(Fetch fetch) {
        known.cancel(fetch);
    }

    /** Whether others wait for the fetch, so that it goes on without the client it began for. */
    public boolean isAwaited(Fetch fetch) {
        return fetch.led != null && fetch.led.isExpected();
    }

    // ---- for administrators ----

    /** Forgets what is stored of a URL on another thread, and waits until that is for good ({@link Stock#lasts}). Fails if too many wait for that. */
    public CompletionStage<Stock.Purged> purge(String url) {
        return purges.submit(() -> new Stock.Purged(stock.purge(url), stock.lasts()));
    }

    /** What is stored, as an administrator sees it. */
    public Stock stock() {
        return stock;
    }

    /** Renewals that no client waits for: 0 when nothing is going on. */
    public int refreshesUnderWay() {
        return known.refreshes().underWay();
    }

    /** Fetches neither settled, abandoned nor cancelled: 0 when nothing is going on. */
    public int openFetches() {
        return known.openFetches().get();
    }

    /** Fetches that requests may be waiting for: 0 when nothing is going on. */
    public int arrivals() {
        return known.arrivals().count();
    }
}
