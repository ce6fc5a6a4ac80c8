// SPDX-License-Identifier: Apache-2.0
package dev.catena.store.disk;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that read from disks, behind a bounded queue. Nobody interrupts them: an interrupt would close the file they read for everybody. They end when
 * they have nothing to do.
 */
final class DiskReads implements AutoCloseable {
    /** Reads at a time: what keeps a solid-state disk busy, and is not too much for others. */
    private static final int THREADS = 8;
    private static final int WAITING_MAX = 4096;
    private static final long IDLE_SECONDS = 30;


    private static final ThreadFactory FACTORY = Thread.ofPlatform().daemon().name("catena-disk-read-", 0).factory();

    private final ThreadLocal<RecordReader> readers = ThreadLocal.withInitial(RecordReader::new);
    private final ThreadPoolExecutor threads =
        new ThreadPoolExecutor(THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), FACTORY);

    DiskReads() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs it soon on one of the threads; false if too much waits. */
    boolean submit(Runnable read) {
        try {
            threads.execute(read);
            return true;
        } catch (RejectedExecutionException _) {
            return false;
        }
    }

    /** The current thread's own, of one of these threads. */
    RecordReader reader() {
        return readers.get();
    }

    int waiting() {
        return threads.getQueue().size();
    }

    /** Takes no more; what waits is still read. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
