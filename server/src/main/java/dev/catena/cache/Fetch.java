// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.http.FieldName;
import dev.catena.http.Headers;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way to the origin, as the cache sees it: what to add to it, what it may replace, and who waits for it. Belongs to
 * the exchange's event loop, until exactly one of {@link Cache#settle}, {@link Cache#abandon} and {@link Cache#cancel} ends it.
 */
public final class Fetch {
    /** Fields of the client that are left out when {@link #conditions} are added. */
    public static final Headers.Known REPLACED = Headers.Known.of(
        FieldName.IF_NONE_MATCH, FieldName.IF_MODIFIED_SINCE, FieldName.RANGE, FieldName.IF_RANGE);

    private final CacheNote note;
    private final Headers conditions;
    private final long requestMillis;
    private final boolean refresh;
    private boolean ended;
    private long keptMax = Long.MAX_VALUE / 2;

    /** Where the response goes; null for a request that passes the cache by. */
    final MemoryStore.@Nullable Place place;
    /** What is stored already, but cannot be used as it is; retained until the end. */
    final @Nullable StoredResponse stale;
    /** Where requests for the same response meet. */
    final String meetingPoint;
    /** What is stored in part, which the response is to complete; held until the end. */
    final @Nullable Mending mending;
    /** Those who wait for it; null if nobody may. */
    final Arrivals.@Nullable Arrival led;

    private Fetch(CacheNote note, Headers conditions, long requestMillis, MemoryStore.@Nullable Place place,
        @Nullable StoredResponse stale, @Nullable Mending mending, String meetingPoint, Arrivals.@Nullable Arrival led, boolean refresh) {
        this.note = note;
        this.conditions = conditions;
        this.requestMillis = requestMillis;
        this.place = place;
        this.stale = stale;
        this.mending = mending;
        this.meetingPoint = meetingPoint;
        this.led = led;
        this.refresh = refresh;
    }

    /** Past the cache. */
    static Fetch bypass(CacheNote note, long requestMillis) {
        return new Fetch(note, Headers.EMPTY, requestMillis, null, null, null, "", null, false);
    }

    /** Of what may be stored; takes over the reference to the stale response. */
    static Fetch into(MemoryStore.Place place, CacheNote note, long requestMillis, @Nullable StoredResponse stale,
        Headers conditions, String meetingPoint, Arrivals.@Nullable Arrival led, boolean refresh) {
        return new Fetch(note, conditions, requestMillis, place, stale, null, meetingPoint, led, refresh);
    }

    /** Of what completes stored parts; takes over the mending. */
    static Fetch completing(MemoryStore.Place place, CacheNote note, long requestMillis, Mending mending, String meetingPoint, Arrivals.@Nullable Arrival led) {
        return new Fetch(note, mending.firstGap().conditions(), requestMillis, place, null, mending, meetingPoint, led, false);
    }

    /** Fields to add to the forwarded request, instead of those in {@link #REPLACED}; without lines: forward the client's own. */
    public Headers conditions() {
        return conditions;
    }

    /** Why it is forwarded. */
    public CacheNote note() {
        return note;
    }

    /** When it went out, milliseconds since 1970. */
    long requestMillis() {
        return requestMillis;
    }

    /** Whether a 304 would be about the stored response. */
    boolean validates() {
        return stale != null && conditions.size() > 0;
    }

    /** Whether no client waits for it. */
    boolean isRefresh() {
        return refresh;
    }

    /** What comes is kept no longer than this, whatever it says: others keep it for us. */
    public void keepFor(long seconds) {
        keptMax = seconds;
    }

    long keptMax() {
        return keptMax;
    }

    /** Gives back what it holds of the store. */
    void release() {
        if (stale != null) stale.release();
        if (mending != null) mending.release();
    }

    void end() {
        if (ended) throw new IllegalStateException("the fetch ended already: " + meetingPoint);
        ended = true;
    }
}
