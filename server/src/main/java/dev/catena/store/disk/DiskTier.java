// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Loaded;
import dev.catena.store.LowerTier;
import dev.catena.store.Marks;
import dev.catena.store.MemoryStore;
import dev.catena.store.Spool;
import dev.catena.store.StoredBody;
import dev.catena.store.StoredEntry;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The disk below the memory: decides what goes down, and brings up what is asked for.
 *
 * <p>Down goes everything while there is room; after that what was asked for twice: missed before, or used in memory. So what is asked for once
 * does not wear the disk, nor push out what is. Up comes a small response whole, of a large one the head.
 */
public final class DiskTier implements LowerTier, AutoCloseable {
    /** Misses after which a response may push others out. */
    private static final int PROVEN = 2;

    /** Another head for a body up to this size is written with the body: one read finds both. */
    private static final int REWRITTEN_MAX = 16 << 10;

    /** How long a request waits for a disk before it goes to the origin. */
    private static final Duration LOAD_WAIT = Duration.ofSeconds(3);

    private final MemoryStore memory;
    private final DiskStore disk;
    private final ConcurrentHashMap<String, CompletableFuture<Loaded>> loading = new ConcurrentHashMap<>();
    private volatile long objectMax;

    private DiskTier(MemoryStore memory, DiskStore disk, long objectMax) {
        this.memory = memory;
        this.disk = disk;
        this.objectMax = objectMax;
    }

    /** Opens the folders; see {@link DiskStore#open}. */
    public static DiskTier open(DiskSettings settings, MemoryStore memory, DiskCounts counts) {
        var disk = DiskStore.open(settings, waiting(settings, memory), key -> !memory.find(key).isEmpty(), counts);
        return new DiskTier(memory, disk, settings.objectMax().bytes());
    }

    DiskStore disk() {
        return disk;
    }

    // ---- down ----

    @Override
    public boolean wants(String key, long bytes, int misses) {
        return misses >= PROVEN || disk.hasRoom(key, bytes);
    }

    @Override
    public boolean stored(StoredResponse response, int misses) {
        if (response.body() instanceof DiskBody) return true;
        boolean known = disk.has(response.key(), response.head().variant());
        boolean goes = (known || wants(response.key(), response.bodyLength(), misses)) && goesDown(response);
        if (known && !goes) disk.forget(response.key(), response.head().variant());
        return goes;
    }

    @Override
    public @Nullable Spool spool(MemoryStore.Place place, StoredHead head, long length, int misses) {
        long expected = Math.max(length, 1);
        if (length > objectMax || !wants(place.key(), expected, misses)) return null;
        return disk.spool(place, head, length, objectMax, memory::isCurrent, this::spooled);
    }

    /** Its head comes to memory, unless it was purged while it came. */
    private void spooled(DiskSpool spool) {
        var body = spool.body(disk.reads());
        var adopted = memory.fromBelow().adopt(spool.place(), spool.head(), body);
        if (adopted.isEmpty() && !memory.isCurrent(spool.place())) disk.forget(spool.key(), spool.head().variant());
        adopted.ifPresent(response -> {
            body.heldBy(holder(response));
            body.whenRead(() -> disk.used(spool.key(), spool.head().variant()));
            response.release();
        });
    }

    @Override
    public boolean usedAgain(StoredResponse response) {
        return goesDown(response);
    }

    private boolean goesDown(StoredResponse response) {
        if (response.bodyLength() > objectMax) return false;
        var body = response.body().takeNow(0, response.bodyLength());
        return body != null && disk.store(response.key(), response.head(), body, disk.nextSequence());
    }

    @Override
    public boolean renewed(StoredResponse old, StoredResponse renewed) {
        var variant = renewed.head().variant();
        if (!old.head().variant().equals(variant)) disk.forget(old.key(), old.head().variant());
        boolean small = renewed.bodyLength() <= REWRITTEN_MAX;
        if (!small && disk.renew(renewed.key(), renewed.head(), disk.nextSequence())) return true;
        return goesDown(renewed);
    }

    @Override
    public void forgotten(StoredResponse response) {
        disk.forget(response.key(), response.head().variant());
    }

    @Override
    public int purged(String key) {
        return disk.purge(key, disk.nextSequence());
    }

    @Override
    public void cleared() {
        disk.clear();
    }

    @Override
    public Marks marks(Marks known, long nowMillis) {
        return disk.marks(known, nowMillis);
    }

    @Override
    public void mark(int slot, long value) {
        disk.mark(slot, value);
    }

    @Override
    public CompletionStage<Boolean> sync() {
        return disk.sync();
    }

    @Override
    public void leftMemory(StoredResponse response, boolean used) {
        disk.resident(response.key(), response.head().variant(), false);
        if (used) disk.used(response.key(), response.head().variant());
    }

    /** Takes other settings: folders stay, come and go, and get another size. What does not fit any more is gone when this returns, or soon. */
    public void use(DiskSettings settings) {
        objectMax = settings.objectMax().bytes();
        disk.use(settings, waiting(settings, memory));
    }

    /** What waits to be written cannot be pushed out of memory: most of that must stay free to choose from. */
    private static Volume.Waiting waiting(DiskSettings settings, MemoryStore memory) {
        long bytes = settings.writeBuffer().bytes();
        return new Volume.Waiting(Math.min(bytes, memory.capacity() / 4), bytes);
    }

    @Override
    public void close() {
        disk.close();
    }

    // ---- for administrators ----

    /** Responses that can be found. */
    public long objects() {
        return disk.objects();
    }

    /** Every folder of the settings, those too that cannot be used. */
    public List<FolderStatus> folders() {
        return disk.folders();
    }

    @Override
    public String tier() {
        return "disk";
    }

    @Override
    public void visit(Predicate<? super StoredEntry> visitor) {
        disk.visit(visitor);
    }

    @Override
    public int purge(Predicate<? super StoredEntry> meant) {
        return disk.purge(meant);
    }

    // ---- up ----

    @Override
    public boolean mayHave(String key, List<StoredResponse> inMemory) {
        return disk.mayHave(key, inMemory);
    }

    @Override
    public CompletionStage<Loaded> load(String key, Loaded before) {
        var mine = new CompletableFuture<Loaded>();
        if (before.mayWait()) {
            var other = loading.putIfAbsent(key, mine);
            if (other != null) return other.thenApply(_ -> before.byAnother());
        }
        var place = memory.place(key);
        var found = new ArrayList<StoredResponse>(1);
        disk.find(key, new Lift(key, place, found)).thenAccept(_ -> {
            var loaded = before.with(found);
            if (!mine.complete(loaded)) loaded.release();
            loading.remove(key, mine);
        });
        mine.completeOnTimeout(before.with(List.of()), LOAD_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        return mine;
    }

    /** Puts into memory what is found. */
    private final class Lift implements DiskFinder.Taker {
        private final String key;
        private final MemoryStore.Place place;
        private final List<StoredResponse> found;

        Lift(String key, MemoryStore.Place place, List<StoredResponse> found) {
            this.key = key;
            this.place = place;
            this.found = found;
        }

        @Override
        public boolean take(StoredHead head, ByteBuffer body) {
            var copy = memory.fromBelow().copied(body);
            if (copy == null) return false;
            if (bringUp(head, copy).isPresent()) disk.resident(key, head.variant(), true);
            return true;
        }

        @Override
        public DiskBody.Holder take(StoredHead head, DiskBody body) {
            var response = bringUp(head, body);
            return response.isEmpty() ? DiskBody.Holder.NOBODY : holder(response.get());
        }

        private Optional<StoredResponse> bringUp(StoredHead head, StoredBody body) {
            var response = memory.fromBelow().bringUp(place, head, body);
            response.ifPresent(found::add);
            return response;
        }
    }

    /** Memory has the head of a response whose body is on disk. */
    private DiskBody.Holder holder(StoredResponse response) {
        return new DiskBody.Holder() {
            @Override
            public void damaged() {
                memory.remove(response);
            }

            @Override
            public void evicted() {
                memory.fromBelow().drop(response);
            }
        };
    }
}
