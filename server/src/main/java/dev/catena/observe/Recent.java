// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.Json;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last exchanges, for whoever looks at the console. Small, as the {@link Journal} bounds each record. Each event loop keeps its own, so that none waits for
 * memory that another has just written.
 */
public final class Recent implements Journal.Reading {
    /** How many are kept. */
    public static final int KEPT = 1000;

    private final List<Ring> rings = new CopyOnWriteArrayList<>();
    private final ThreadLocal<Ring> own;
    private final int kept;

    public Recent() {
        this(KEPT);
    }

    Recent(int kept) {
        this.kept = kept;
        this.own = ThreadLocal.withInitial(() -> {
            var ring = new Ring(kept);
            rings.add(ring);
            return ring;
        });
    }

    /** The last of one thread. */
    private static final class Ring {
        private final AtomicReferenceArray<@Nullable ExchangeRecord> records;
        private final AtomicInteger end = new AtomicInteger();

        Ring(int kept) {
            records = new AtomicReferenceArray<>(kept);
        }

        void add(ExchangeRecord exchange) {
            int at = end.getPlain();
            records.setRelease(at, exchange);
            end.setRelease(at + 1 == records.length() ? 0 : at + 1);
        }

        /** The newest first. */
        Stream<ExchangeRecord> last() {
            int newest = end.getAcquire() + records.length() - 1;
            return IntStream.range(0, records.length()).mapToObj(back -> records.getAcquire((newest - back) % records.length())).filter(Objects::nonNull);
        }
    }

    @Override
    public void read(ExchangeRecord exchange) {
        own.get().add(exchange);
    }

    /** The newest first, by when they ended, and so many at most. */
    public List<ExchangeRecord> last(int max) {
        return rings.stream().flatMap(Ring::last).sorted(Comparator.comparingLong(ExchangeRecord::endedAtNanos).reversed()).limit(Math.min(max, kept)).toList();
    }

    /**
     * An exchange as people look at it.
     *
     * @param url without its query
     * @param tookNanos -1 if it is not known
     */
    public record Shown(long startMillis, String client, String method, String url, int status, String result, long tookNanos) {}

    /** The newest first, as {@link #last}, without query strings. */
    public List<Shown> shown(int max) {
        return last(max).stream().map(exchange -> new Shown(exchange.startMillis, JsonLine.address(exchange.client), exchange.method,
            LoggedUrl.of(exchange, QueryText.REDACT, "…"), exchange.status, Result.of(exchange).word(), exchange.endNanos)).toList();
    }

    /** One exchange as a JSON object, without query string; false, and nothing written, if it is not kept. */
    public boolean write(Json json, String id) {
        for (var exchange : last(kept)) {
            if (!exchange.id.equals(id)) continue;
            new JsonLine(QueryText.REDACT).object(json, exchange);
            return true;
        }
        return false;
    }

    /** The same as a JSON array, without query strings. */
    public void write(Json json, String name, int max) {
        var line = new JsonLine(QueryText.REDACT);
        json.array(name);
        for (var exchange : last(max)) line.object(json, exchange);
        json.endArray();
    }
}
