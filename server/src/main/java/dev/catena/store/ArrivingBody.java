// SPDX-License-Identifier: Apache-2.0
package dev.catena.store;

import dev.catena.http.Refusal;
import dev.catena.net.BodySource;
import dev.catena.net.LeasedRegion;
import dev.catena.net.LoopContext;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A body that one event loop writes while others read it, each at its own pace.
 *
 * <p>Who comes while the beginning is still here may {@link #join}, and reads all of it. Its references are those who joined and those who read;
 * while there are some, what they have yet to read stays in memory. Under want of room the part that is on disk is dropped, where the body goes there, too
 * ({@link Spool}): who is behind reads it back. Else the part that all have read is dropped, and from then on nobody can join.
 *
 * <p>Its state changes under its monitor, which is held for a few comparisons, never while a byte is copied. Bytes become visible by the
 * volatile write of {@link #written}.
 */
public final class ArrivingBody implements StoredBody {
    private enum State { ARRIVING, COMPLETE, BROKEN }

    private final String key;
    private final StoredHead head;
    private final Ledger ledger;
    private final long announced;
    private final Pacing writer;

    private final Window window = new Window();
    private final List<ArrivingReader> readers = new ArrayList<>(0);
    private int references;
    private volatile boolean shared;
    /** Has the beginning when memory has it no more; null if there is none. */
    private @Nullable Spool spool;
    private boolean open = true;
    private State state = State.ARRIVING;
    private @Nullable Refusal why;
    private volatile long written;

    /** @param announced length, or {@link StoredBody#UNKNOWN} */
    ArrivingBody(String key, StoredHead head, Ledger ledger, long announced, Pacing writer) {
        this.key = key;
        this.head = head;
        this.ledger = ledger;
        this.announced = announced;
        this.writer = writer;
    }

    // ---- those who read ----

    public StoredHead head() {
        return head;
    }

    /** Bytes that have come so far. */
    public long written() {
        return written;
    }

    /** Whether one may still {@link #join}. */
    public synchronized boolean isOpen() {
        return open && writer.isCurrent() && isHereFrom(0);
    }

    /** Whether all from that byte on is here, in memory or on disk. */
    private boolean isHereFrom(long position) {
        return position >= inMemoryFrom() || spool != null && spool.isOpen() && spool.readable() >= inMemoryFrom();
    }

    /** Where the first byte in memory stands. */
    private long inMemoryFrom() {
        return window.from(written);
    }

    /** The response as one more reader sees it, retained for the caller; empty if the beginning is gone, nothing arrives any more, or it was purged. */
    public Optional<StoredResponse> join() {
        synchronized (this) {
            if (!open || !writer.isCurrent() || !isHereFrom(0)) return Optional.empty();
            references++;
            if (!shared) {
                shared = true;
                writer.changed();
            }
        }
        return Optional.of(new StoredResponse(key, head, this, ledger, 0));
    }

    @Override
    public long length() {
        return announced >= 0 || !isComplete() ? announced : written;
    }

    private synchronized boolean isComplete() {
        return state == State.COMPLETE;
    }

    @Override
    public long memoryBytes() {
        return 0; // it is never one of those that the store chooses from
    }

    /** Never: its end is waited for, so that nobody is told it before it has come. */
    @Override
    public @Nullable ByteBuf takeNow(long from, long toExclusive) {
        return null;
    }

    @Override
    public BodySource read(long from, long toExclusive, LoopContext loop) {
        if (from < 0 || announced >= 0 && from > announced || from > toExclusive) {
            throw new IndexOutOfBoundsException("%d to %d of %d".formatted(from, toExclusive, announced));
        }
        var reader = new ArrivingReader(this, from, toExclusive, loop);
        synchronized (this) {
            references++;
            readers.add(reader);
        }
        return reader;
    }

    @Override
    public synchronized void retain() {
        references++;
    }

    @Override
    public void release() {
        boolean closes = false;
        synchronized (this) {
            if (--references > 0) return;
            if (references < 0) throw new IllegalStateException("released once too often: " + key);
            if (state == State.ARRIVING) {
                writer.changed();
            } else {
                closes = close();
                free();
            }
        }
        if (closes) writer.closed();
    }

    @Override
    public synchronized boolean isInUse() {
        return references > 0;
    }

    /** The reader needs nothing any more. */
    void left(ArrivingReader reader) {
        synchronized (this) {
            readers.remove(reader);
            writer.freed();
        }
        release();
    }

    /** The next bytes for a reader, retained for it; null if it has to wait, or has all. Moves the reader on. */
    @Nullable ByteBuf next(ArrivingReader reader, int most) {
        if (reader.position >= Math.min(written, reader.toExclusive)) return null;
        synchronized (this) {
            if (reader.letGo || reader.position < inMemoryFrom()) return null;
            var piece = window.at(reader.position);
            int from = (int) (reader.position - piece.offset);
            long available = Math.min(written, reader.toExclusive) - reader.position;
            int length = (int) Math.min(Math.min(available, most), piece.capacity() - from);
            reader.position += length;
            if (from + length == piece.capacity()) writer.freed();
            return piece.retainedSlice(from, length);
        }
    }

    /** The next bytes for a reader as a part of a file, which the kernel sends by itself; null if they are few, or not in one. Moves the reader on. */
    @Nullable LeasedRegion nextRegion(ArrivingReader reader, int most) {
        if (Math.min(written, reader.toExclusive) - reader.position < MemoryFile.WORTH_IT) return null;
        synchronized (this) {
            if (reader.letGo || reader.position < inMemoryFrom()) return null;
            var piece = window.at(reader.position);
            var room = piece.room();
            int from = (int) (reader.position - piece.offset);
            int length = (int) Math.min(Math.min(written, reader.toExclusive) - reader.position, Math.min(most, piece.capacity() - from));
            if (room == null || length < MemoryFile.WORTH_IT) return null;
            reader.position += length;
            if (from + length == piece.capacity()) writer.freed();
            piece.retain();
            return new LeasedRegion(room.file().channel(), room.position() + from, length, room.file(), piece::release);
        }
    }

    /** The next bytes for a reader that is behind memory, as far as they are on disk; null if they are nowhere. */
    @Nullable BodySource readBack(ArrivingReader reader, LoopContext loop) {
        Spool from;
        long end;
        synchronized (this) {
            from = spool;
            end = from == null ? 0 : Math.min(from.readable(), reader.toExclusive);
        }
        return from == null || end <= reader.position ? null : from.read(reader.position, end, loop);
    }

    /** A reader got so many bytes that memory had no more. */
    synchronized void advance(ArrivingReader reader, long bytes) {
        reader.position += bytes;
    }

    /** What a reader that has no next bytes is to do. */
    synchronized Prospect prospect(ArrivingReader reader) {
        if (reader.letGo) return new Prospect.Broken(ArrivingReader.LET_GO);
        if (reader.position < Math.min(written, reader.toExclusive)) return reader.position < inMemoryFrom() ? Prospect.BEHIND : Prospect.MORE; // it came just now
        // who reads to the end learns it only when the body is complete, and stored if it is to be
        boolean part = announced >= 0 && reader.toExclusive < announced;
        if (part && reader.position == reader.toExclusive) return Prospect.END;
        return switch (state) {
            case COMPLETE -> Prospect.END;
            case BROKEN -> new Prospect.Broken(Objects.requireNonNull(why));
            case ARRIVING -> {
                reader.waiting = true;
                yield Prospect.WAIT;
            }
        };
    }

    // ---- the one who writes ----

    /** Whether anybody else reads, or read. */
    boolean isShared() {
        return shared;
    }

    /** Whether a body was cut for a reader because there was no room to wait for it, while it came whole for others. */
    public static boolean isLetGo(Refusal why) {
        return why == ArrivingReader.LET_GO || why == StoreWriter.NO_ROOM;
    }

    /** Nobody reads: nobody is to join any more. False if somebody does. */
    boolean closeUnlessWanted() {
        boolean closes;
        synchronized (this) {
            if (references > 0) return false;
            closes = close();
        }
        if (closes) writer.closed();
        return true;
    }

    synchronized void append(Piece piece, long offset) {
        window.append(piece, offset);
    }

    /** From its beginning on it is also written there, where it can be read back. */
    synchronized void spoolTo(Spool other) {
        spool = other;
        other.whenReadable(this::moreIsOnDisk);
        window.giveTo(other);
    }

    private void moreIsOnDisk() {
        boolean over;
        synchronized (this) {
            over = state != State.ARRIVING;
            if (!over) writer.freed();
        }
        if (over) shed();
    }

    /** Nobody reads, nor can: what has come need not stay. */
    synchronized void forget() {
        free();
    }

    /** The last piece in a smaller copy. */
    synchronized void replaceLast(Piece by) {
        window.replaceLast(by);
    }

    /** All bytes up to here may be read. */
    void publish(long length) {
        if (length == written) return;
        written = length;
        wakeReaders();
    }

    private synchronized void wakeReaders() {
        for (int i = 0; i < readers.size(); i++) {
            var reader = readers.get(i);
            if (!reader.waiting) continue; // it looks again before it waits
            reader.waiting = false;
            reader.wake();
        }
    }

    /** The pieces once more, for the response that is stored. */
    synchronized List<Piece> retainedPieces() {
        return window.retained();
    }

    /**
     * The end has come.
     *
     * @param found it is in the store now, so nobody needs to join; else who reads it can still be joined
     */
    void complete(boolean found) {
        end(State.COMPLETE, null, found);
    }

    /** No more comes. */
    void breakOff(Refusal reason) {
        end(State.BROKEN, reason, true);
    }

    private void end(State how, @Nullable Refusal reason, boolean closing) {
        boolean closes;
        synchronized (this) {
            state = how;
            why = reason;
            closes = (closing || references == 0) && close();
            if (references == 0) free();
            wakeReaders();
        }
        if (closes) writer.closed();
    }

    private boolean close() {
        boolean was = open;
        open = false;
        return was;
    }

    private void free() {
        window.free();
        if (spool != null && (state != State.ARRIVING || !open)) {
            spool.endReading();
            spool = null;
        }
    }

    // ---- want of room ----

    /** Drops what all have read, or can read back; returns whether that was anything. */
    boolean shed() {
        boolean closes = false;
        boolean dropped;
        synchronized (this) {
            long onDisk = spool != null && spool.isOpen() ? spool.readable() : 0;
            // somebody may have joined, and not begun to read; and as long as the beginning is on disk others may
            long needed = onDisk > 0 || references > readers.size() ? onDisk : slowest();
            dropped = window.dropUpTo(needed);
            if (dropped && onDisk == 0) closes = close();
        }
        if (closes) writer.closed();
        return dropped;
    }

    private long slowest() {
        long position = written;
        for (var reader : readers) position = Math.min(position, reader.position);
        return position;
    }

    /**
     * Lets those go that keep the oldest piece in memory, if others wait for what comes next. Returns whether there were any.
     */
    synchronized boolean letGoOfSlowest() {
        long end = window.oldestEnd();
        if (end < 0 || readers.stream().noneMatch(reader -> reader.position == written)) return false;
        var slow = readers.stream().filter(reader -> reader.position < end).toList();
        for (var reader : slow) {
            reader.letGo = true;
            readers.remove(reader);
            reader.wake();
        }
        return !slow.isEmpty();
    }

    /** What becomes of a reader. */
    sealed interface Prospect {
        record More() implements Prospect {}

        /** It is on disk, or nowhere. */
        record Behind() implements Prospect {}

        record Wait() implements Prospect {}

        record End() implements Prospect {}

        record Broken(Refusal why) implements Prospect {}

        Prospect MORE = new More();
        Prospect BEHIND = new Behind();
        Prospect WAIT = new Wait();
        Prospect END = new End();
    }

    /** The writer, as those who read see it. Told on any thread; acts on its own loop. */
    interface Pacing {
        /** The first joined, or the last one left. Under the body's monitor. */
        void changed();

        /** Somebody needs a piece no more. Under the body's monitor. */
        void freed();

        /** Whether it has not been purged since it was asked for. */
        boolean isCurrent();

        /** Nobody can join any more. Once. */
        void closed();
    }
}
