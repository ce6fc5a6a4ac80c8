// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Marks;
import dev.catena.store.StoredHead;
import dev.catena.store.disk.FolderStatus.Standing;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

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
    /** How long a start waits for the little file that says what was invalidated. */
    private static final Duration MARKS_WAIT = Duration.ofSeconds(5);

    /**
     * What may wait to be written.
     *
     * @param pinnedBytesMax of responses that memory has: they cannot be pushed out of it meanwhile
     * @param bytesMax with those that only pass
     */
    record Waiting(long pinnedBytesMax, long bytesMax) {}

    private final Path path;
    private final Disk disk;
    private final Shared shared;
    private final LongSupplier nanos;
    private final Log log;
    private final AtomicLong held = new AtomicLong();
    private final LinkedBlockingQueue<WriteTask> queue = new LinkedBlockingQueue<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final CompletableFuture<Long> recovered = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final MarkFile marks;
    private final Tombstones tombstones;
    private final CompletableFuture<Optional<Marks>> marksRead = new CompletableFuture<>();
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
    private long writtenBefore;

    Volume(Folder folder, Disk disk, Shared shared, long bound, Waiting waiting, LongSupplier nanos) {
        this.path = folder.path();
        this.disk = disk;
        this.shared = shared;
        this.bound = bound;
        this.queueBytesMax = waiting.pinnedBytesMax;
        this.spoolBytesMax = waiting.bytesMax;
        this.nanos = nanos;
        this.marks = new MarkFile(path, disk, held);
        this.tombstones = new Tombstones(marks, this::isDone);
        this.log = new Log(folder.segments(), disk, shared, held, new SecureRandom(), bound);
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
        return offer(new WriteTask.Store(shared, key, keyHash, variant, sequence, head, body), queueBytesMax);
    }

    /** Writes another head for a response, later; false if too much waits already. */
    boolean renew(String key, long keyHash, short variant, long sequence, StoredHead head) {
        return offer(new WriteTask.Renew(shared, key, keyHash, variant, sequence, head), queueBytesMax);
    }

    /** Writes a part of a large response, later; owns the chunk. False if too much waits already. */
    boolean spool(DiskSpool spool, ByteBuf chunk) {
        return offer(new WriteTask.SpoolPart(spool, chunk), spoolBytesMax);
    }

    /** All of a large response was given: it is found once it is written. */
    void commit(DiskSpool spool, long sequence) {
        queue(new WriteTask.SpoolEnd(shared, spool, sequence));
    }

    /** A large response is not wanted any more. */
    void end(DiskSpool spool) {
        queue(new WriteTask.Chore(spool::drop));
    }

    /** Notes on disk that others are dead. */
    void kill(RecordHeader tombstone) {
        queue(new WriteTask.Kill(tombstone));
    }

    /** What is marked in this folder; empty if that is not known, or not soon. */
    Optional<Marks> marks() {
        return marksRead.completeOnTimeout(Optional.empty(), MARKS_WAIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** From now on this is marked, too. */
    void mark(Marks known) {
        queue(new WriteTask.Chore(_ -> marks.merge(known)));
    }

    /** Marks a slot. */
    void mark(int slot, long value) {
        queue(new WriteTask.Mark(marks, slot, value));
    }

    /** Completes when all that is dead or marked by now stays so after a loss of power, with whether it does; false if the folder is not written to any more. */
    CompletableFuture<Boolean> sync() {
        if (hasEnded()) return CompletableFuture.completedFuture(false);
        var done = new CompletableFuture<Boolean>();
        queue(new WriteTask.Barrier(tombstones::areTold, done));
        return done;
    }

    /** Gives up all that is on it; completes when it is gone. */
    CompletableFuture<Void> clear() {
        return queued(Log::clear);
    }

    /** Changes the bounds; completes when what does not fit any more is gone. */
    CompletableFuture<Void> resize(long bytes, Waiting waiting) {
        queueBytesMax = waiting.pinnedBytesMax;
        spoolBytesMax = waiting.bytesMax;
        bound = bytes;
        return queued(log -> log.resize(bytes));
    }

    /** Completes when all that was asked before is on disk, as far as it can be. */
    CompletableFuture<Void> flush() {
        return queued(Log::flush);
    }

    /** Writes what waits, seals, and ends. */
    CompletableFuture<Void> close() {
        closing = true;
        queue.add(new WriteTask.Chore(_ -> {}));
        return ended;
    }

    /** Whether so much waits that who brings more had better wait. */
    boolean isBehind() {
        return queuedBytes.get() > spoolBytesMax / 2;
    }

    /** It failed, and is not tried again yet. */
    private boolean isLeftAlone() {
        return state == Standing.AILING && nanos.getAsLong() - retryNanos < 0;
    }

    private boolean offer(WriteTask task, long bytesMax) {
        if (!closing && !isLeftAlone() && tryQueue(task, bytesMax)) return true;
        task.drop();
        return false;
    }

    /** Completes when it was done, or failed. */
    private CompletableFuture<Void> queued(WriteTask.Deed deed) {
        var done = new CompletableFuture<Void>();
        queue(new WriteTask.Chore(log -> {
            isDone(deed);
            done.complete(null);
        }));
        return done;
    }

    private boolean tryQueue(WriteTask task, long max) {
        long bytes = task.bytes();
        long queued = queuedBytes.addAndGet(bytes);
        if (queued > max && queued > bytes) { // a single one may be larger than the bound
            queuedBytes.addAndGet(-bytes);
            return false;
        }
        queue.add(task);
        return true;
    }

    private void queue(WriteTask task) {
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
        var segment = shared.segments().get(Location.slot(location));
        return segment != null && has(segment);
    }

    boolean has(Segment segment) {
        return segment.path().startsWith(path);
    }

    // ---- the writer ----

    private void run(Folder folder) {
        try (folder) {
            readMarks(folder.segments());
            recover(folder.segments());
            while (!closing || !queue.isEmpty()) {
                var task = queue.poll();
                if (task == null) {
                    settle();
                    task = next();
                }
                perform(task);
            }
            isDone(Log::close);
            marks.close();
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
            marksRead.complete(Optional.empty());
            ended.complete(null);
        }
    }

    private WriteTask next() {
        for (;;) {
            try {
                return queue.take();
            } catch (InterruptedException _) {
                // nobody may interrupt this thread: it would close the files
            }
        }
    }

    /** A folder that has nothing has nothing marked; of any other only its file knows. */
    private void readMarks(Path segments) {
        Optional<Marks> found = Optional.empty();
        try {
            found = disk.list(segments).isEmpty() ? Optional.of(Marks.NONE) : marks.read();
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "disk cache: reading what was invalidated in " + path, failure);
        }
        marksRead.complete(found);
    }

    private void recover(Path folder) {
        var recovery = new Recovery(folder, disk, shared, held, log);
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

    private void perform(WriteTask task) {
        settled = false;
        long bytes = task.bytes();
        switch (task) {
            case WriteTask.Kill kill -> kill(kill);
            case WriteTask.Mark mark -> tombstones.write(mark);
            case WriteTask.Store _, WriteTask.Renew _, WriteTask.SpoolPart _ when isLeftAlone() -> task.drop();
            case WriteTask _ -> isDone(task::run);
        }
        queuedBytes.addAndGet(-bytes);
    }

    private void kill(WriteTask.Kill kill) {
        tombstones.write(kill);
        shared.kills().written(Kills.name(kill.tombstone()));
    }

    /** Nothing waits: what has gathered goes to disk. */
    private void settle() {
        tombstones.settle();
        settled = true;
    }

    private boolean isDone(WriteTask.Deed deed) {
        try {
            deed.run(log);
            if (log.recordsWritten() > writtenBefore) worked();
            return true;
        } catch (IOException failure) {
            failed(failure);
            return false;
        } finally {
            writtenBefore = log.recordsWritten();
        }
    }

    private void failed(IOException failure) {
        shared.counts().errors.increment();
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

    // ---- how it is ----

    Path path() {
        return path;
    }

    Standing state() {
        return state;
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
