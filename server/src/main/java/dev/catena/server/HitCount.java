// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.observe.ExchangeRecord;
import dev.catena.observe.ExchangeRecord.CacheResult;
import dev.catena.observe.Journal;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What the cache did for requests, in requests and in bytes sent to clients. */
final class HitCount implements Journal.Reading {
    private static final CacheResult[] RESULTS = CacheResult.values();

    /** By what the cache did. */
    private final LongAdder[] requests = adders();
    private final LongAdder[] bytes = adders();

    private static LongAdder[] adders() {
        return Stream.generate(LongAdder::new).limit(RESULTS.length).toArray(LongAdder[]::new);
    }

    @Override
    public void read(ExchangeRecord exchange) {
        int result = exchange.cache.ordinal();
        requests[result].increment();
        bytes[result].add(exchange.bytesToClient);
    }

    private static long sum(LongAdder[] adders, CacheResult... results) {
        long sum = 0;
        for (var result : results) sum += adders[result.ordinal()].sum();
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
        for (var result : RESULTS) if (result != CacheResult.NONE) counts.put(result, requests[result.ordinal()].sum());
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
