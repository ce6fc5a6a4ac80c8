// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.store.StoreWriter.Company;
import dev.catena.store.StoreWriter.Ending;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Responses in memory, shared by all event loops, never holding more bytes than it was given.
 *
 * <p>Looking up takes no lock. Whatever changes what is stored takes one, that of the {@link Contents}, shortly: a body is copied and freed outside of it. The
 * bound is the {@link Budget}'s matter. What lies below it has a way of its own: {@link FromBelow}.
 */
public final class MemoryStore implements Inventory {
    /** Variants of one key; the oldest goes. */
    public static final int VARIANTS_MAX = 32;

    /** Estimate of the objects and table slots of one response; added to its measured bytes. */
    static final int ENTRY_COST = 384;

    /** A typical response, to size the popularity sketch. */
    private static final int TYPICAL_SIZE = 16 << 10;

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

    private final Contents contents;
    private final Budget budget;
    private final Stamps stamps = new Stamps();
    private final FromBelow fromBelow;
    private final Latecomers latecomers;
    private final LongAdder rejected = new LongAdder();
    private final AtomicInteger openWriters = new AtomicInteger();
    private volatile LowerTier below = LowerTier.NONE;

    /** @param capacity bytes of heads, bodies and bookkeeping, bodies on their way in included; 0 stores nothing */
    public MemoryStore(long capacity) {
        this.contents = new Contents(Math.clamp(capacity / TYPICAL_SIZE, 1, Integer.MAX_VALUE));
        this.budget = new Budget(contents, capacity, evicted -> below.leftMemory(evicted, evicted.frequency > 1));
        this.fromBelow = new FromBelow(this, contents, budget);
        this.latecomers = new Latecomers(this, budget);
    }

    /** From now on what is stored here goes to that tier too. */
    public void useBelow(LowerTier tier) {
        below = tier;
    }

    /** The tier below. */
    public LowerTier below() {
        return below;
    }

    /** For what the tier below brings up. */
    public FromBelow fromBelow() {
        return fromBelow;
    }

    /** What is stored of a key, the latest first; nothing is retained yet, and any of it may go at any time. */
    public List<StoredResponse> find(String key) {
        return contents.find(key);
    }

    /** Notes that a response answered a request. */
    public void used(StoredResponse response) {
        response.touch();
        if (!response.isBelow && below != LowerTier.NONE) usedAgain(response);
        if (response.isToMove()) latecomers.askedFor(response);
    }

    private void usedAgain(StoredResponse response) {
        synchronized (contents) {
            if (response.isBelow || !find(response.key()).contains(response)) return;
            below.usedAgain(response);
            response.isBelow = true;
        }
    }

    /** Notes that a request for the key goes out, and keeps the place for what it brings. */
    public Place miss(String key) {
        long hash = Hash.of(key);
        contents.missed(hash);
        return place(key, hash);
    }

    /** The place of a key that nobody misses here. */
    public Place place(String key) {
        return place(key, Hash.of(key));
    }

    private Place place(String key, long hash) {
        return new Place(key, hash, stamps.of(hash));
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
        if (!keeps && (!passes || !budget.takeNeeded(headCost))) {
            if (spool != null) spool.abandon();
            return Optional.empty();
        }
        var whole = keeps && body > 0 ? Piece.allocate(budget.ledger(), (int) body) : null;
        if (keeps && body > 0 && whole == null) { // the JVM has no such memory
            keeps = false;
            if (company == Company.NONE) {
                budget.ledger().giveBack(headCost);
                rejected.increment();
                return Optional.empty();
            }
        }
        openWriters.incrementAndGet();
        return Optional.of(new StoreWriter(this, place, head, length, bodyMax, headCost, whole, keeps, spool, company, outcome));
    }

    /** Whether what was asked for then may still be used now: it was not purged meanwhile. */
    public boolean isCurrent(Place place) {
        return stamps.of(place.hash) == place.stamp;
    }

    /** Room for the content of a request of at most so many bytes, within the share for what is not to be kept. */
    public HeldContent hold(int max) {
        return new HeldContent(size -> budget.passingPiece(size, true), max);
    }

    /** The way down for a body that is too large for memory. */
    @Nullable Spool spool(Place place, StoredHead head, long length) {
        return below.spool(place, head, length, contents.misses(place.hash));
    }

    /** Takes bytes from the ledger for a newcomer, evicting others where it is worth more than they are. */
    boolean makeRoom(Place place, long size, long bytes) {
        if (budget.tryTake(bytes)) return true;
        int misses = contents.misses(place.hash);
        return budget.evictFor(below.wants(place.key, size, misses) ? Budget.NEEDED : misses, size, bytes);
    }

    /** Makes a complete response findable; it replaces the equal variant. False if it is not wanted any more. */
    boolean insert(Place place, StoredResponse response) {
        List<StoredResponse> replaced;
        synchronized (contents) {
            if (!isCurrent(place) || budget.isOverfull() || hasNewer(place.key, response)) return false;
            replaced = contents.add(response);
            for (var other : replaced) if (!other.head().variant().equals(response.head().variant())) below.forgotten(other);
            response.isBelow = below.stored(response, contents.misses(place.hash));
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
     * Puts another head on a stored response.
     *
     * @param old retained by the caller, and still to be released by it
     * @return the response with the new head, retained for the caller; the old one if there is no room for a second head
     */
    public StoredResponse renew(StoredResponse old, StoredHead head) {
        long cost = cost(old.key(), head);
        if (!budget.takeNeeded(cost)) {
            if (!old.tryRetain()) throw new IllegalStateException("not retained by the caller: " + old.key());
            return old;
        }
        StoredResponse renewed;
        boolean found;
        synchronized (contents) {
            renewed = old.withHead(head, cost);
            found = contents.replace(old, renewed);
            if (found && !renewed.tryRetain()) throw new AssertionError();
            if (found || old.isBelow) renewed.isBelow = below.renewed(old, renewed);
        }
        if (found) old.release();
        return renewed;
    }

    /** Puts a response in the place of the same whose body is elsewhere, which goes; or the other way round, if that is not stored any more. */
    boolean swap(StoredResponse old, StoredResponse moved) {
        boolean found;
        synchronized (contents) {
            found = contents.replace(old, moved);
            moved.isBelow = old.isBelow;
        }
        (found ? old : moved).release();
        return found;
    }

    /** Forgets one response, if it is still stored. */
    public void remove(StoredResponse response) {
        forget(response);
    }

    private boolean forget(StoredResponse response) {
        boolean found;
        synchronized (contents) {
            found = contents.replace(response, null);
            below.forgotten(response);
        }
        if (found) response.release();
        return found;
    }

    /** Forgets all responses of a key, here and below; returns how many there were. */
    public int purge(String key) {
        List<StoredResponse> gone;
        int goneBelow;
        synchronized (contents) {
            stamps.advance(Hash.of(key));
            goneBelow = below.purged(key);
            gone = contents.removeAll(key);
        }
        gone.forEach(StoredResponse::release);
        return Math.max(gone.size(), goneBelow);
    }

    @Override
    public String tier() {
        return "memory";
    }

    @Override
    public void visit(Predicate<? super StoredEntry> visitor) {
        for (var variants : contents.all()) {
            for (var response : variants) if (!visitor.test(response)) return;
        }
    }

    /** The lock is taken for each response that goes, never for the whole walk. */
    @Override
    public int purge(Predicate<? super StoredEntry> meant) {
        synchronized (contents) {
            stamps.advanceAll();
        }
        int gone = 0;
        for (var variants : contents.all()) gone += forget(variants.getFirst().key(), meant);
        return gone;
    }

    /** Looks again where another took the place of one that was to go. */
    private int forget(String key, Predicate<? super StoredEntry> meant) {
        int gone = 0;
        for (boolean swapped = true; swapped; ) {
            swapped = false;
            for (var response : find(key)) {
                if (!meant.test(response)) continue;
                if (forget(response)) gone++;
                else swapped = true;
            }
        }
        return gone;
    }

    /** Forgets everything; returns how many responses there were. */
    public int clear() {
        List<StoredResponse> gone;
        synchronized (contents) {
            stamps.advanceAll();
            gone = contents.clear();
            below.cleared();
        }
        gone.forEach(StoredResponse::release);
        return gone.size();
    }

    /** Changes the bound; what does not fit any more is evicted, its memory freed when its last reader is done. */
    public void resize(long bytes) {
        budget.resize(bytes);
    }

    static long cost(String key, StoredHead head) {
        return ENTRY_COST + key.length() + head.footprint();
    }

    /** A response is not kept. */
    void reject() {
        rejected.increment();
    }

    void writerEnded() {
        openWriters.decrementAndGet();
    }

    Budget budget() {
        return budget;
    }

    /** Bytes held: stored, being written, and still read after eviction. */
    public long bytes() {
        return budget.held();
    }

    /** Of those, bytes of bodies that stay only as long as somebody reads them. */
    public long passingBytes() {
        return budget.passing();
    }

    /** The bound. */
    public long capacity() {
        return budget.capacity();
    }

    /** Responses stored. */
    public long objects() {
        return contents.objects();
    }

    /** Responses pushed out for others, or by a smaller bound, since the start. */
    public long evictions() {
        return budget.evictions();
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
