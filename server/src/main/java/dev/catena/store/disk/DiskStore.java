// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import dev.catena.store.Marks;
import dev.catena.store.MemoryStore;
import dev.catena.store.StoredEntry;
import dev.catena.store.StoredHead;
import dev.catena.store.StoredResponse;
import dev.catena.store.Variant;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Responses on disk, by key and variant: written behind, found by an index in memory, believed only when key and checksums are right. Any thread; nothing but
 * {@link #open} and {@link #close} waits.
 */
final class DiskStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("dev.catena.store.disk");

    /** How long a start waits for what is there; after that it goes on being found while requests are answered. */
    private static final Duration RECOVERY_WAIT = Duration.ofSeconds(2);

    /** How long a stop waits for what is still to be written. */
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

    private final Disk disk;
    private final LongSupplier nanos;
    private final Shared shared;
    private final DiskIndex index = new DiskIndex(new SecureRandom().nextLong());
    private final Segments segments = new Segments();
    private final Kills kills = new Kills();
    private final Orphans orphans = new Orphans();
    private final DiskReads reads = new DiskReads();
    private final DiskFinder finder;
    /** From the clock, so that it is ahead of what is on disk before that is known; 4096 a millisecond are more than there can be. */
    private final AtomicLong sequence = new AtomicLong(System.currentTimeMillis() << 12);
    private final DiskCounts counts;
    private volatile List<Volume> volumes = List.of();
    private volatile Map<Path, String> refused = Map.of();

    private DiskStore(Disk disk, LongSupplier nanos, Predicate<String> inMemory, DiskCounts counts) {
        this.disk = disk;
        this.nanos = nanos;
        this.counts = counts;
        this.shared = new Shared(index, segments, kills, orphans, counts, inMemory, this::nextSequence);
        this.finder = new DiskFinder(shared, reads, () -> volumes);
    }

    /** The disk that is used; tests put another one here. */
    static Disk system = new SystemDisk();

    /**
     * Opens the folders and waits a while until what they have is found. A folder that cannot be used is left out, and logged.
     *
     * @param waiting what may wait to be written, for each folder
     * @param inMemory whether the tier above has responses of a key
     */
    static DiskStore open(DiskSettings settings, Volume.Waiting waiting, Predicate<String> inMemory, DiskCounts counts) {
        return open(settings, waiting, inMemory, counts, system, System::nanoTime);
    }

    static DiskStore open(DiskSettings settings, Volume.Waiting waiting, Predicate<String> inMemory, DiskCounts counts, Disk disk, LongSupplier nanos) {
        var store = new DiskStore(disk, nanos, inMemory, counts);
        store.use(settings, waiting);
        return store;
    }

    /** Uses these folders from now on: others are closed, new ones opened. */
    synchronized void use(DiskSettings settings, Volume.Waiting waiting) {
        var wanted = settings.path().stream().map(path -> Path.of(path).toAbsolutePath().normalize()).toList();
        var before = volumes;
        var kept = new ArrayList<>(before.stream().filter(volume -> wanted.contains(volume.path()) && !volume.hasEnded()).toList());
        var leaving = before.stream().filter(volume -> !kept.contains(volume)).toList();
        volumes = List.copyOf(kept);
        var waits = new ArrayList<CompletableFuture<?>>();
        leaving.forEach(volume -> waits.add(volume.close()));
        kept.forEach(volume -> waits.add(volume.resize(settings.share(), waiting)));
        var unusable = new LinkedHashMap<Path, String>();
        for (var path : wanted) {
            if (kept.stream().anyMatch(volume -> volume.path().equals(path))) continue;
            try {
                var volume = volume(path, settings.share(), waiting);
                waits.add(volume.start().thenAccept(highest -> sequence.accumulateAndGet(highest + 1, Math::max)));
                kept.add(volume);
            } catch (IOException failure) {
                var reason = String.valueOf(failure.getMessage());
                unusable.put(path, reason);
                LOG.log(System.Logger.Level.WARNING, "disk cache: going on without " + path + ": " + reason);
            }
        }
        refused = Map.copyOf(unusable);
        kept.sort(Comparator.comparingInt(volume -> wanted.indexOf(volume.path())));
        volumes = List.copyOf(kept);
        CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).completeOnTimeout(null, RECOVERY_WAIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    private Volume volume(Path path, long bytes, Volume.Waiting waiting) throws IOException {
        var folder = Folder.open(path);
        folder.setAside().ifPresent(aside -> LOG.log(System.Logger.Level.WARNING,
            "disk cache: %s was written by another version and is not read; its content is in %s, which may be removed".formatted(path, aside)));
        return new Volume(folder, disk, shared, bytes, waiting, nanos);
    }

    // ---- storing ----

    /** A number higher than that of whatever was stored or forgotten before. */
    long nextSequence() {
        return sequence.getAndIncrement();
    }

    /**
     * Writes a response, later; what the disk has of the same key and variant is out of date from now on.
     *
     * @param body owned from now on
     * @return false if it is not written: there is no folder that takes it now
     */
    boolean store(String key, StoredHead head, ByteBuf body, long sequence) {
        long keyHash = KeyHash.of(key);
        short variant = KeyHash.of(head.variant());
        long old = index.find(keyHash, variant);
        if (old != Location.NOWHERE) {
            orphans.add(keyHash); // until the new one is written
            index.remove(keyHash, old);
        }
        var volume = volumeOf(keyHash);
        if (volume == null) {
            body.release();
            return false;
        }
        boolean stored = volume.store(key, keyHash, variant, sequence, head, body);
        if (old != Location.NOWHERE && (!stored || !volume.has(old))) killVariant(keyHash, variant, sequence - 1);
        return stored;
    }

    /** Begins to write a large response while it passes; null if no folder takes it now. */
    @Nullable DiskSpool spool(MemoryStore.Place place, StoredHead head, long length, long bodyMax, Predicate<MemoryStore.Place> isWanted,
        Consumer<DiskSpool> whenStored) {
        var volume = volumeOf(KeyHash.of(place.key()));
        return volume == null || !volume.status().isUp() ? null : new DiskSpool(volume, shared, place, head, length, bodyMax, isWanted, reads, whenStored);
    }

    DiskReads reads() {
        return reads;
    }

    /**
     * Writes another head for a response that is on disk, later; its body stays where it is.
     *
     * @return false if there is no such response, or nothing is written now
     */
    boolean renew(String key, StoredHead head, long sequence) {
        long keyHash = KeyHash.of(key);
        short variant = KeyHash.of(head.variant());
        long known = index.find(keyHash, variant);
        if (known == Location.NOWHERE) return false;
        for (var volume : volumes) if (volume.has(known)) return volume.renew(key, keyHash, variant, sequence, head);
        return false;
    }

    /** Whether there is a response of that key and variant, as far as is known. */
    boolean has(String key, Variant variant) {
        return index.find(KeyHash.of(key), KeyHash.of(variant)) != Location.NOWHERE;
    }

    private @Nullable Volume volumeOf(long keyHash) {
        var all = volumes;
        return all.isEmpty() ? null : all.get((int) Long.remainderUnsigned(keyHash, all.size()));
    }

    /** Whether a response of that many bytes fits without pushing others out. */
    boolean hasRoom(String key, long bytes) {
        var volume = volumeOf(KeyHash.of(key));
        return volume != null && volume.hasRoom(bytes);
    }

    // ---- finding ----

    /** Whether there may be a response of the key whose variant none of these has. */
    boolean mayHave(String key, List<StoredResponse> known) {
        var found = index.variants(KeyHash.of(key));
        if (found.length > known.size()) return true;
        for (short variant : found) {
            if (known.stream().noneMatch(one -> KeyHash.of(one.head().variant()) == variant)) return true;
        }
        return false;
    }

    /**
     * Reads what is stored of a key.
     *
     * @return completes on one of the store's threads after all was taken; with the number of responses
     */
    CompletionStage<Integer> find(String key, DiskFinder.Taker taker) {
        return finder.find(key, taker);
    }

    /** A response of that key and variant was of use elsewhere. */
    void used(String key, Variant variant) {
        index.used(KeyHash.of(key), KeyHash.of(variant));
    }

    /** Memory has the response, or has it no more. */
    void resident(String key, Variant variant, boolean is) {
        index.resident(KeyHash.of(key), KeyHash.of(variant), is);
    }

    /** Shows what is stored; see {@link DiskFinder#visit}. */
    void visit(Predicate<? super StoredEntry> visitor) {
        flush().join();
        finder.visit(visitor);
    }

    // ---- forgetting ----

    /** Forgets a response, whether on disk or on its way there. */
    void forget(String key, Variant variant) {
        forget(KeyHash.of(key), KeyHash.of(variant));
    }

    private void forget(long keyHash, short hash) {
        boolean idle = isIdle();
        long location = index.find(keyHash, hash);
        if (location == Location.NOWHERE && idle && !isOrphan(keyHash)) return;
        killVariant(keyHash, hash, nextSequence());
        if (location != Location.NOWHERE) index.remove(keyHash, location);
    }

    /** Whether the disk may have what the index does not know. */
    private boolean isOrphan(long keyHash) {
        return orphans.has(keyHash) || index.forgotten() > 0;
    }

    private boolean isIdle() {
        return volumes.stream().allMatch(Volume::isIdle);
    }

    private void killVariant(long keyHash, short variant, long upTo) {
        if (volumes.isEmpty()) return;
        kills.add(Kills.ofVariant(keyHash, variant), upTo);
        for (var volume : volumes) volume.kill(RecordHeader.variantDead(keyHash, variant, nextSequence(), upTo));
    }

    /** Forgets all responses of a key up to a sequence, on disk or on their way there; returns how many are known to have been on disk. */
    int purge(String key, long upTo) {
        if (volumes.isEmpty()) return 0;
        long keyHash = KeyHash.of(key);
        boolean idle = isIdle();
        kills.add(keyHash, upTo);
        int known = index.removeAll(keyHash).length;
        if (known == 0 && idle && !isOrphan(keyHash)) {
            kills.written(keyHash);
            return 0;
        }
        for (var volume : volumes) volume.kill(RecordHeader.keyDead(keyHash, nextSequence(), upTo));
        return known;
    }

    /** Forgets every response that is meant; returns how many there were. Reads all there is: for threads that may wait. */
    int purge(Predicate<? super StoredEntry> meant) {
        record Named(long keyHash, short variant) {}
        var named = new ArrayList<Named>();
        var others = new AtomicInteger();
        visit(entry -> {
            if (meant.test(entry)) named.add(new Named(KeyHash.of(entry.key()), KeyHash.of(entry.head().variant())));
            else others.incrementAndGet();
            return true;
        });
        if (others.get() == 0) clear().toCompletableFuture().join(); // that is shorter than to say so of each
        else named.forEach(one -> forget(one.keyHash, one.variant));
        return named.size();
    }

    /** What is marked in all folders, and by others; from now on all of them have all of it. */
    Marks marks(Marks known, long nowMillis) {
        var all = known;
        for (var volume : volumes) all = all.with(volume.marks().orElseGet(() -> Marks.unknown(nowMillis)));
        for (var volume : volumes) volume.mark(all);
        return all;
    }

    void mark(int slot, long value) {
        for (var volume : volumes) volume.mark(slot, value);
    }

    /** Completes when what is dead or marked by now stays so, with whether all folders say that. */
    CompletionStage<Boolean> sync() {
        CompletableFuture<Boolean> all = CompletableFuture.completedFuture(true);
        for (var volume : volumes) all = all.thenCombine(volume.sync(), Boolean::logicalAnd);
        return all;
    }

    /** Forgets everything; completes when the disks have nothing any more. */
    CompletionStage<Void> clear() {
        kills.addAll(nextSequence());
        index.clear();
        return CompletableFuture.allOf(volumes.stream().map(Volume::clear).toArray(CompletableFuture[]::new));
    }

    /** Completes when all that was given before is on disk, as far as it can be. */
    CompletableFuture<Void> flush() {
        return CompletableFuture.allOf(volumes.stream().map(Volume::flush).toArray(CompletableFuture[]::new));
    }

    /** Writes what waits, seals the segments, and ends. */
    @Override
    public void close() {
        var ends = volumes.stream().map(Volume::close).toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).completeOnTimeout(null, CLOSE_WAIT.toMillis(), TimeUnit.MILLISECONDS).join();
        reads.close();
    }

    // ---- how it is ----

    List<Volume> volumes() {
        return volumes;
    }

    DiskIndex index() {
        return index;
    }

    /** Responses that can be found. */
    long objects() {
        return index.entries();
    }

    /** Every folder of the settings, those too that cannot be used. */
    List<FolderStatus> folders() {
        var all = new ArrayList<FolderStatus>();
        for (var volume : volumes) all.add(volume.status());
        refused.forEach((path, reason) -> all.add(new FolderStatus(path.toString(), FolderStatus.Standing.OUT, reason, 0, 0, 0)));
        return List.copyOf(all);
    }
}
