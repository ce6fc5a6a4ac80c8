// SPDX-License-Identifier: Apache-2.0
package dev.catena.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.catena.http.Headers;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import dev.catena.store.Terms;
import dev.catena.store.Variant;
import io.netty.buffer.Unpooled;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MendingTest {
    private final MemoryStore store = new MemoryStore(1 << 20);

    private Mending.Part part(String range) {
        var ends = range.strip().split("-");
        long from = Long.parseLong(ends[0]);
        long last = Long.parseLong(ends[1]);
        var fields = Headers.of("ETag", "\"1\"", "Content-Range", "bytes %d-%d/100".formatted(from, last));
        var head = StoredHead.of(206, "Partial Content", fields, Variant.ANY, new Terms(0, 0, 60, -1, -1, Set.of()));
        var key = "http://o.test/" + range;
        var writer = store.open(store.miss(key), head, last - from + 1, 1 << 20, _ -> { }).orElseThrow();
        writer.write(Unpooled.wrappedBuffer(new byte[(int) (last - from + 1)]));
        writer.commit();
        StoredResponse stored = store.find(key).getFirst();
        return new Mending.Part(stored, new Extent(from, last + 1, 100));
    }

    /** What is sent of what: {@code 0-9} is stored, {@code (10-19)} is missing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "0-9         | 0-99  | 0-9 (10-99)",
        "90-99       | 0-99  | (0-89) 90-99",
        "40-59       | 0-99  | (0-39) 40-59 (60-99)",
        "0-49, 50-99 | 0-99  | 0-49 50-99",
        "50-99, 0-49 | 0-99  | 0-49 50-99",
        "0-59, 40-99 | 0-99  | 0-59 60-99",
        "0-59, 20-30 | 0-99  | 0-59 (60-99)",
        "10-19, 30-39 | 5-34 | (5-9) 10-19 (20-29) 30-34",
        "10-19       | 12-15 | 12-15",
        "10-19       | 15-24 | 15-19 (20-24)",
        "10-19       | 20-29 | -",
        "10-19       | 0-9   | -",
    })
    void the_stored_is_used_once_and_the_rest_is_missing(String parts, String wanted, String expected) {
        var ends = wanted.split("-");
        var asks = new Extent(Long.parseLong(ends[0]), Long.parseLong(ends[1]) + 1, 100);
        var mending = Mending.of(Stream.of(parts.split(",")).map(this::part).toList(), asks, true, "\"1\"");
        assertThat(mending.map(MendingTest::shown).orElse(null)).isEqualTo(expected);
        mending.ifPresent(Mending::release);
        store.clear();
        assertThat(store.bytes()).as("nothing is held any more").isZero();
    }

    private static String shown(Mending mending) {
        var patches = mending.patches();
        var shown = mending.bits().stream().map(MendingTest::shown).collect(Collectors.joining(" "));
        for (int i = 0; i < patches.size(); i++) {
            var extent = mending.bits().get(i).extent();
            switch (patches.get(i)) {
                case Patch.Held(var body, long from, long toExclusive) -> {
                    assertThat(toExclusive - from).isEqualTo(extent.length());
                    body.release();
                }
                case Patch.Missing(var gap) -> assertThat(gap).isEqualTo(new Gap("\"1\"", extent.from(), extent.toExclusive(), 100));
            }
        }
        return shown;
    }

    private static String shown(Mending.Bit bit) {
        var ends = bit.extent().from() + "-" + (bit.extent().toExclusive() - 1);
        return bit.part().isPresent() ? ends : "(" + ends + ")";
    }
}
