// SPDX-License-Identifier: Apache-2.0
package dev.catena.console;

import dev.catena.observe.ExchangeRecord.CacheResult;
import java.util.List;
import java.util.Map;

/**
 * How the cache is, at one moment; what is counted is counted since the start.
 *
 * @param requests by what the cache did for them
 * @param bytesSent to clients, of all answers the cache had to do with
 * @param bytesFromCache those of them that came from the cache
 * @param purged responses taken out on demand
 * @param underWay fetches that other requests may be waiting for
 */
public record CacheReport(List<Tier> tiers, Map<CacheResult, Long> requests, long bytesSent, long bytesFromCache, long purged, long underWay) {
    /**
     * A part of the store.
     *
     * @param evictions responses pushed out for others
     * @param rejected responses that found no room
     */
    public record Tier(String name, long bytes, long bytesMax, long objects, long evictions, long rejected) {}

    public CacheReport {
        tiers = List.copyOf(tiers);
        requests = Map.copyOf(requests);
    }

    /** Of the requests that could have been answered from the cache, the share that was; 0 to 1, NaN before the first. */
    double hitRatio() {
        long hits = of(CacheResult.HIT) + of(CacheResult.STALE) + of(CacheResult.COLLAPSED) + of(CacheResult.REVALIDATED);
        return (double) hits / (hits + of(CacheResult.MISS));
    }

    /** The same of bytes. */
    double byteHitRatio() {
        return (double) bytesFromCache / bytesSent;
    }

    private long of(CacheResult result) {
        return requests.getOrDefault(result, 0L);
    }
}
