// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import dev.catena.store.Inventory;
import dev.catena.store.StoredEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What is stored, for an administrator who looks at it or takes it out. Lists, and purges of more than one URL, go through everything: they
 * are for threads that may wait, never for an event loop.
 */
public final class Stock {
    /** How long a purge waits for the disks: less than the members of an array wait for each other. */
    static final Duration LASTS_WITHIN = Duration.ofSeconds(4);

    private final Holdings known;
    private final LongAdder purged = new LongAdder();

    /**
     * A stored response.
     *
     * @param tier where it lies
     * @param url it answers for
     * @param query SHA-256 of the content of the QUERY it answers, in hexadecimal; empty if it answers GET
     * @param status of the response
     * @param bytes of its body
     * @param ageSeconds since the origin made or confirmed it
     * @param lifetimeSeconds it is fresh, counted from age 0
     * @param variant the request fields that select it, {@code Accept-Encoding: gzip}; empty where none does
     * @param tags under which it is purged
     */
    public record Item(String tier, String url, String query, int status, long bytes, long ageSeconds, long lifetimeSeconds, List<String> variant, List<String> tags) {
        static Item of(String tier, StoredEntry entry, long nowMillis) {
            var head = entry.head();
            return new Item(tier, Keys.uri(entry.key()), Keys.contentDigest(entry.key()), head.status(), entry.bodyLength(), head.terms().age(nowMillis), head.terms().lifetime(),
                Variants.shown(head.variant()), Tags.of(head.fields()));
        }
    }

    /**
     * @param items in no particular order
     * @param more there were more than were asked for
     */
    public record Listing(List<Item> items, boolean more) {}

    Stock(Holdings known) {
        this.known = known;
    }

    private List<Inventory> tiers() {
        return List.of(known.store(), known.store().below());
    }

    /** Some of what is stored; what comes or goes meanwhile may be in it or not. */
    public Listing list(Subject subject, int itemsMax) {
        var items = new ArrayList<Item>();
        long now = known.clock().millis();
        for (var tier : tiers()) {
            tier.visit(entry -> {
                if (subject.includes(entry) && !known.isDoubtful(entry)) items.add(Item.of(tier.tier(), entry, now));
                return items.size() <= itemsMax;
            });
        }
        boolean more = items.size() > itemsMax;
        return new Listing(List.copyOf(more ? items.subList(0, itemsMax) : items), more);
    }

    /** Forgets it; returns how many responses there were. */
    public int purge(Subject subject) {
        int gone = 0;
        for (var tier : tiers()) gone += tier.purge(subject::includes);
        purged.add(gone);
        return gone;
    }

    /**
     * Forgets all variants of one URL, in its canonical form, and what answers queries of it. Returns how many there were; of what answers queries only what
     * is in memory counts.
     */
    public int purge(String url) {
        int gone = known.purge(url) + known.purgeQueries(url);
        purged.add(gone);
        return gone;
    }

    /**
     * Whether what was purged before would stay so after a crash or a loss of power. Waits until the disks say so, for {@link #LASTS_WITHIN} at most: for
     * threads that may.
     */
    public boolean lasts() {
        return known.store().below().sync().toCompletableFuture().completeOnTimeout(false, LASTS_WITHIN.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /**
     * What became of a purge.
     *
     * @param count of responses that there were
     * @param lasting it stays so after a crash
     */
    public record Purged(int count, boolean lasting) {}

    /** Responses purged since the start. */
    public long purged() {
        return purged.sum();
    }
}
