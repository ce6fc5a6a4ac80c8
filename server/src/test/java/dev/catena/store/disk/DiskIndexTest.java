// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DiskIndexTest {
    private final DiskIndex index = new DiskIndex(42);

    private static long location(int slot, long offset) {
        return Location.of(slot, offset, 1000, false);
    }

    @Test
    void an_entry_costs_no_more_than_32_bytes_whatever_their_number() {
        for (int entries = 1; entries <= 1_000_000; entries++) {
            index.put(KeyHash.of("http://a.test/" + entries), (short) 0, location(1, 16L * (entries % 4_000_000)));
            if (entries >= 50_000 && entries % 10_000 == 0) {
                assertThat((double) index.bytes() / entries).as("bytes an entry at %d", entries).isLessThanOrEqualTo(32);
            }
        }
        assertThat(index.entries()).isEqualTo(1_000_000);
        assertThat(index.forgotten()).isZero();
        for (int i = 1; i <= 1_000_000; i += 997) {
            assertThat(index.find(KeyHash.of("http://a.test/" + i))).containsExactly(location(1, 16L * (i % 4_000_000)));
        }
    }

    @Test
    void behaves_like_a_map() {
        var random = new Random(7);
        Map<Integer, Long> model = new HashMap<>();
        for (int step = 0; step < 200_000; step++) {
            int key = random.nextInt(3000);
            long hash = KeyHash.of("k" + key);
            long location = location(1 + random.nextInt(1000), 16L * random.nextInt(1 << 22));
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    long old = index.put(hash, (short) 0, location);
                    assertThat(old).isEqualTo(model.getOrDefault(key, 0L));
                    model.put(key, location);
                }
                case 2 -> {
                    long known = model.getOrDefault(key, location);
                    assertThat(index.remove(hash, known)).isEqualTo(model.remove(key) != null);
                }
                default -> {
                    var found = index.find(hash);
                    assertThat(found).isEqualTo(model.containsKey(key) ? new long[] {model.get(key)} : new long[0]);
                }
            }
        }
        assertThat(index.entries()).isEqualTo(model.size());
    }

    @Test
    void the_variants_of_a_key_are_found_together() {
        long hash = KeyHash.of("k");
        index.put(hash, (short) 0, location(1, 16));
        index.put(hash, (short) -5, location(1, 32));
        index.put(hash, (short) 7, location(2, 32));
        assertThat(index.find(hash)).containsExactlyInAnyOrder(location(1, 16), location(1, 32), location(2, 32));
        assertThat(index.variants(hash)).containsExactlyInAnyOrder((short) 0, (short) -5, (short) 7);
        assertThat(index.put(hash, (short) -5, location(3, 16))).isEqualTo(location(1, 32));
        assertThat(index.putIfAbsent(hash, (short) -5, location(4, 16))).isFalse();
        assertThat(index.find(hash, (short) -5)).isEqualTo(location(3, 16));
        index.removeSegments(BitSet.valueOf(new long[] {1 << 3}));
        assertThat(index.find(hash, (short) -5)).isEqualTo(Location.NOWHERE);
        assertThat(index.removeAll(hash)).hasSize(2);
        assertThat(index.entries()).isZero();
    }

    @Test
    void uses_are_counted_and_do_not_change_the_place() {
        long hash = KeyHash.of("k");
        long location = location(5, 1600);
        index.put(hash, (short) 0, location);
        for (int i = 0; i < 5; i++) index.used(hash, index.find(hash)[0]);
        long known = index.known(hash, location);
        assertThat(Location.uses(known)).isEqualTo(3);
        assertThat(Location.same(known, location)).isTrue();
        index.forgetUses(hash, known);
        assertThat(Location.isUsed(index.known(hash, location))).isFalse();
        index.resident(hash, (short) 0, true);
        assertThat(Location.isUsed(index.known(hash, location))).isTrue();
        assertThat(index.moved(hash, location, location(6, 16))).isTrue();
        assertThat(Location.isUsed(index.find(hash)[0])).as("still in memory").isTrue();
        assertThat(index.moved(hash, location, location(6, 16))).isFalse();
    }

    @Test
    void keys_made_to_collide_are_forgotten_and_cost_little() {
        long hash = KeyHash.of("k");
        for (int variant = 1; variant <= 1000; variant++) index.put(hash, (short) variant, location(1, 16L * variant));
        assertThat(index.find(hash)).hasSize(DiskIndex.VARIANTS_MAX);
        assertThat(index.forgotten()).isEqualTo(1000 - DiskIndex.VARIANTS_MAX);
    }

    @Test
    void look_ups_beside_changes_find_what_does_not_change() throws InterruptedException {
        int kept = 20_000;
        for (int i = 0; i < kept; i++) index.put(KeyHash.of("kept" + i), (short) 0, location(1, 16L * (i + 1)));
        var wrong = new AtomicInteger();
        var missed = new AtomicInteger();
        var done = new CountDownLatch(1);
        var reader = Thread.ofPlatform().start(() -> {
            var random = new Random(1);
            while (done.getCount() > 0) {
                int i = random.nextInt(kept);
                var found = index.find(KeyHash.of("kept" + i));
                long expected = location(1, 16L * (i + 1));
                if (found.length == 0) missed.incrementAndGet();
                else if (Arrays.stream(found).noneMatch(one -> Location.same(one, expected))) wrong.incrementAndGet();
            }
        });
        for (int i = 0; i < 300_000; i++) {
            long hash = KeyHash.of("passing" + i);
            index.put(hash, (short) 0, location(2, 16L * (i % 1000 + 1)));
            if (i >= 5000) index.removeAll(KeyHash.of("passing" + (i - 5000)));
        }
        done.countDown();
        reader.join();
        assertThat(missed).as("missed, while an entry moves").hasValueLessThan(1000);
        assertThat(wrong).as("wrong, which a reader of the record would notice").hasValueLessThan(1000);
        for (int i = 0; i < kept; i++) assertThat(index.find(KeyHash.of("kept" + i))).containsExactly(location(1, 16L * (i + 1)));
    }
}
