// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.store.StoreWriter.Company;
import dev.catena.store.StoreWriter.Ending;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Responses in memory, shared by all event loops, never holding more bytes than it was given.
 *
 * <p>Looking up takes no lock. Whatever changes what is stored takes one, shortly: a body is copied and freed outside of it. Bytes are taken from the
 * {@link Ledger} before memory is, and given back by its last user; so what slow clients still read counts, and is not chosen to make room.
 */
public final class MemoryStore implements Inventory {
    /** Variants of one key; the oldest goes. */
    public static final int VARIANTS_MAX = 32;

    /** Estimate of the objects and table slots of one response; added to its measured bytes. */
    static final int ENTRY_COST = 384;

    /** Attempts to get the room that was made, when others take it first. */
    private static final int ATTEMPTS = 3;

    /** A typical response, to size the popularity sketch. */
    private static final int TYPICAL_SIZE = 16 << 10;

    /** Purges of keys that share a stamp undo what is on its way for the others, so there are many. */
    private static final int STAMPS = 1 << 16;

    /** Bodies that only pass have this part of the memory at most. */
    private static final int PASSING_SHARE = 2;

    /** Where a response will be stored; made when its request goes out. A purge in between leaves it without effect. */
    public static final class Place {
        private final String key;
        private final long hash;
        private final int stamp;

        private Place(String key, long hash, int stamp) {
            this.key = key;
            this.hash = hash;
            this.stamp = stamp;
        }

        public String key() {
            return key;
        }
    }

    private final ConcurrentHashMap<String, List<StoredResponse>> index = new ConcurrentHashMap<>();
    private final Ledger ledger = new Ledger();
    /** Of those, bytes of bodies that are not to be kept. */
    private final Ledger passing = new Ledger();
    private final Replacement<StoredResponse> replacement;
    private final Object lock = new Object();
    /** Counts the purges of the keys that share a hash: what was asked for before one is not stored after it. */
    private final AtomicIntegerArray stamps = new AtomicIntegerArray(STAMPS);
    private final LongAdder objects = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final AtomicInteger openWriters = new AtomicInteger();
    private volatile long capacity;
    private volatile LowerTier below = LowerTier.NONE;

    /** @param capacity bytes of heads, bodies and bookkeeping, bodies on their way in included; 0 stores nothing */
    public MemoryStore(long capacity) {
        this.capacity = capacity;
        this.replacement = new GreedyDual<>(Math.clamp(capacity / TYPICAL_SIZE, 1, Integer.MAX_VALUE));
    }

    /** From now on what is stored here goes to that tier too. */
    public void useBelow(LowerTier tier) {
        below = tier;
    }

    /** The tier below. */
    public LowerTier below() {
        return below;
    }

    /** What is stored of a key, the latest first; nothing is retained yet, and any of it may go at any time. */
    public List<StoredResponse> find(String key) {
        return index.getOrDefault(key, List.of());
    }

    /** Notes that a response answered a request. */
    public void used(StoredResponse response) {
        response.touch();
        if (!response.isBelow && below != LowerTier.NONE) usedAgain(response);
    }

    private void usedAgain(StoredResponse response) {
        synchronized (lock) {
            if (response.isBelow || !find(response.key()).contains(response)) return;
            below.usedAgain(response);
            response.isBelow = true;
        }
    }

    /** Notes that a request for the key goes out, and keeps the place for what it brings. */
    public Place miss(String key) {
        long hash = Hash.of(key);
        replacement.missed(hash);
        return new Place(key, hash, stamps.get(stampOf(hash)));
    }

    /** The place of a key for what is brought up from below. */
    public Place place(String key) {
        long hash = Hash.of(key);
        return new Place(key, hash, stamps.get(stampOf(hash)));
    }

    /** Begins to store a response that nobody waits for. */
    public Optional<StoreWriter> open(Place place, StoredHead head, long length, long bodyMax, Consumer<Ending> outcome) {
        return open(place, head, length, bodyMax, Company.NONE, outcome);
    }

    /**
     * Begins to store a response, or only to pass it to those who read along.
     *
     * @param length of its body, or -1
     * @param bodyMax larger bodies are not kept
     * @param company who reads along
     * @param outcome told once, on any thread, when all is over: the writing, and the time to read along
     * @return empty if there is no room even for its head; {@code outcome} is not told then
     */
    public Optional<StoreWriter> open(Place place, StoredHead head, long length, long bodyMax, Company company, Consumer<Ending> outcome) {
        long headCost = cost(place.key, head);
        long body = Math.max(0, length);
        boolean keeps = body <= bodyMax && makeRoom(place, headCost + body, headCost + body);
        if (!keeps) rejected.increment();
        var spool = body > bodyMax ? spool(place, head, length) : null;
        boolean passes = company != Company.NONE || spool != null;
        if (!keeps && (!passes || !makeRoomFor(headCost))) {
            if (spool != null) spool.abandon();
            return Optional.empty();
        }
        var whole = keeps && body > 0 ? Piece.allocate(ledger, (int) body) : null;
        if (keeps && body > 0 && whole == null) { // the JVM has no such memory
            keeps = false;
            if (company == Company.NONE) {
                ledger.giveBack(headCost);
                rejected.increment();
                return Optional.empty();
            }
        }
        openWriters.incrementAndGet();
        return Optional.of(new StoreWriter(this, place, head, length, bodyMax, headCost, whole, keeps, spool, company, outcome));
    }

    /** Whether what was asked for then may still be used now: it was not purged meanwhile. */
    public boolean isCurrent(Place place) {
        return stamps.get(stampOf(place.hash)) == place.stamp;
    }

    /**
     * Memory for a body that is not to be kept, within the share for those.
     *
     * @param wanted somebody reads it, so that others give way
     */
    @Nullable Piece passingPiece(int size, boolean wanted) {
        if (!passing.tryTake(size, capacity / PASSING_SHARE)) return null;
        if (ledger.tryTake(size, capacity) || wanted && makeRoomFor(size)) return Piece.allocate(ledger, passing, size);
        passing.giveBack(size);
        return null;
    }

    /** Takes bytes from the ledger for what is needed now, whatever else is worth. */
    private boolean makeRoomFor(long bytes) {
        return ledger.tryTake(bytes, capacity) || evictFor(Integer.MAX_VALUE, bytes, bytes);
    }

    /**
     * Stores a response whose body lies elsewhere, on disk perhaps; memory holds its head.
     *
     * @param body a reference is taken over, whatever comes of it
     * @return the response, retained for the caller; empty if there is no room for it, or it was purged meanwhile
     */
    public Optional<StoredResponse> adopt(Place place, StoredHead head, StoredBody body) {
        long headCost = cost(place.key, head);
        long size = headCost + body.memoryBytes();
        if (!makeRoom(place, size, headCost)) {
            body.release();
            rejected.increment();
            return Optional.empty();
        }
        var response = new StoredResponse(place.key, head, body, ledger, headCost);
        if (!response.tryRetain()) throw new AssertionError("nobody had it yet");
        if (insert(place, response)) return Optional.of(response);
        response.release();
        response.release();
        return Optional.empty();
    }

    /** The way down for a body that is too large for memory. */
    @Nullable Spool spool(Place place, StoredHead head, long length) {
        return below.spool(place, head, length, replacement.misses(place.hash));
    }

    /** Takes bytes from the ledger for a newcomer, evicting others where it is worth more than they are. */
    boolean makeRoom(Place place, long size, long bytes) {
        if (ledger.tryTake(bytes, capacity)) return true;
        int misses = replacement.misses(place.hash);
        return evictFor(below.wants(place.key, size, misses) ? Integer.MAX_VALUE : misses, size, bytes);
    }

    private boolean evictFor(int frequency, long size, long bytes) {
        if (size > capacity) return false;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            List<StoredResponse> gone = List.of();
            synchronized (lock) {
                long missing = ledger.held() + bytes - capacity;
                if (missing > 0) {
                    gone = replacement.giveWay(frequency, size, missing, StoredResponse::isInUse);
                    if (gone.isEmpty()) return false;
                    gone.forEach(this::unlink);
                }
            }
            evictions.add(gone.size());
            gone.forEach(StoredResponse::release);
            if (ledger.tryTake(bytes, capacity)) return true;
        }
        return false;
    }

    /** Makes a complete response findable; it replaces the equal variant. False if it is not wanted any more. */
    boolean insert(Place place, StoredResponse response) {
        List<StoredResponse> replaced = new ArrayList<>(1);
        synchronized (lock) {
            if (!isCurrent(place) || ledger.held() > capacity || hasNewer(place.key, response)) return false;
            var kept = new ArrayList<StoredResponse>();
            kept.add(response);
            for (var other : find(place.key)) {
                boolean stays = kept.size() < VARIANTS_MAX && !other.head().variant().equals(response.head().variant());
                (stays ? kept : replaced).add(other);
            }
            index.put(place.key, List.copyOf(kept));
            objects.add(1 - replaced.size());
            replaced.forEach(replacement::remove);
            replacement.add(response);
            response.isBelow = below.stored(response, replacement.misses(place.hash));
        }
        replaced.forEach(StoredResponse::release);
        return true;
    }

    /** Whether another response to the same requests came later, and is complete already. */
    private boolean hasNewer(String key, StoredResponse response) {
        for (var other : find(key)) {
            if (other.head().variant().equals(response.head().variant())
                && other.head().terms().responseMillis() > response.head().terms().responseMillis()) return true;
        }
        return false;
    }

    /**
     * Brings up what the tier below has found. What is here of the same key and variant is later, and stays.
     *
     * @param body a reference is taken over, whatever comes of it
     * @return the response, retained for the caller, whether there was room for it or not; empty if it was purged meanwhile
     */
    public Optional<StoredResponse> bringUp(Place place, StoredHead head, StoredBody body) {
        long headCost = cost(place.key, head);
        long size = headCost + body.memoryBytes();
        boolean fits = ledger.tryTake(headCost, capacity) || evictFor(Integer.MAX_VALUE, size, headCost);
        var response = new StoredResponse(place.key, head, body, ledger, fits ? headCost : 0);
        response.isBelow = true;
        synchronized (lock) {
            if (stamps.get(stampOf(place.hash)) != place.stamp) {
                response.release();
                return Optional.empty();
            }
            boolean later = find(place.key).stream().anyMatch(one -> one.head().variant().equals(head.variant()));
            boolean full = ledger.held() > capacity || find(place.key).size() >= VARIANTS_MAX;
            if (!fits || later || full) return Optional.of(response); // the store's own reference is the caller's
            if (!response.tryRetain()) throw new AssertionError("nobody had it yet");
            var kept = new ArrayList<>(find(place.key));
            kept.add(response);
            index.put(place.key, List.copyOf(kept));
            objects.increment();
            replacement.add(response);
        }
        return Optional.of(response);
    }

    /** A body in memory for {@link #bringUp}; null if there is no room for it. */
    public @Nullable StoredBody copied(ByteBuffer body) {
        int bytes = body.remaining();
        if (!ledger.tryTake(bytes, capacity) && !evictFor(Integer.MAX_VALUE, ENTRY_COST + bytes, bytes)) return null;
        var piece = Piece.allocate(ledger, bytes);
        return piece == null ? null : new MemoryBody(List.of((Piece) piece.writeBytes(body)), bytes);
    }

    /**
     * Puts another head on a stored response.
     *
     * @param old retained by the caller, and still to be released by it
     * @return the response with the new head, retained for the caller; the old one if there is no room for a second head
     */
    public StoredResponse renew(StoredResponse old, StoredHead head) {
        long cost = cost(old.key(), head);
        if (!makeRoomFor(cost)) {
            if (!old.tryRetain()) throw new IllegalStateException("not retained by the caller: " + old.key());
            return old;
        }
        StoredResponse renewed;
        boolean found;
        synchronized (lock) {
            renewed = old.withHead(head, cost);
            found = replace(old, renewed);
            if (found && !renewed.tryRetain()) throw new AssertionError();
            if (found || old.isBelow) renewed.isBelow = below.renewed(old, renewed);
        }
        if (found) old.release();
        return renewed;
    }

    /** Forgets one response, if it is still stored. */
    public void remove(StoredResponse response) {
        forget(response);
    }

    /** Forgets one response here, if it is still stored: the tier below has it no more. */
    public void drop(StoredResponse response) {
        boolean found;
        synchronized (lock) {
            found = replace(response, null);
        }
        if (found) response.release();
    }

    private boolean forget(StoredResponse response) {
        boolean found;
        synchronized (lock) {
            found = replace(response, null);
            below.forgotten(response);
        }
        if (found) response.release();
        return found;
    }

    /** Forgets all responses of a key, here and below; returns how many there were. */
    public int purge(String key) {
        List<StoredResponse> gone;
        int count;
        synchronized (lock) {
            stamps.incrementAndGet(stampOf(Hash.of(key)));
            int goneBelow = below.purged(key);
            gone = index.remove(key);
            if (gone == null) return goneBelow;
            gone.forEach(replacement::remove);
            objects.add(-gone.size());
            count = Math.max(gone.size(), goneBelow);
        }
        gone.forEach(StoredResponse::release);
        return count;
    }

    @Override
    public String tier() {
        return "memory";
    }

    @Override
    public void visit(Predicate<? super StoredEntry> visitor) {
        for (var variants : index.values()) {
            for (var response : variants) if (!visitor.test(response)) return;
        }
    }

    /** The lock is taken for each response that goes, never for the whole walk. */
    @Override
    public int purge(Predicate<? super StoredEntry> meant) {
        synchronized (lock) {
            for (int i = 0; i < STAMPS; i++) stamps.incrementAndGet(i);
        }
        int gone = 0;
        for (var variants : index.values()) {
            for (var response : variants) if (meant.test(response) && forget(response)) gone++;
        }
        return gone;
    }

    /** Forgets everything; returns how many responses there were. */
    public int clear() {
        var gone = new ArrayList<StoredResponse>();
        synchronized (lock) {
            for (int i = 0; i < STAMPS; i++) stamps.incrementAndGet(i);
            index.values().forEach(gone::addAll);
            index.clear();
            gone.forEach(replacement::remove);
            objects.add(-gone.size());
            below.cleared();
        }
        gone.forEach(StoredResponse::release);
        return gone.size();
    }

    /** Changes the bound; what does not fit any more is evicted, its memory freed when its last reader is done. */
    public void resize(long bytes) {
        List<StoredResponse> gone;
        synchronized (lock) {
            capacity = bytes;
            long excess = ledger.held() - bytes;
            gone = excess > 0 ? replacement.shed(excess) : List.of();
            gone.forEach(this::unlink);
        }
        evictions.add(gone.size());
        gone.forEach(StoredResponse::release);
    }

    private void unlink(StoredResponse response) {
        replace(response, null);
        below.leftMemory(response, response.frequency > 1);
    }

    /** Swaps a response in index and policy for another, or for nothing; false if it is not there. Under the lock. */
    private boolean replace(StoredResponse old, @Nullable StoredResponse by) {
        var variants = find(old.key());
        int at = variants.indexOf(old);
        if (at < 0) return false;
        var kept = new ArrayList<>(variants);
        if (by == null) kept.remove(at);
        else kept.set(at, by);
        if (kept.isEmpty()) index.remove(old.key());
        else index.put(old.key(), List.copyOf(kept));
        replacement.remove(old);
        if (by == null) objects.decrement();
        else replacement.add(by);
        return true;
    }

    private static int stampOf(long hash) {
        return (int) hash & STAMPS - 1;
    }

    private static long cost(String key, StoredHead head) {
        return ENTRY_COST + key.length() + head.footprint();
    }

    void writerEnded() {
        openWriters.decrementAndGet();
    }

    Ledger ledger() {
        return ledger;
    }

    /** Bytes held: stored, being written, and still read after eviction. */
    public long bytes() {
        return ledger.held();
    }

    /** Of those, bytes of bodies that stay only as long as somebody reads them. */
    public long passingBytes() {
        return passing.held();
    }

    /** The bound. */
    public long capacity() {
        return capacity;
    }

    /** Responses stored. */
    public long objects() {
        return objects.sum();
    }

    /** Responses pushed out for others, or by a smaller bound, since the start. */
    public long evictions() {
        return evictions.sum();
    }

    /** Responses not kept because they were too large, or worth less than what is stored, since the start. */
    public long rejected() {
        return rejected.sum();
    }

    /** Writers neither committed nor abandoned. */
    public int openWriters() {
        return openWriters.get();
    }
}
