// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.bench.HotPath;
import dev.catena.bench.Messages;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A full store, and a response of 10 KiB that is worth what it pushes out: miss, write, commit, evict. */
public class MemoryStoreBenchmark extends HotPath {
    private static final int BODY_BYTES = 10 << 10;
    private static final int STORE_BYTES = 16 << 20;

    private final MemoryStore store = new MemoryStore(STORE_BYTES);
    private final String[] keys = IntStream.range(0, 1 << 16).mapToObj(i -> "http://origin.example/" + i).toArray(String[]::new);
    private final StoredHead head = StoredHead.of(200, "OK", Messages.response(Messages.RESPONSE).headers(), Variant.ANY,
        new Terms(0, 0, 3600, -1, -1, java.util.Set.of()));
    private final ByteBuf body = Unpooled.directBuffer(BODY_BYTES).writeZero(BODY_BYTES);
    private int next;

    @Setup
    public void fillStore() {
        for (int i = 0; i < 2 * STORE_BYTES / BODY_BYTES; i++) missStoreEvict();
    }

    @Benchmark
    public boolean missStoreEvict() {
        var key = keys[next++ & keys.length - 1];
        // a newcomer pushes out what is worth less than itself: where all are alike, nobody goes
        var place = store.miss(key);
        for (int i = 0; i <= (next & 1); i++) place = store.miss(key);
        var writer = store.open(place, head, BODY_BYTES, BODY_BYTES, _ -> {});
        if (writer.isEmpty()) return false;
        writer.get().write(body);
        return writer.get().commit();
    }

    @TearDown
    public void end() {
        long evictions = store.evictions();
        store.clear();
        body.release();
        if (evictions == 0) throw new IllegalStateException("nothing was evicted");
    }
}
