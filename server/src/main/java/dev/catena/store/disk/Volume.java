// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.HeadCodec;
import dev.catena.store.StoredHead;
import dev.catena.store.disk.FolderStatus.Standing;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * One directory: a writer thread behind a bounded queue, which recovers what the folder has, then appends what it is given. A disk that fails is left alone for a
 * while; what would be written meanwhile is not kept, and what is on it is still read.
 */
final class Volume {
    private static final System.Logger LOG = System.getLogger("dev.catena.store.disk");
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofMinutes(5);
    /** How long a full disk is called full after the last write that failed. */
    private static final Duration FULL_FOR = Duration.ofMinutes(1);
    /** What a task costs besides its body. */
    private static final long TASK_COST = 512;

    /**
     * What may wait to be written.
     *
     * @param pinnedBytesMax of responses that memory has: they cannot be pushed out of it meanwhile
     * @param bytesMax with those that only pass
     */
    record Waiting(long pinnedBytesMax, long bytesMax) {}

    /** A piece of work for the writer. */
    private interface Task {
        void run() throws IOException;

        /** It will not be run. */
        default void drop() {}

        default long bytes() {
            return TASK_COST;
        }
    }

    private final Path path;
    private final Disk disk;
    private final DiskIndex index;
    private final Segments segments;
    private final Kills kills;
    private final Orphans orphans;
    private final DiskCounts counts;
    private final Predicate<String> inMemory;
    private final LongSupplier sequences;
    private final LongSupplier nanos;
    private final Log log;
    private final AtomicLong held = new AtomicLong();
    private final LinkedBlockingQueue<Task> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final CompletableFuture<Long> recovered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread writer;

    private volatile long queueBytesMax;
    private volatile long spoolBytesMax;
    private volatile long bound;
    private volatile Standing state = Standing.RECOVERING;
    private volatile String trouble = "";
    private volatile boolean closing;
    /** Nothing has gathered that is not on disk. */
    private volatile boolean settled = true;
    private volatile long retryNanos;
    /** The writer's own. */
    private Duration pause = FIRST_PAUSE;
    private long fullNanos;
    private boolean mustForce;

    Volume(Folder folder, Disk disk, DiskIndex index, Segments segments, Kills kills, Orphans orphans, DiskCounts counts,
        Predicate<String> inMemory, LongSupplier sequences, long bound, Waiting waiting, LongSupplier nanos) {
        this.path = folder.path();
        this.disk = disk;
        this.index = index;
        this.segments = segments;
        this.kills = kills;
        this.orphans = orphans;
        this.counts = counts;
        this.inMemory = inMemory;
        this.sequences = sequences;
        this.bound = bound;
        this.queueBytesMax = waiting.pinnedBytesMax;
        this.spoolBytesMax = waiting.bytesMax;
        this.nanos = nanos;
        this.log = new Log(folder.segments(), disk, index, segments, counts, held, new SecureRandom(), bound);
        this.writer = Thread.ofPlatform().daemon().name("catena-disk-" + path.getFileName()).unstarted(() -> run(folder));
    }

    /** Begins to recover what is there; completes with the highest sequence found. */
    CompletableFuture<Long> start() {
        writer.start();
        return recovered;
    }

    // ---- what others ask; any thread ----

    /**
     * Writes a response, later.
     *
     * @param body owned from now on
     * @return false if too much waits already; then it is not written
     */
    boolean store(String key, long keyHash, short variant, long sequence, StoredHead head, ByteBuf body) {
        var task = new Store(key, keyHash, variant, sequence, head, body);
        if (!closing && !isLeftAlone() && tryQueue(task, queueBytesMax)) return true;
        counts.refused.increment();
        task.drop();
        return false;
    }

    /** Writes another head for a response, later; false if too much waits already. */
    boolean renew(String key, long keyHash, short variant, long sequence, StoredHead head) {
        return !closing && !isLeftAlone() && tryQueue(new Renew(key, keyHash, variant, sequence, head), queueBytesMax);
    }

    /** Writes a part of a large response, later; owns the chunk. False if too much waits already. */
    boolean spool(DiskSpool spool, ByteBuf chunk) {
        var part = new SpoolPart(spool, chunk);
        if (!closing && !isLeftAlone() && tryQueue(part, spoolBytesMax)) return true;
        counts.refused.increment();
        part.drop();
        return false;
    }

    /** All of a large response was given: it is found once it is written. */
    void commit(DiskSpool spool) {
        queue(() -> {
            long sequence = sequences.getAsLong();
            long location = spool.finish(log, sequence);
            if (location == Location.NOWHERE) return;
            counts.stored.increment();
            worked();
            orphans.remove(spool.keyHash());
            index.put(spool.keyHash(), spool.variant(), location);
            spool.stored();
        });
    }

    /** A large response is not wanted any more. */
    void end(DiskSpool spool) {
        queue(() -> spool.drop(log));
    }

    /** Notes on disk that others are dead. */
    void kill(RecordHeader tombstone) {
        queue(new Kill(tombstone));
    }

    /** Gives up all that is on it; completes when it is gone. */
    CompletableFuture<Void> clear() {
        var done = new CompletableFuture<Void>();
        queue(() -> {
            attempt(log::clear);
            done.complete(null);
        });
        return done;
    }

    /** Changes the bounds; completes when what does not fit any more is gone. */
    CompletableFuture<Void> resize(long bytes, Waiting waiting) {
        queueBytesMax = waiting.pinnedBytesMax;
        spoolBytesMax = waiting.bytesMax;
        bound = bytes;
        var done = new CompletableFuture<Void>();
        queue(() -> {
            attempt(() -> log.resize(bytes));
            done.complete(null);
        });
        return done;
    }

    /** Completes when all that was asked before is on disk, as far as it can be. */
    CompletableFuture<Void> flush() {
        var done = new CompletableFuture<Void>();
        queue(() -> {
            attempt(log::flush);
            done.complete(null);
        });
        return done;
    }

    /** Writes what waits, seals, and ends. */
    CompletableFuture<Void> close() {
        closing = true;
        queue.add(() -> {});
        return ended;
    }

    /** It failed, and is not tried again yet. */
    private boolean isLeftAlone() {
        return state == Standing.AILING && nanos.getAsLong() - retryNanos < 0;
    }

    private boolean tryQueue(Task task, long max) {
        long bytes = task.bytes();
        long queued = queuedBytes.addAndGet(bytes);
        if (queued > max && queued > bytes) { // a single one may be larger than the bound
            queuedBytes.addAndGet(-bytes);
            return false;
        }
        queue.add(task);
        return true;
    }

    private void queue(Task task) {
        queuedBytes.addAndGet(task.bytes());
        queue.add(task);
    }

    /** Whether nothing waits and nothing is being done. */
    boolean isIdle() {
        return queuedBytes.get() == 0 && settled && state != Standing.RECOVERING;
    }

    boolean hasEnded() {
        return state == Standing.OUT;
    }

    /** Whether the record at a place is one of this directory. */
    boolean has(long location) {
        var segment = segments.get(Location.slot(location));
        return segment != null && has(segment);
    }

    boolean has(Segment segment) {
        return segment.path().startsWith(path);
    }

    // ---- the writer ----

    private void run(Folder folder) {
        try (folder) {
            recover(folder.segments());
            while (!closing || !queue.isEmpty()) {
                var task = queue.poll();
                if (task == null) {
                    settle();
                    task = next();
                }
                perform(task);
            }
            attempt(log::close);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "disk cache: closing " + path, failure);
        } catch (RuntimeException bug) {
            LOG.log(System.Logger.Level.ERROR, "disk cache: " + path + " is no longer used", bug);
            trouble = "a fault of the proxy's own: " + bug;
            closing = true;
            for (var task = queue.poll(); task != null; task = queue.poll()) task.drop();
        } finally {
            state = Standing.OUT;
            recovered.complete(0L);
            ended.complete(null);
        }
    }

    private Task next() {
        for (;;) {
            try {
                return queue.take();
            } catch (InterruptedException _) {
                // nobody may interrupt this thread: it would close the files
            }
        }
    }

    private void recover(Path folder) {
        var recovery = new Recovery(folder, disk, index, segments, held, log, kills);
        long began = nanos.getAsLong();
        try {
            recovery.run();
            log.resize(bound);
            state = Standing.WELL;
            if (recovery.objects() > 0) {
                LOG.log(System.Logger.Level.INFO, "disk cache: %s has %d responses, found in %d ms"
                    .formatted(path, recovery.objects(), (nanos.getAsLong() - began) / 1_000_000));
            }
        } catch (IOException failure) {
            failed(failure);
        }
        recovered.complete(recovery.highestSequence());
    }

    private void perform(Task task) {
        settled = false;
        long bytes = task.bytes();
        if (task instanceof Store && isLeftAlone()) {
            counts.refused.increment();
            task.drop();
        } else {
            attempt(task::run);
        }
        queuedBytes.addAndGet(-bytes);
    }

    /** Nothing waits: what has gathered goes to disk. */
    private void settle() {
        attempt(() -> {
            log.flush();
            if (!mustForce) return;
            mustForce = false;
            log.force();
        });
        settled = true;
    }

    private interface Deed {
        void run() throws IOException;
    }

    private void attempt(Deed deed) {
        try {
            deed.run();
        } catch (IOException failure) {
            failed(failure);
        }
    }

    private void failed(IOException failure) {
        counts.errors.increment();
        boolean full = isFull(failure);
        if (full && makeDo()) return;
        if (state != Standing.AILING) {
            pause = FIRST_PAUSE;
            LOG.log(System.Logger.Level.WARNING, "disk cache: nothing more is written to " + path + " for now: " + reason(failure));
        } else {
            pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
        trouble = reason(failure);
        retryNanos = nanos.getAsLong() + pause.toNanos();
        state = Standing.AILING;
    }

    /** Others fill the disk: goes on with less than was allowed. */
    private boolean makeDo() {
        try {
            if (!log.evictOldest()) return false;
        } catch (IOException _) {
            return false;
        }
        if (state != Standing.FULL) {
            LOG.log(System.Logger.Level.WARNING, "disk cache: the file system of %s is full before the cache is; it goes on with %d MiB".formatted(path, held.get() >> 20));
        }
        trouble = "the file system is full";
        fullNanos = nanos.getAsLong();
        state = Standing.FULL;
        return true;
    }

    private static boolean isFull(IOException failure) {
        var message = String.valueOf(failure.getMessage());
        return message.contains("No space left") || message.contains("quota exceeded");
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** Something was written. */
    private void worked() {
        boolean well = switch (state) {
            case AILING -> true;
            case FULL -> nanos.getAsLong() - fullNanos > FULL_FOR.toNanos();
            case RECOVERING, WELL, OUT -> false;
        };
        if (!well) return;
        state = Standing.WELL;
        trouble = "";
        LOG.log(System.Logger.Level.INFO, "disk cache: " + path + " is written to again");
    }

    private final class Store implements Task {
        private final String key;
        private final long keyHash;
        private final short variant;
        private final long sequence;
        private final StoredHead head;
        private final ByteBuf body;
        private final long bytes;

        Store(String key, long keyHash, short variant, long sequence, StoredHead head, ByteBuf body) {
            this.key = key;
            this.keyHash = keyHash;
            this.variant = variant;
            this.sequence = sequence;
            this.head = head;
            this.body = body;
            this.bytes = TASK_COST + body.readableBytes();
        }

        @Override
        public void run() throws IOException {
            try {
                if (kills.isDead(keyHash, variant, sequence)) return;
                byte[] keyBytes = Segment.utf8(key);
                byte[] headBytes = HeadCodec.toBytes(head);
                var header = RecordHeader.response(keyHash, variant, sequence, keyBytes.length, headBytes.length, body.readableBytes());
                if (!log.append(header, keyBytes, headBytes, body, this::written)) counts.refused.increment();
            } finally {
                body.release();
            }
        }

        private void written(long location) {
            worked();
            counts.stored.increment();
            orphans.remove(keyHash);
            index.put(keyHash, variant, inMemory.test(key) ? location | Location.RESIDENT : location);
            if (kills.isDead(keyHash, variant, sequence)) index.remove(keyHash, location);
        }

        @Override
        public void drop() {
            body.release();
        }

        @Override
        public long bytes() {
            return bytes;
        }
    }

    private final class SpoolPart implements Task {
        private final DiskSpool spool;
        private final ByteBuf chunk;
        private final long bytes;

        SpoolPart(DiskSpool spool, ByteBuf chunk) {
            this.spool = spool;
            this.chunk = chunk;
            this.bytes = TASK_COST + chunk.readableBytes();
        }

        @Override
        public void run() throws IOException {
            spool.append(log, chunk);
        }

        @Override
        public void drop() {
            chunk.release();
        }

        @Override
        public long bytes() {
            return bytes;
        }
    }

    private final class Renew implements Task {
        private final String key;
        private final long keyHash;
        private final short variant;
        private final long sequence;
        private final StoredHead head;

        Renew(String key, long keyHash, short variant, long sequence, StoredHead head) {
            this.key = key;
            this.keyHash = keyHash;
            this.variant = variant;
            this.sequence = sequence;
            this.head = head;
        }

        @Override
        public void run() throws IOException {
            log.flush();
            long now = index.find(keyHash, variant);
            if (now == Location.NOWHERE || kills.isDead(keyHash, variant, sequence)) return;
            var body = log.bodyOf(now);
            if (body == null) return;
            byte[] keyBytes = Segment.utf8(key);
            byte[] headBytes = HeadCodec.toBytes(head);
            var header = RecordHeader.head(keyHash, variant, sequence, keyBytes.length, headBytes.length, body.bytes(), body.segment(), body.record());
            log.append(header, keyBytes, headBytes, null, at -> {
                if (!index.moved(keyHash, now, at)) log.kill(RecordHeader.variantDead(keyHash, variant, sequence, sequence));
            });
        }
    }

    private final class Kill implements Task {
        private final RecordHeader tombstone;

        Kill(RecordHeader tombstone) {
            this.tombstone = tombstone;
        }

        @Override
        public void run() throws IOException {
            try {
                if (!isWritten() && !isWritten()) log.clear(); // what cannot be marked as dead must not be there
            } finally {
                kills.written(Kills.name(tombstone));
            }
        }

        private boolean isWritten() {
            try {
                // twice, as a damaged bit in it would bring back what was purged
                if (!log.kill(tombstone) || !log.kill(tombstone)) return false;
                log.flush();
                mustForce = true;
                return true;
            } catch (IOException failure) {
                failed(failure);
                return false;
            }
        }
    }

    // ---- how it is ----

    Path path() {
        return path;
    }

    Standing state() {
        return state;
    }

    /** What is wrong; empty if nothing is. */
    String trouble() {
        return trouble;
    }

    /** Bytes of all its files. */
    long bytes() {
        return held.get();
    }

    long bound() {
        return bound;
    }

    /** Whether a response of that size fits without pushing others out. */
    boolean hasRoom(long bytes) {
        return held.get() + queuedBytes.get() + bytes <= bound - 2 * Log.segmentBytes(bound);
    }

    FolderStatus status() {
        return new FolderStatus(path.toString(), state, trouble, held.get(), bound, queuedBytes.get());
    }

    Log log() {
        return log;
    }
}
