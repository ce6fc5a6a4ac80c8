// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Makes one stored body of two. */
public final class Seam {
    private Seam() {}

    /**
     * Stores the bytes of one response, followed by those of another that it does not have. Copies them, so they must be in memory.
     *
     * @param first retained by the caller, as is {@code second}
     * @param overlap bytes at the beginning of the second that the first ends with; perhaps more than the second has
     * @return false if there was no room, or the bytes are not in memory: then nothing has changed
     */
    public static boolean join(MemoryStore store, MemoryStore.Place place, StoredHead head, StoredResponse first, StoredResponse second, long overlap) {
        long skipped = Math.min(overlap, second.bodyLength());
        var bytes = new ArrayList<ByteBuf>(2);
        try {
            boolean there = add(first.body().takeNow(0, first.bodyLength()), bytes) && add(second.body().takeNow(skipped, second.bodyLength()), bytes);
            if (!there) return false;
            long length = first.bodyLength() + second.bodyLength() - skipped;
            var writer = store.open(place, head, length, length, _ -> { });
            if (writer.isEmpty()) return false;
            bytes.forEach(writer.get()::write);
            return writer.get().commit();
        } finally {
            bytes.forEach(ByteBuf::release);
        }
    }

    private static boolean add(@Nullable ByteBuf taken, ArrayList<ByteBuf> bytes) {
        return taken != null && bytes.add(taken);
    }
}
