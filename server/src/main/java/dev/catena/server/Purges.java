// SPDX-License-Identifier: Apache-2.0
package dev.catena.server;

import dev.catena.array.Acknowledgement;
import dev.catena.cache.Cache;
import dev.catena.cache.Stock;
import dev.catena.cache.Subject;
import java.util.List;

/** Takes out of the cache what somebody names ({@link dev.catena.array.MemberDuties#purge}), and says whether it stays out after a crash. */
final class Purges {
    private static final String NOT_LASTING = "a disk has not confirmed it, so that after a crash some may be found again; `catena status` tells how the disks are";

    private final Cache cache;
    private final ArrayPlace array;

    Purges(Cache cache, ArrayPlace array) {
        this.cache = cache;
        this.array = array;
    }

    /**
     * At all members if this is one of an array.
     *
     * @throws IllegalArgumentException with a sentence for the person who asked
     */
    List<Acknowledgement> everywhere(String kind, String text) {
        var acknowledged = array.purge(kind, text);
        if (!acknowledged.isEmpty()) return acknowledged;
        var purged = purge(kind, text);
        return List.of(new Acknowledgement("", purged.lasting(), purged.count(), purged.lasting() ? "" : NOT_LASTING));
    }

    /**
     * At this one only, for the others of an array, who hear of a failure by its words.
     *
     * @throws IllegalStateException if it may not last
     */
    int here(String kind, String text) {
        var purged = purge(kind, text);
        if (!purged.lasting()) throw new IllegalStateException("%d purged; %s".formatted(purged.count(), NOT_LASTING));
        return purged.count();
    }

    private Stock.Purged purge(String kind, String text) {
        int gone = kind.equals("url") ? cache.stock().purge(text) : cache.stock().purge(Subject.of(kind, text));
        return new Stock.Purged(gone, cache.stock().lasts());
    }
}
