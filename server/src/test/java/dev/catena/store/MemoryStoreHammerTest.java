// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** Several threads read, write, renew, purge and resize at once; each body says to which key it belongs. */
class MemoryStoreHammerTest {
    private static final int KEYS = 60;
    private static final int ROUNDS = 12_000;
    private static final int THREADS = 4;
    private static final long CAPACITY = 256 << 10;
    private static final Terms TERMS = new Terms(0, 0, 60, -1, -1, Set.of());

    private final MemoryStore store = new MemoryStore(CAPACITY);

    @Test
    void no_body_is_wrong_no_byte_too_many_and_nothing_is_left() throws Exception {
        var work = new ArrayList<Callable<Long>>();
        for (int i = 0; i < THREADS; i++) {
            int seed = i;
            work.add(() -> new Worker(seed).run());
        }
        long checked = 0;
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var result : threads.invokeAll(work)) checked += result.get();
        }
        store.clear();
        assertThat(checked).isGreaterThan(ROUNDS / 10);
        assertThat(store.evictions()).isPositive();
        assertThat(store.objects()).isZero();
        assertThat(store.openWriters()).isZero();
        assertThat(store.bytes()).isZero();
    }

    private final class Worker {
        private final Random random;
        /** Bodies of slow clients: key and buffer. */
        private final ArrayDeque<Slow> slow = new ArrayDeque<>();
        private long checked;

        private record Slow(int key, ByteBuf body) {}

        Worker(int seed) {
            random = new Random(seed);
        }

        long run() {
            for (int i = 0; i < ROUNDS; i++) {
                // small keys are asked for more often
                int key = (int) (KEYS * random.nextDouble() * random.nextDouble());
                switch (random.nextInt(40)) {
                    case 0 -> store.purge("k" + key);
                    case 1 -> read(key, true);
                    case 2 -> store.resize(CAPACITY / (1 + random.nextInt(2)));
                    case 3 -> write(key, false);
                    default -> {
                        if (!read(key, false)) write(key, true);
                    }
                }
                if (slow.size() > 3) finish(slow.poll());
                assertThat(store.bytes()).isBetween(0L, CAPACITY);
            }
            slow.forEach(this::finish);
            return checked;
        }

        private boolean read(int key, boolean renews) {
            var variants = store.find("k" + key);
            if (variants.isEmpty() || !variants.getFirst().tryRetain()) return false;
            var stored = variants.getFirst();
            store.used(stored);
            if (renews) store.renew(stored, head()).release();
            slow.add(new Slow(key, Objects.requireNonNull(stored.body().takeNow(0, stored.bodyLength()))));
            stored.release();
            return true;
        }

        private void finish(Slow reader) {
            var body = reader.body();
            for (int i = body.readerIndex(); i < body.writerIndex(); i++) {
                if (body.getByte(i) != (byte) reader.key()) throw new AssertionError("a byte of another body under k" + reader.key());
            }
            body.release();
            checked++;
        }

        private void write(int key, boolean completely) {
            int length = 500 + key * 300;
            var place = store.miss("k" + key);
            var opened = store.open(place, head(), random.nextBoolean() ? length : -1, CAPACITY / 4, _ -> {});
            if (opened.isEmpty()) return;
            var writer = opened.get();
            var bytes = new byte[1000];
            Arrays.fill(bytes, (byte) key);
            for (int left = length; left > 0; left -= 1000) writer.write(Unpooled.wrappedBuffer(bytes, 0, Math.min(left, 1000)));
            if (completely) writer.commit();
            else writer.abandon();
        }
    }

    private static StoredHead head() {
        return StoredHead.of(200, "OK", Headers.of("ETag", "\"1\""), Variant.ANY, TERMS);
    }
}
