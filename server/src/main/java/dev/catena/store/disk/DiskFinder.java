// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.HeadCodec;
import dev.catena.store.StoredEntry;
import dev.catena.store.StoredHead;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads what the index says may be there, and believes it if the record has the key and the right checksums. What is damaged is forgotten. */
final class DiskFinder {
    private static final System.Logger LOG = System.getLogger("dev.catena.store.disk");

    /** What is read at once of a record whose body is of no interest. */
    private static final int VISIT_READ = 4 << 10;

    /** Bytes of a body that are verified before it is found at all. */
    private static final int VERIFIED_FIRST = 4 << 20;

    /** Takes what is found. Called on a thread of the store. */
    interface Taker {
        /**
         * A response with its body, which is good during the call only.
         *
         * @return false to have it with its body where it is
         */
        boolean take(StoredHead head, ByteBuffer body);

        /**
         * A response whose body stays where it is.
         *
         * @param body the taker has to release it
         * @return who has it now
         */
        DiskBody.Holder take(StoredHead head, DiskBody body);
    }

    private final Shared shared;
    private final DiskReads reads;
    private final Supplier<List<Volume>> volumes;

    DiskFinder(Shared shared, DiskReads reads, Supplier<List<Volume>> volumes) {
        this.shared = shared;
        this.reads = reads;
        this.volumes = volumes;
    }

    /**
     * Reads what is stored of a key.
     *
     * @return completes on one of the store's threads after all was taken; with the number of responses
     */
    CompletionStage<Integer> find(String key, Taker taker) {
        var result = new CompletableFuture<Integer>();
        if (!reads.submit(() -> result.complete(findNow(key, taker)))) result.complete(0);
        return result;
    }

    private int findNow(String key, Taker taker) {
        long keyHash = KeyHash.of(key);
        int taken = 0;
        for (long location : shared.index().find(keyHash)) {
            try {
                if (take(key, keyHash, location, taker)) taken++;
            } catch (IOException failure) {
                shared.counts().errors.increment();
                LOG.log(System.Logger.Level.DEBUG, "disk cache: reading a response", failure);
            }
        }
        return taken;
    }

    private boolean take(String key, long keyHash, long location, Taker taker) throws IOException {
        var segment = shared.segments().retained(location);
        if (segment == null) return false;
        try {
            return take(key, keyHash, location, segment, taker);
        } finally {
            segment.release();
        }
    }

    private boolean take(String key, long keyHash, long location, Segment segment, Taker taker) throws IOException {
        var found = reads.reader().read(segment, Location.offset(location), Location.firstRead(location));
        if (!(found instanceof RecordReader.Found.Prefix(var header, _))) return damaged(keyHash, location);
        var record = (RecordReader.Found.Prefix) found;
        if (header.keyHash() != keyHash || header.isTombstone()) return damaged(keyHash, location);
        if (!record.key().equals(key)) return false;
        var head = HeadCodec.fromBytes(ByteBuffer.wrap(record.head()));
        if (head.isEmpty()) return damaged(keyHash, location);
        boolean taken = header.kind() == RecordHeader.Kind.HEAD
            ? takeElsewhere(key, header, head.get(), location, taker)
            : takeHere(record, head.get(), location, segment, taker);
        if (taken) {
            shared.counts().found.increment();
            shared.index().used(keyHash, location);
        }
        return taken;
    }

    private boolean takeHere(RecordReader.Found.Prefix record, StoredHead head, long location, Segment segment, Taker taker) {
        long keyHash = record.header().keyHash();
        if (record.hasBody()) {
            var body = record.body();
            if (body.isEmpty()) return damaged(keyHash, location);
            if (taker.take(head, body.get())) return true;
        }
        if (!segment.tryRetain()) throw new AssertionError("retained by the caller");
        var body = new DiskBody(segment, Location.offset(location) + record.header().prefixBytes(), record.header().bodyBytes(), reads);
        return isGiven(body, head, keyHash, location, taker);
    }

    /** What is damaged within its first megabytes is told before anybody was sent a head; what comes later cuts the answer. */
    private boolean isGiven(DiskBody body, StoredHead head, long keyHash, long location, Taker taker) {
        var window = reads.reader().window();
        for (long at = 0; at < Math.min(body.length(), VERIFIED_FIRST); at += DiskBody.WINDOW) {
            if (body.verify(at, window)) continue;
            body.release();
            return damaged(keyHash, location);
        }
        var holder = taker.take(head, body);
        body.whenRead(() -> shared.index().used(keyHash, location));
        body.heldBy(new DiskBody.Holder() {
            @Override
            public void damaged() {
                DiskFinder.this.damaged(keyHash, location);
                holder.damaged();
            }

            @Override
            public void evicted() {
                holder.evicted();
            }
        });
        return true;
    }

    /** The body lies in an earlier record than the head. */
    private boolean takeElsewhere(String key, RecordHeader later, StoredHead head, long location, Taker taker) throws IOException {
        var segment = retained(Location.slot(location), later.upTo());
        if (segment == null) return damaged(later.keyHash(), location);
        try {
            var found = reads.reader().read(segment, later.bodyOffset(), Location.FIRST_READ_MAX);
            boolean fits = found instanceof RecordReader.Found.Prefix(var header, _) && header.kind() == RecordHeader.Kind.RESPONSE
                && header.keyHash() == later.keyHash() && header.bodyBytes() == later.bodyBytes()
                && ((RecordReader.Found.Prefix) found).key().equals(key);
            if (!fits) return damaged(later.keyHash(), location);
            var record = (RecordReader.Found.Prefix) found;
            if (!segment.tryRetain()) throw new AssertionError("retained above");
            var body = new DiskBody(segment, later.bodyOffset() + record.header().prefixBytes(), later.bodyBytes(), reads);
            return isGiven(body, head, later.keyHash(), location, taker);
        } finally {
            segment.release();
        }
    }

    /** The segment of that number in the directory of the segment in that slot. */
    private @Nullable Segment retained(int slot, long number) {
        var beside = shared.segments().get(slot);
        if (beside == null) return null;
        for (var volume : volumes.get()) if (volume.has(beside)) return volume.log().retained(number);
        return null;
    }

    /** What is not as it was written is forgotten; false. */
    private boolean damaged(long keyHash, long location) {
        // it may be the disk's mood: the next start may read it again
        shared.orphans().add(keyHash);
        if (shared.index().remove(keyHash, location)) shared.counts().damaged.increment();
        return false;
    }

    /**
     * Shows what is stored, one after the other, until there is no more or the visitor says false. Reads the records' beginnings: for threads that may wait.
     */
    void visit(Predicate<? super StoredEntry> visitor) {
        var reader = new RecordReader();
        var locations = shared.index().locations();
        Arrays.sort(locations); // by segment and offset
        for (long location : locations) if (!visit(location, reader, visitor)) return;
    }

    private boolean visit(long location, RecordReader reader, Predicate<? super StoredEntry> visitor) {
        var segment = shared.segments().retained(location);
        if (segment == null) return true;
        try {
            if (!(reader.read(segment, Location.offset(location), VISIT_READ) instanceof RecordReader.Found.Prefix record)) return true;
            if (shared.index().known(record.header().keyHash(), location) == Location.NOWHERE) return true;
            var head = HeadCodec.fromBytes(ByteBuffer.wrap(record.head()));
            return head.isEmpty() || visitor.test(new Entry(record.key(), head.get(), record.header().bodyBytes()));
        } catch (IOException _) {
            return true;
        } finally {
            segment.release();
        }
    }

    private record Entry(String key, StoredHead head, long bodyLength) implements StoredEntry {}
}
