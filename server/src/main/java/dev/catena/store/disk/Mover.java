// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Carries what is worth keeping out of a segment that is given up. Owner: the writer's thread. */
final class Mover {
    /** Larger records stay where they are, and their segment goes to the end of the queue, when it has nothing else. */
    private static final long COPIED_MAX = 1 << 20;

    private final Log log;
    private final DiskIndex index;
    private final DiskCounts counts;
    private final Segment from;
    private final RecordReader reader;

    Mover(Log log, DiskIndex index, DiskCounts counts, Segment from, RecordReader reader) {
        this.log = log;
        this.index = index;
        this.counts = counts;
        this.from = from;
        this.reader = reader;
    }

    /**
     * Appends what was used since it was written, and forgets the rest.
     *
     * @param budget bytes that may be appended
     * @return whether the segment is to stay as it is, as all it has is one large response that was used
     */
    boolean keepUsed(Footer entries, long budget) {
        long left = budget;
        boolean stays = false;
        for (int i = 0; i < entries.count(); i++) {
            if (entries.isTombstone(i)) continue;
            long live = live(entries, i);
            if (live == Location.NOWHERE) continue;
            long bytes = entries.recordBytes(i);
            if (Location.isUsed(live) && bytes > COPIED_MAX && entries.count() == 1) {
                index.forgetUses(entries.keyHash(i), live);
                stays = true;
            } else if (Location.isUsed(live) && bytes <= left && move(entries, i, live)) {
                left -= bytes;
            } else {
                index.remove(entries.keyHash(i), live);
                counts.evicted.increment();
            }
        }
        return stays;
    }

    /** Where the index says that the response of an entry begins: here, or at a later head for the body that is here; nowhere if it is dead. */
    private long live(Footer entries, int entry) {
        long known = index.known(entries.keyHash(entry), entries.location(entry, from.slot));
        if (known != Location.NOWHERE || entries.kind(entry) != RecordHeader.Kind.RESPONSE) return known;
        long later = index.find(entries.keyHash(entry), entries.variant(entry));
        return Location.isHeadOnly(later) && laterHead(later, entries.offset(entry)) != null ? later : Location.NOWHERE;
    }

    /** The record of a head for the body at that offset of this segment, or null. */
    private RecordReader.Found.@Nullable Prefix laterHead(long location, long bodyOffset) {
        var segment = log.segments().retained(location);
        if (segment == null) return null;
        try {
            var found = reader.read(segment, Location.offset(location), Location.firstRead(location));
            boolean refers = found instanceof RecordReader.Found.Prefix(var header, _) && header.kind() == RecordHeader.Kind.HEAD
                && header.upTo() == from.number() && header.bodyOffset() == bodyOffset;
            return refers ? (RecordReader.Found.Prefix) found : null;
        } catch (IOException _) {
            return null;
        } finally {
            segment.release();
        }
    }

    /**
     * Appends the response again, with its latest head.
     *
     * @param live where it begins
     * @return false if it is damaged, or there is no room
     */
    private boolean move(Footer entries, int entry, long live) {
        try {
            var found = RecordReader.readWhole(from, entries.offset(entry), entries.recordBytes(entry));
            if (!(found instanceof RecordReader.Found.Prefix(var header, _)) || header.keyHash() != entries.keyHash(entry)) return false;
            var record = (RecordReader.Found.Prefix) found;
            if (header.kind() == RecordHeader.Kind.HEAD) return append(header, record.keyBytes(), record.head(), null, live);
            var body = record.body();
            if (body.isEmpty()) return false;
            var later = Location.isHeadOnly(live) ? laterHead(live, entries.offset(entry)) : null;
            if (Location.isHeadOnly(live) && later == null) return false;
            var head = later == null ? record.head() : later.head();
            long sequence = later == null ? header.sequence() : later.header().sequence();
            var merged = RecordHeader.response(header.keyHash(), header.variant(), sequence, header.keyBytes(), head.length, header.bodyBytes());
            return append(merged, record.keyBytes(), head, wrap(body.get()), live);
        } catch (IOException _) {
            return false;
        }
    }

    private static ByteBuf wrap(ByteBuffer body) {
        return Unpooled.wrappedBuffer(body);
    }

    private boolean append(RecordHeader header, byte[] key, byte[] head, @Nullable ByteBuf body, long live) throws IOException {
        return log.append(header, key, head, body, at -> {
            // replaced or purged in between: the copy must not be what a restart finds last
            if (index.moved(header.keyHash(), live, at)) return;
            log.kill(RecordHeader.variantDead(header.keyHash(), header.variant(), header.sequence(), header.sequence()));
        });
    }
}
