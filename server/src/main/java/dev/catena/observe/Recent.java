// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last exchanges, for whoever looks at the console. Small, as the {@link Journal} bounds each record. */
public final class Recent implements Journal.Reading {
    /** How many are kept. */
    public static final int KEPT = 1000;

    private final AtomicReferenceArray<@Nullable ExchangeRecord> ring;
    private final AtomicLong next = new AtomicLong();

    public Recent() {
        this(KEPT);
    }

    Recent(int kept) {
        ring = new AtomicReferenceArray<>(kept);
    }

    @Override
    public void read(ExchangeRecord exchange) {
        ring.setRelease((int) (next.getAndIncrement() % ring.length()), exchange);
    }

    /** The newest first, and so many at most. */
    public List<ExchangeRecord> last(int max) {
        long newest = next.get();
        var found = new ArrayList<ExchangeRecord>();
        for (long at = newest - 1; at >= Math.max(0, newest - ring.length()) && found.size() < max; at--) {
            var exchange = ring.getAcquire((int) (at % ring.length()));
            if (exchange != null) found.add(exchange);
        }
        return found;
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
        for (var exchange : last(ring.length())) {
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
