// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Refusal;
import dev.catena.http.RefusalCode;
import dev.catena.net.BodySource;
import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body while it passes by: for those who read along, and to put the response into the store once it is complete.
 *
 * <p>As long as nobody else reads, it only copies, and gives up where there is no room. Once somebody does, its source runs at the pace of the
 * room there is ({@link #hasRoom}). A body too large to be kept stays only as long as somebody reads it, in at most half of the memory.
 *
 * <p>Belongs to one event loop. Exactly one of {@link #commit} and {@link #abandon} is called; once the writer gave up, only
 * that call still does something: it ends the writer.
 */
public final class StoreWriter implements ArrivingBody.Pacing {
    /** Who reads a body along while it arrives. */
    public enum Company {
        /** Nobody can: it is only for the store. */
        NONE,
        /** Somebody may come. */
        POSSIBLE,
        /** Somebody waits. */
        EXPECTED
    }

    /** What became of a body, as far as others could have had it. */
    public enum Ending {
        /** It is in the store. */
        STORED,
        /** It went by whole, and was not kept. */
        PASSED,
        /** It broke off. */
        CUT,
        /** There was no room for it. */
        NO_ROOM
    }

    /** Pieces of a body of unknown length grow with it between these. */
    private static final int PIECE_MIN = 4 << 10;
    private static final int PIECE_MAX = 64 << 10;

    /** What a source may bring after it was asked to pause: one read of a socket. */
    static final int PASSING_PIECE = 256 << 10;

    /** So often in a row, a quarter of a second apart, a disk may have written nothing while there is no room. */
    private static final int STILL_MAX = 20;

    static final Refusal NO_ROOM = new Refusal(RefusalCode.RESPONSE_INCOMPLETE,
        "there was no more room in memory for a body that several clients read at once", "try again, or raise `cache.memory`");

    private static final Refusal UNWANTED = new Refusal(RefusalCode.RESPONSE_INCOMPLETE, "nobody wanted the rest of the body any more");

    private enum State { OPEN, GAVE_UP, ENDED }

    private final MemoryStore store;
    private final MemoryStore.Place place;
    private final StoredHead head;
    private final ArrivingBody body;
    private final long announced;
    private final long bodyMax;
    private final long headCost;
    private final Company company;
    private final Consumer<Ending> outcome;

    private @Nullable Piece tail;
    private @Nullable Piece spare;
    private long length;
    private boolean keeps;
    private @Nullable Spool spool;
    /** Whether its bytes stay in memory: to be kept, or for those who read along. */
    private boolean inMemory;
    /** What is kept if it breaks off. */
    private @Nullable Remnant remnant;
    private State state = State.OPEN;
    private Ending ending = Ending.PASSED;

    /** Two things end: the writing, and the time to join. */
    private static final int ENDS = 2;
    private final AtomicInteger ends = new AtomicInteger();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean starving;
    private long readableBefore;
    private int stillTimes;
    private @Nullable LoopContext loop;
    private @Nullable Runnable review;

    /**
     * Takes over the cost of the head in the ledger, and the memory for a body of known length.
     *
     * @param announced length of the body, or -1
     * @param whole the memory for all of it, if it is to be kept and its length is known
     * @param keeps it is to be kept in memory
     * @param spool takes it to the tier below, as it is too large
     * @param company who reads along
     * @param outcome told once, on any thread, when all is over: the writing, and the time to read along
     */
    StoreWriter(MemoryStore store, MemoryStore.Place place, StoredHead head, long announced, long bodyMax, long headCost,
        @Nullable Piece whole, boolean keeps, @Nullable Spool spool, Company company, Consumer<Ending> outcome) {
        this.store = store;
        this.place = place;
        this.head = head;
        this.announced = announced;
        this.bodyMax = bodyMax;
        this.headCost = headCost;
        this.keeps = keeps;
        this.spool = spool;
        this.inMemory = keeps || company != Company.NONE;
        this.company = company;
        this.outcome = outcome;
        this.body = new ArrivingBody(place.key(), head, store.budget().ledger(), announced, this);
        if (spool != null) body.spoolTo(spool);
        if (whole != null) use(whole);
    }

    /** What others may read along. */
    public ArrivingBody body() {
        return body;
    }

    /** Whether it will be in the store if it comes whole, as far as is known. */
    public boolean keeps() {
        return (keeps || isSpooled()) && state == State.OPEN;
    }

    private boolean isSpooled() {
        return spool != null && spool.isOpen();
    }

    /** If the body breaks off, this is kept of it. */
    public void ifCut(Remnant kept) {
        remnant = kept;
    }

    // ---- the bytes ----

    /**
     * Copies the readable bytes; the caller keeps the chunk, and its indices do not move. When there is no room, or more comes than was
     * announced, the writer gives up, frees what it has, and ignores the rest.
     */
    public void write(ByteBuf chunk) {
        if (state != State.OPEN) return;
        int left = chunk.readableBytes();
        if (announced >= 0 && length + left > announced) {
            giveUp(Ending.CUT);
            return;
        }
        if (length + left > bodyMax && keeps) becomesTooLarge();
        if (spool != null) spool.write(chunk);
        if (!inMemory || !keeps && company == Company.NONE) {
            inMemory = false;
            length += left;
            if (!isSpooled()) giveUp(Ending.PASSED);
            return;
        }
        for (int from = chunk.readerIndex(); left > 0; ) {
            var last = tail != null && tail.isWritable() ? tail : grow(left);
            if (last == null) {
                noRoom(left);
                return;
            }
            int part = Math.min(left, last.writableBytes());
            last.writeBytes(chunk, from, part);
            from += part;
            left -= part;
            length += part;
        }
        body.publish(length);
    }

    /** More came than memory keeps: it goes below, with what was here so far. */
    private void becomesTooLarge() {
        keeps = false;
        spool = store.spool(place, head, announced);
        if (spool != null) body.spoolTo(spool);
    }

    /** What nobody reads along goes on to the tier below alone. */
    private void noRoom(int left) {
        boolean alone = isSpooled() && body.closeUnlessWanted();
        if (!alone) {
            giveUp(isWanted() ? Ending.NO_ROOM : Ending.PASSED);
            return;
        }
        inMemory = false;
        tail = null;
        body.forget();
        length += left;
    }

    private @Nullable Piece grow(int coming) {
        var next = spare;
        spare = null;
        if (next == null && keeps) next = toKeep(Math.clamp(Math.max(length, coming), PIECE_MIN, PIECE_MAX));
        if (next == null && company != Company.NONE) next = toPass();
        return next == null ? null : use(next);
    }

    private Piece use(Piece next) {
        body.append(next, length);
        tail = next;
        return next;
    }

    private @Nullable Piece toKeep(int size) {
        if (store.makeRoom(place, headCost + length + size, size)) return Piece.allocate(store.budget().ledger(), size);
        keeps = false;
        return null;
    }

    /** What everybody has read makes room for what is to come. */
    private @Nullable Piece toPass() {
        var piece = store.budget().passingPiece(PASSING_PIECE, isWanted());
        return piece == null && (body.isShared() || isSpooled()) && body.shed() ? store.budget().passingPiece(PASSING_PIECE, true) : piece;
    }

    private boolean isWanted() {
        return company == Company.EXPECTED || body.isShared();
    }

    // ---- those who read along ----

    /** From now on {@code review} runs on the loop when somebody joined, when the last reader left, and when there may be room again. */
    public void reviewOn(LoopContext context, Runnable work) {
        loop = context;
        review = work;
        if (body.isShared()) changed();
    }

    @Override
    public void changed() {
        var context = loop;
        if (context != null && scheduled.compareAndSet(false, true)) context.execute(this::review);
    }

    private void review() {
        scheduled.set(false);
        if (review != null && state != State.ENDED) review.run();
    }

    @Override
    public void freed() {
        if (starving) changed();
    }

    @Override
    public boolean isCurrent() {
        return store.isCurrent(place);
    }

    @Override
    public void closed() {
        if (ends.incrementAndGet() == ENDS) outcome.accept(ending);
    }

    /** Whether somebody else reads, or did. */
    public boolean isShared() {
        return body.isShared();
    }

    /** Whether the source may go on although nobody's pace holds it back: what it brings before it can pause has room. */
    public boolean hasRoom() {
        boolean room = state != State.OPEN || announced >= 0 && keeps || (spare != null || (spare = toPass()) != null) && !(isSpooled() && spoolOf().isBehind());
        starving = !room;
        return room;
    }

    /** Whether it keeps nothing any more, and whoever read along was cut. */
    public boolean hasGivenUp() {
        return state == State.GAVE_UP;
    }

    /** For want of room, lets those readers go that hold up others; not as long as the disk takes what they have still to read. */
    public void letGoOfSlowest() {
        if (isSpooled() && isMoving(spoolOf())) return;
        body.letGoOfSlowest();
    }

    /** Whether a disk still takes what comes; if not for long, it is done without. */
    private boolean isMoving(Spool disk) {
        long now = disk.readable();
        stillTimes = now == readableBefore ? stillTimes + 1 : 0;
        readableBefore = now;
        if (stillTimes < STILL_MAX) return true;
        disk.abandon();
        return false;
    }

    private Spool spoolOf() {
        return Objects.requireNonNull(spool);
    }

    /** Whether nobody reads; then nobody can join any more. */
    public boolean closeUnlessWanted() {
        return body.closeUnlessWanted();
    }

    /** Bytes that have come so far. */
    public long length() {
        return length;
    }

    /** What comes from here on, for the client that was served directly so far. */
    public BodySource readOn(LoopContext context) {
        return body.read(length, Long.MAX_VALUE, context);
    }

    // ---- the end ----

    /**
     * The body ended as its framing says: the response is kept if it may be.
     *
     * @return false if the writer had given up, the body was shorter than announced, or it is not kept
     */
    public boolean commit() {
        if (state == State.OPEN && announced >= 0 && length < announced) giveUp(Ending.CUT);
        boolean kept = state == State.OPEN && keeps && keep();
        boolean below = state == State.OPEN && !kept && spool != null && spool.commit();
        if (state == State.OPEN) {
            ending = kept || below ? Ending.STORED : Ending.PASSED;
            body.complete(kept);
            if (!kept) store.budget().ledger().giveBack(headCost);
        }
        end();
        return kept || below;
    }

    private boolean keep() {
        trim();
        var pieces = body.retainedPieces();
        pieces.forEach(Piece::keep);
        if (store.insert(place, new StoredResponse(place.key(), head, new MemoryBody(pieces, length), store.budget().ledger(), headCost))) return true;
        pieces.forEach(Piece::release);
        return false;
    }

    /** Copies the last piece of a body of unknown length into one of its own size, if that fits beside it for the moment. */
    private void trim() {
        var last = tail;
        if (announced >= 0 || last == null || !last.isWritable()) return;
        int size = last.writerIndex();
        var fitting = store.budget().tryTake(size) ? Piece.allocate(store.budget().ledger(), size) : null;
        if (fitting == null) return;
        fitting.writeBytes(last, 0, size);
        body.replaceLast(fitting);
        tail = null;
    }

    /** Nobody wants the rest: what has come is kept as a part, if it may be. */
    public void abandon() {
        abandon(UNWANTED);
    }

    /** The body was cut: it is not kept, or as a part, and those who read along are cut too. */
    public void abandon(Refusal why) {
        if (state == State.OPEN) {
            if (length > 0 && remnant != null) keep(remnant);
            breakOff(Ending.CUT, why);
        }
        end();
    }

    private void keep(Remnant part) {
        if (spool != null && spool.isOpen()) {
            part.keep(spool, length);
            spool = null;
        } else if (keeps && announced >= 0 && tail != null) {
            part.keep(store, tail, (int) length);
        }
    }

    private void giveUp(Ending how) {
        breakOff(how, NO_ROOM);
    }

    private void breakOff(Ending how, Refusal why) {
        state = State.GAVE_UP;
        ending = how;
        if (spool != null) spool.abandon();
        body.breakOff(why);
        store.budget().ledger().giveBack(headCost);
    }

    private void end() {
        if (state == State.ENDED) return;
        state = State.ENDED;
        if (spare != null) spare.release();
        spare = null;
        tail = null;
        store.writerEnded();
        if (ends.incrementAndGet() == ENDS) outcome.accept(ending);
    }
}
