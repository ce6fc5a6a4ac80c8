// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.catena.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class LatecomersTest {
    private static final int LENGTH = 300_000;
    private static final int PART = 50_000;
    private static final StoredHead HEAD = StoredHead.of(200, "OK", Headers.EMPTY, Variant.ANY, new Terms(0, 0, 60, -1, -1, Set.of()));

    private final byte[] bytes = new byte[LENGTH];
    private MemoryStore store = new MemoryStore(4 * LENGTH);

    @BeforeEach
    void there_is_a_file() {
        new Random(5).nextBytes(bytes);
        assumeTrue(System.getProperty("os.name").equals("Linux"), "other systems have no memfd_create");
        for (MemoryFile.Room room = null; room == null; Thread.onSpinWait()) room = MemoryFile.roomFor(LENGTH);
    }

    @AfterEach
    void nothing_is_left() {
        store.clear();
        while (store.bytes() > 0) Thread.onSpinWait(); // a move may just be over
    }

    /** It comes without saying how long it will be, so it is stored in pieces. */
    private StoredResponse put(String key) {
        var writer = store.open(store.miss(key), HEAD, -1, LENGTH, _ -> { }).orElseThrow();
        for (int from = 0; from < LENGTH; from += PART) {
            var part = Unpooled.wrappedBuffer(bytes, from, PART);
            writer.write(part);
            part.release();
        }
        assertThat(writer.commit()).isTrue();
        return found(key);
    }

    private StoredResponse found(String key) {
        return store.find(key).getFirst();
    }

    private StoredResponse moved(String key) {
        while (!found(key).body().isBestRead(LENGTH)) Thread.onSpinWait();
        return found(key);
    }

    private byte[] taken(StoredResponse response) {
        ByteBuf all = Objects.requireNonNull(response.body().takeNow(0, LENGTH));
        var copy = new byte[LENGTH];
        all.readBytes(copy);
        all.release();
        return copy;
    }

    @Test
    void what_lies_in_pieces_is_moved_when_it_is_asked_for() {
        var before = put("a");
        assertThat(before.body().isBestRead(LENGTH)).isFalse();
        long held = store.bytes();

        store.used(before);
        var after = moved("a");

        assertThat(taken(after)).isEqualTo(bytes);
        assertThat(after.popularity()).isEqualTo(before.popularity());
        while (store.bytes() > held) Thread.onSpinWait(); // the old one goes with its last reference
        assertThat(store.bytes()).isLessThanOrEqualTo(held);
        assertThat(store.objects()).isEqualTo(1);
    }

    @Test
    void who_reads_the_old_one_goes_on() {
        var before = put("a");
        var reading = Objects.requireNonNull(before.body().takeNow(0, LENGTH));

        store.used(before);
        moved("a");

        var read = new byte[LENGTH];
        reading.readBytes(read);
        reading.release();
        assertThat(read).isEqualTo(bytes);
    }

    @Test
    void without_free_memory_it_stays_where_it_is() {
        var before = put("a");
        store.resize(store.bytes() + LENGTH / 2);

        store.used(before);
        assertThat(found("a")).isSameAs(before);

        store.resize(4L * LENGTH);
        store.used(before);
        assertThat(taken(moved("a"))).isEqualTo(bytes);
    }

    @Test
    void what_goes_by_a_word_of_the_administrator_goes_however_it_moves() {
        for (int i = 0; i < 100; i++) {
            store.used(put("a"));
            assertThat(store.purge((StoredEntry entry) -> entry.key().equals("a"))).isEqualTo(1);
            assertThat(store.find("a")).isEqualTo(List.of());
        }
    }
}
