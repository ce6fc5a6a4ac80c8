// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import java.util.HashMap;
import java.util.LinkedHashMap;

/** Plays traces against a policy, as the store would. */
final class Simulator {
    private Simulator() {}

    static final class Item extends Resident {
        private final int object;

        Item(int object, int size) {
            super(Hash.mix(object), size);
            this.object = object;
        }
    }

    /** Share of requests from {@code from} on that found their object. */
    static double hitRatio(Replacement<Item> policy, Trace trace, long capacity, int from) {
        var stored = new HashMap<Integer, Item>();
        long held = 0;
        long hits = 0;
        for (int i = 0; i < trace.length(); i++) {
            int object = trace.object(i);
            int size = trace.size(object);
            var item = stored.get(object);
            if (item != null) {
                item.touch();
                if (i >= from) hits++;
                continue;
            }
            long hash = Hash.mix(object);
            policy.missed(hash);
            if (held + size > capacity) {
                var gone = policy.giveWay(policy.misses(hash), size, held + size - capacity, _ -> false);
                for (var victim : gone) {
                    stored.remove(victim.object);
                    held -= victim.size;
                }
                if (gone.isEmpty()) continue;
            }
            var newcomer = new Item(object, size);
            stored.put(object, newcomer);
            held += size;
            policy.add(newcomer);
        }
        return (double) hits / (trace.length() - from);
    }

    /** The same for the two textbook orders: least recently used goes first, or first in first out. */
    static double textbookHitRatio(boolean byUse, Trace trace, long capacity, int from) {
        var order = new LinkedHashMap<Integer, Integer>(1024, 0.75f, byUse);
        long held = 0;
        long hits = 0;
        for (int i = 0; i < trace.length(); i++) {
            int object = trace.object(i);
            if (order.get(object) != null) {
                if (i >= from) hits++;
                continue;
            }
            order.put(object, trace.size(object));
            held += trace.size(object);
            for (var oldest = order.entrySet().iterator(); held > capacity; ) {
                held -= oldest.next().getValue();
                oldest.remove();
            }
        }
        return (double) hits / (trace.length() - from);
    }
}
