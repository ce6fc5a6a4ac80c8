// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.Journal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** What the cache did for requests, in requests and in bytes sent to clients. */
final class HitCount implements Journal.Reading {
    private final Map<CacheResult, LongAdder> requests = adders();
    private final Map<CacheResult, LongAdder> bytes = adders();

    private static Map<CacheResult, LongAdder> adders() {
        var adders = new EnumMap<CacheResult, LongAdder>(CacheResult.class);
        for (var result : CacheResult.values()) adders.put(result, new LongAdder());
        return adders;
    }

    @Override
    public void read(ExchangeRecord exchange) {
        of(requests, exchange.cache).increment();
        of(bytes, exchange.cache).add(exchange.bytesToClient);
    }

    private static LongAdder of(Map<CacheResult, LongAdder> adders, CacheResult result) {
        return Objects.requireNonNull(adders.get(result));
    }

    private static long sum(Map<CacheResult, LongAdder> adders, CacheResult... results) {
        long sum = 0;
        for (var result : results) sum += of(adders, result).sum();
        return sum;
    }

    long hits() {
        return sum(requests, CacheResult.HIT, CacheResult.STALE, CacheResult.COLLAPSED, CacheResult.REVALIDATED);
    }

    long misses() {
        return sum(requests, CacheResult.MISS);
    }

    /** Of requests the cache had to do with; tunnels are not among them. */
    Map<CacheResult, Long> byResult() {
        var counts = new EnumMap<CacheResult, Long>(CacheResult.class);
        requests.forEach((result, count) -> {
            if (result != CacheResult.NONE) counts.put(result, count.sum());
        });
        return counts;
    }

    long bytesFromCache() {
        return sum(bytes, CacheResult.HIT, CacheResult.STALE, CacheResult.COLLAPSED, CacheResult.REVALIDATED);
    }

    /** Of answers from the cache, and of those that could have been. */
    long bytesSent() {
        return bytesFromCache() + sum(bytes, CacheResult.MISS);
    }
}
