// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.HeadCodec;
import dev.catena.store.StoredHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** A piece of work for the writer of a folder, and what it costs to let it wait. */
sealed interface WriteTask {
    /** What a task costs besides its body. */
    long COST = 512;

    /** On the writer's thread. */
    void run(Log log) throws IOException;

    /** It will not be run. */
    default void drop() {}

    /** Bytes of memory it holds. */
    default long bytes() {
        return COST;
    }

    /** Something to do that has no record of its own. */
    record Chore(Deed deed) implements WriteTask {
        @Override
        public void run(Log log) throws IOException {
            deed.run(log);
        }
    }

    interface Deed {
        void run(Log log) throws IOException;
    }

    /** Head and body, which it owns. */
    record Store(Shared shared, String key, long keyHash, short variant, long sequence, StoredHead head, ByteBuf body, long bytes) implements WriteTask {
        Store(Shared shared, String key, long keyHash, short variant, long sequence, StoredHead head, ByteBuf body) {
            this(shared, key, keyHash, variant, sequence, head, body, COST + body.readableBytes());
        }

        @Override
        public void run(Log log) throws IOException {
            try {
                if (shared.kills().isDead(keyHash, variant, sequence)) return;
                byte[] keyBytes = Segment.utf8(key);
                byte[] headBytes = HeadCodec.toBytes(head);
                var header = RecordHeader.response(keyHash, variant, sequence, keyBytes.length, headBytes.length, body.readableBytes());
                if (!log.append(header, keyBytes, headBytes, body, this::written)) shared.counts().refused.increment();
            } finally {
                body.release();
            }
        }

        private void written(long location) {
            shared.counts().stored.increment();
            shared.orphans().remove(keyHash);
            shared.index().put(keyHash, variant, shared.inMemory().test(key) ? location | Location.RESIDENT : location);
            if (shared.kills().isDead(keyHash, variant, sequence)) shared.index().remove(keyHash, location);
        }

        @Override
        public void drop() {
            shared.counts().refused.increment();
            body.release();
        }
    }

    /** Another head for a body that stays where it is. */
    record Renew(Shared shared, String key, long keyHash, short variant, long sequence, StoredHead head) implements WriteTask {
        @Override
        public void run(Log log) throws IOException {
            log.flush(); // it may be on its way
            long now = shared.index().find(keyHash, variant);
            if (now == Location.NOWHERE || shared.kills().isDead(keyHash, variant, sequence)) return;
            var body = log.bodyOf(now);
            if (body == null) return;
            byte[] keyBytes = Segment.utf8(key);
            byte[] headBytes = HeadCodec.toBytes(head);
            var header = RecordHeader.head(keyHash, variant, sequence, keyBytes.length, headBytes.length, body.bytes(), body.segment(), body.record());
            log.append(header, keyBytes, headBytes, null, at -> {
                if (!shared.index().moved(keyHash, now, at)) log.kill(RecordHeader.variantDead(keyHash, variant, sequence, sequence));
            });
        }
    }

    /** A part of a large response; the chunk is owned. */
    record SpoolPart(DiskSpool spool, ByteBuf chunk, long bytes) implements WriteTask {
        SpoolPart(DiskSpool spool, ByteBuf chunk) {
            this(spool, chunk, COST + chunk.readableBytes());
        }

        @Override
        public void run(Log log) throws IOException {
            spool.append(log, chunk);
        }

        @Override
        public void drop() {
            chunk.release();
            spool.partLost();
        }
    }

    /** All of a large response was given. */
    record SpoolEnd(Shared shared, DiskSpool spool, long sequence) implements WriteTask {
        @Override
        public void run(Log log) throws IOException {
            if (shared.kills().isDead(spool.keyHash(), spool.variant(), sequence)) {
                spool.drop(log);
                return;
            }
            long location = spool.finish(log, sequence);
            if (location == Location.NOWHERE) return;
            shared.counts().stored.increment();
            shared.orphans().remove(spool.keyHash());
            shared.index().put(spool.keyHash(), spool.variant(), location);
            spool.stored();
        }
    }

    /** Tells whether all before it is as it should be; false if it is never reached. */
    record Barrier(BooleanSupplier isWell, CompletableFuture<Boolean> done) implements WriteTask {
        @Override
        public void run(Log log) {
            done.complete(isWell.getAsBoolean());
        }

        @Override
        public void drop() {
            done.complete(false);
        }
    }

    /** A number for a slot. */
    record Mark(MarkFile marks, int slot, long value) implements WriteTask {
        @Override
        public void run(Log log) throws IOException {
            marks.add(slot, value);
        }
    }

    /** Others are dead. Fails if that is not on disk afterwards. */
    record Kill(RecordHeader tombstone) implements WriteTask {
        @Override
        public void run(Log log) throws IOException {
            // twice, as a damaged bit in it would bring back what was purged
            if (!log.kill(tombstone) || !log.kill(tombstone)) throw new IOException("no room to write that something is dead");
            log.flush();
        }
    }
}
