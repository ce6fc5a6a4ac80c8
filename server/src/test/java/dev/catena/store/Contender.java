// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongFunction;

/** A policy that decides over a number of bytes: the others' as their papers have them, and ours as the store plays it. */
interface Contender {
    /** Somebody asks for the object; says whether it was there. What is decided is decided before this returns. */
    boolean request(int object, int size);

    /** All of them, by the name in the table. */
    static Map<String, LongFunction<Contender>> all() {
        var all = new LinkedHashMap<String, LongFunction<Contender>>();
        all.put("LRU", Lru::new);
        all.put("S3-FIFO by bytes", S3Fifo::new);
        all.put("W-TinyLFU (Caffeine)", TinyLfu::new);
        all.put("GDSF", Gdsf::new);
        all.put("ours", Ours::new);
        return all;
    }

    /** What was used longest ago goes first. */
    final class Lru implements Contender {
        private final LinkedHashMap<Integer, Integer> order = new LinkedHashMap<>(1024, 0.75f, true);
        private final long capacity;
        private long held;

        Lru(long capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean request(int object, int size) {
            if (order.get(object) != null) return true;
            order.put(object, size);
            held += size;
            for (var oldest = order.entrySet().iterator(); held > capacity; ) {
                held -= oldest.next().getValue();
                oldest.remove();
            }
            return false;
        }
    }

    /** Three queues (Yang and others, "FIFO queues are all you need for cache eviction", 2023), their lengths counted in bytes. */
    final class S3Fifo implements Contender {
        private static final double SMALL_SHARE = 0.1;
        private static final int USES_MAX = 3;

        private static final class Entry {
            final int object;
            final int size;
            int uses;
            boolean small = true;

            Entry(int object, int size) {
                this.object = object;
                this.size = size;
            }
        }

        private final Map<Integer, Entry> stored = new HashMap<>();
        private final ArrayDeque<Entry> small = new ArrayDeque<>();
        private final ArrayDeque<Entry> main = new ArrayDeque<>();
        private final LinkedHashSet<Integer> ghosts = new LinkedHashSet<>();
        private final long capacity;
        private long held;
        private long inSmall;

        S3Fifo(long capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean request(int object, int size) {
            var found = stored.get(object);
            if (found != null) {
                found.uses = Math.min(USES_MAX, found.uses + 1);
                return true;
            }
            if (size > capacity) return false;
            while (held + size > capacity) evict();
            var entry = new Entry(object, size);
            entry.small = !ghosts.remove(object);
            (entry.small ? small : main).add(entry);
            stored.put(object, entry);
            held += size;
            if (entry.small) inSmall += size;
            return false;
        }

        private void evict() {
            if (!small.isEmpty() && (inSmall > capacity * SMALL_SHARE || main.isEmpty())) evictSmall();
            else evictMain();
        }

        private void evictSmall() {
            var oldest = small.remove();
            inSmall -= oldest.size;
            if (oldest.uses > 1) {
                oldest.small = false;
                oldest.uses = 0;
                main.add(oldest);
                return;
            }
            drop(oldest);
            ghosts.add(oldest.object);
            if (ghosts.size() > Math.max(16, stored.size())) ghosts.removeFirst();
        }

        private void evictMain() {
            var oldest = main.remove();
            if (oldest.uses-- > 0) main.add(oldest);
            else drop(oldest);
        }

        private void drop(Entry entry) {
            stored.remove(entry.object);
            held -= entry.size;
        }
    }

    /** Caffeine with its weigher, its maintenance in the caller. */
    final class TinyLfu implements Contender {
        private final Cache<Integer, Integer> cache;

        TinyLfu(long capacity) {
            cache = Caffeine.newBuilder().maximumWeight(capacity).weigher((Integer _, Integer size) -> size).executor(Runnable::run).build();
        }

        @Override
        public boolean request(int object, int size) {
            if (cache.getIfPresent(object) != null) return true;
            cache.put(object, size);
            return false;
        }
    }

    /** Greedy-dual-size-frequency as published (Cherkasova, 1998): everything is let in, and the least worthy goes. */
    final class Gdsf implements Contender {
        private record Entry(int object, int size, int uses, double worth) {}

        private final Map<Integer, Entry> stored = new HashMap<>();
        private final TreeSet<Entry> order = new TreeSet<>((a, b) ->
            a.worth != b.worth ? Double.compare(a.worth, b.worth) : Integer.compare(a.object, b.object));
        private final long capacity;
        private long held;
        private double clock;

        Gdsf(long capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean request(int object, int size) {
            var found = stored.get(object);
            if (found != null) {
                order.remove(found);
                put(new Entry(object, size, found.uses + 1, clock + (found.uses + 1.0) / size));
                return true;
            }
            if (size > capacity) return false;
            while (held + size > capacity) {
                var least = order.removeFirst();
                stored.remove(least.object);
                held -= least.size;
                clock = least.worth;
            }
            held += size;
            put(new Entry(object, size, 1, clock + 1.0 / size));
            return false;
        }

        private void put(Entry entry) {
            stored.put(entry.object, entry);
            order.add(entry);
        }
    }

    /** {@link GreedyDual} as {@link MemoryStore} asks it. */
    final class Ours implements Contender {
        private final Map<Integer, Simulator.Item> stored = new HashMap<>();
        private final Replacement<Simulator.Item> policy;
        private final long capacity;
        private long held;

        Ours(long capacity) {
            this(capacity, new GreedyDual<>(Math.clamp(capacity / (16 << 10), 1, Integer.MAX_VALUE)));
        }

        Ours(long capacity, Replacement<Simulator.Item> policy) {
            this.capacity = capacity;
            this.policy = policy;
        }

        @Override
        public boolean request(int object, int size) {
            var item = stored.get(object);
            if (item != null) {
                item.touch();
                return true;
            }
            var newcomer = new Simulator.Item(object, size);
            policy.missed(newcomer.hash);
            if (held + size > capacity && !makeRoom(newcomer)) return false;
            stored.put(object, newcomer);
            held += size;
            policy.add(newcomer);
            return false;
        }

        private boolean makeRoom(Simulator.Item newcomer) {
            if (newcomer.size > capacity) return false;
            var gone = policy.giveWay(policy.misses(newcomer.hash), newcomer.size, held + newcomer.size - capacity, _ -> false);
            for (var victim : gone) {
                stored.remove(victim.object);
                held -= victim.size;
            }
            return !gone.isEmpty();
        }
    }
}
