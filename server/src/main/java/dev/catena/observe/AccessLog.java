// SPDX-License-Identifier: Apache-2.0
package dev.catena.observe;

import dev.catena.base.ByteText;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Writes a line for each exchange, without making it wait: the event loop leaves the record in a bounded queue, a thread of
 * the log's own formats and writes what it finds there, at most {@link #IDLE_NANOS} later, and sooner when there is much.
 *
 * <p>When lines cannot be written (no space, no right), they wait and the write is tried again every second; the proxy goes
 * on, and what the queue cannot hold meanwhile is dropped and counted.
 */
public final class AccessLog implements Journal.Reading, AutoCloseable {
    static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SAY_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_MILLIS = 5000;
    private static final int BATCH_BYTES = 64 * 1024;
    /** So many waiting records are written at once: few enough to be still in the processor's cache, enough to be worth a change of thread. */
    private static final int WAKE_AT = 256;
    /** Records with more text than this ... */
    private static final int LONG_TEXT = 1024;
    /** ... may hold this many places in the queue, so that it stays small whatever clients ask for. */
    private static final int LONG_MAX = 1024;

    private final String to;
    private final RecordQueue queue;
    private final int wakeAt;
    private final AtomicInteger longWaiting = new AtomicInteger();
    private final LineFormat format;
    private final LogSink sink;
    private final LogLosses losses;
    private final System.Logger serviceLog;
    private final LongSupplier nanoClock;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private volatile boolean closing;

    // The writer's own.
    private final ByteText text = new ByteText();
    private ByteBuffer lines = ByteBuffer.allocate(0);
    private boolean failing;
    private long droppedSaid;
    private long saidNanos;

    public AccessLog(LogSettings settings, LogLosses losses) {
        this(settings, LineFormat.of(settings), losses);
    }

    private AccessLog(LogSettings settings, LineFormat format, LogLosses losses) {
        this(settings, format, LogSink.of(settings.to(), format::preamble), losses, System.getLogger(AccessLog.class.getName()), System::nanoTime);
    }

    AccessLog(LogSettings settings, LineFormat format, LogSink sink, LogLosses losses, System.Logger serviceLog, LongSupplier nanoClock) {
        this.to = settings.to();
        this.queue = new RecordQueue(settings.queue());
        this.wakeAt = Math.min(WAKE_AT, Math.max(1, queue.capacity() / 2));
        this.format = format;
        this.sink = sink;
        this.losses = losses;
        this.serviceLog = serviceLog;
        this.nanoClock = nanoClock;
        this.saidNanos = nanoClock.getAsLong() - SAY_NANOS;
        this.writer = Thread.ofPlatform().daemon().name("catena-log-" + to).start(this::run);
    }

    @Override
    public void read(ExchangeRecord exchange) {
        boolean isLong = exchange.textLength() > LONG_TEXT;
        if (isLong && longWaiting.incrementAndGet() > LONG_MAX) {
            longWaiting.decrementAndGet();
            drop(1);
            return;
        }
        int waiting = queue.offer(exchange);
        if (waiting == 0) {
            if (isLong) longWaiting.decrementAndGet();
            drop(1);
        } else if (waiting == wakeAt) {
            LockSupport.unpark(writer);
        }
    }

    /** Opens the file anew: what a signal asks for after a rotation. */
    public void reopen() {
        sink.reopen();
        LockSupport.unpark(writer);
    }

    /** Writes what waits, and ends. Nothing may be read any more. Waits 5 seconds at most. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        try {
            writer.join(CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            boolean written = writeWaiting();
            sayDropped();
            LockSupport.parkNanos(this, written ? IDLE_NANOS : RETRY_NANOS);
        }
        if (!writeWaiting()) drop(linesLeft());
        sayDropped();
        sink.close();
    }

    /** Writes until nothing waits; false when the sink failed. */
    private boolean writeWaiting() {
        if (lines.hasRemaining() && !deliver()) return false;
        do {
            format();
            if (!deliver()) return false;
        } while (text.length() >= BATCH_BYTES);
        return true;
    }

    private void format() {
        text.clear();
        for (var exchange = queue.poll(); exchange != null; exchange = queue.poll()) {
            if (exchange.textLength() > LONG_TEXT) longWaiting.decrementAndGet();
            format.write(exchange, text);
            if (text.length() >= BATCH_BYTES) break;
        }
        lines = text.view();
    }

    private boolean deliver() {
        try {
            if (lines.hasRemaining()) sink.write(lines);
            else sink.tend();
            if (failing) serviceLog.log(Level.INFO, "access log " + to + " is written again");
            failing = false;
            return true;
        } catch (IOException failed) {
            losses.failures().increment();
            if (!failing) sayFailed(failed);
            failing = true;
            return false;
        }
    }

    private void sayFailed(IOException failed) {
        serviceLog.log(Level.WARNING, "access log " + to + " cannot be written: " + failed
            + "; up to " + queue.capacity() + " lines wait, further ones are dropped:"
            + " make room, or let this user write there; it is tried again every second");
    }

    private void drop(long count) {
        dropped.add(count);
        losses.dropped().add(count);
    }

    private void sayDropped() {
        long now = nanoClock.getAsLong();
        long count = dropped.sum();
        if (count == droppedSaid || now - saidNanos < SAY_NANOS && !closing) return;
        serviceLog.log(Level.WARNING, "access log " + to + " lost " + (count - droppedSaid)
            + " lines: its disk or reader is too slow, or `log.queue` too small");
        droppedSaid = count;
        saidNanos = now;
    }

    private long linesLeft() {
        long count = 0;
        while (lines.hasRemaining()) if (lines.get() == '\n') count++;
        while (queue.poll() != null) count++;
        return count;
    }
}
