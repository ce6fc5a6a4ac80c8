// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.cache.CacheAnswer.Patience;
import dev.catena.http.RequestHead;
import dev.catena.http.ResponseHead;
import dev.catena.http.Target;
import dev.catena.store.Loaded;
import dev.catena.store.MemoryStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The shared cache (RFC 9111): may a request be answered from what is stored, must it be forwarded and how ({@link Lookup}), may the answer be
 * stored ({@link Settlement}). All methods may be called from any event loop; none blocks, but for those that say so.
 */
public final class Cache {
    private final Holdings known;
    private final Stock stock;
    private volatile InForce inForce;

    /** Both sides of a request, under the settings of the moment. */
    private record InForce(Lookup lookup, Settlement settlement, Forecast forecast) {
        static InForce of(CacheSettings settings, Holdings known) {
            var book = Rulebook.of(settings);
            var lookup = new Lookup(known, book);
            return new InForce(lookup, new Settlement(known, book), new Forecast(known, book, lookup));
        }
    }

    /** @param store sized by the settings */
    public Cache(CacheSettings settings, MemoryStore store, InstantSource clock) {
        this.known = Holdings.of(store, clock);
        this.stock = new Stock(() -> List.of(store, store.below()), known::purge, clock);
        this.inForce = InForce.of(settings, known);
    }

    /** Takes other settings from the next request on; resizes the store. */
    public void use(CacheSettings others) {
        inForce = InForce.of(others, known);
        known.store().resize(others.memory().bytes());
    }

    // ---- before the request goes out ----

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
        return inForce.lookup.ask(request, absolute(request), patience, loaded);
    }

    private static Target.Absolute absolute(RequestHead request) {
        if (request.target() instanceof Target.Absolute target) return target;
        throw new IllegalArgumentException("not an absolute target: " + request.rawTarget());
    }

    /**
     * What {@link #ask} would find, without asking: keeps nothing, counts nothing. It may wait for the disk, so it is not for event loops.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public Foresight foresee(RequestHead request) {
        return inForce.forecast.foresee(request, absolute(request));
    }

    /**
     * Why {@link #ask} would find what {@link #foresee} says, for people. It may wait for the disk.
     *
     * @throws IllegalArgumentException if its target is not absolute
     */
    public Reasoning reason(RequestHead request) {
        return inForce.forecast.reason(request, absolute(request));
    }

    /** A renewal is over, whatever came of it. */
    public void refreshed(Refresh refresh) {
        inForce.lookup.refreshed(refresh);
    }

    // ---- when the response has come, or will not ----

    /** The head of the final response has come; ends the fetch. */
    public Answer settle(RequestHead request, Fetch fetch, ResponseHead response) {
        return inForce.settlement.settle(request, fetch, response);
    }

    /**
     * No response came, for another reason than the client's leaving; ends the fetch.
     *
     * @return the stale response that may stand in for it (RFC 9111 §4.2.4)
     */
    public Optional<Answer.FromCache> abandon(RequestHead request, Fetch fetch) {
        return inForce.settlement.abandon(request, fetch);
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
