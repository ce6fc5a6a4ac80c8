// SPDX-License-Identifier: Apache-2.0
package dev.catena.net.tunnel;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The pipes of one event loop. A direction of a tunnel takes one while bytes of it are on their way, and gives it back when its source
 * has no more: thousands of idle tunnels hold none, and busy ones share a few. Who finds none gets a bucket. Owner: one event loop.
 */
public final class Pipes {
    /** The setting's bytes, and how many of them may be in use on all loops together ({@code limits.tunnel-pipe}, {@code tunnel-pipes}). */
    public record Terms(int bytes, int most) {}

    /** Empty ones that are kept for the next tunnel; each is two descriptors and next to no memory. */
    private static final int KEPT_MAX = 16;
    /** A smaller one is slower than a copy: the kernel gives a user beyond its soft limit pages, not pipes (pipe(7)). */
    private static final int BYTES_MIN = 32 << 10;
    /** When the system refused a pipe it is not asked again for this time. */
    private static final long REFUSED_NANOS = 100_000_000;

    private static final AtomicBoolean LOOKED = new AtomicBoolean();
    private static volatile boolean ready;

    private final ArrayDeque<Pipe> kept = new ArrayDeque<>();
    private final AtomicInteger inUse;
    private @Nullable Kernel kernel;
    private @Nullable Bucket bucket;
    private long refusedUntilNanos;
    private boolean refused;
    private boolean ended;

    /** @param inUse counts for all loops together */
    public Pipes(AtomicInteger inUse) {
        this.inUse = inUse;
    }

    /**
     * Whether tunnels can be spliced on this system, as far as is known now: to find it out takes the JVM a while, during which no loop has to
     * wait. The first to ask starts it.
     */
    public static boolean areReady() {
        if (!ready && LOOKED.compareAndSet(false, true)) Thread.ofPlatform().daemon().name("catena-splice").start(() -> ready = areAvailable());
        return ready;
    }

    /** The same, known for sure; may take tens of milliseconds the first time. */
    static boolean areAvailable() {
        return Kernel.isAvailable();
    }

    Kernel kernel() {
        var here = kernel;
        if (here == null) {
            here = new Kernel();
            kernel = here;
            // when the system has no descriptor left it could not even load its class
            bucket = new Bucket(here);
        }
        return here;
    }

    /** An empty pipe, or a bucket if there is none to be had now. */
    Vessel take(Terms terms) {
        if (inUse.incrementAndGet() <= terms.most()) {
            var pipe = pipe(terms.bytes());
            if (pipe != null) return pipe;
        }
        inUse.decrementAndGet();
        return takeBucket();
    }

    private @Nullable Pipe pipe(int bytes) {
        for (var pipe = kept.poll(); pipe != null; pipe = kept.poll()) {
            if (pipe.size == bytes) return pipe;
            pipe.close(); // of settings that are no more
        }
        if (refused && System.nanoTime() - refusedUntilNanos < 0) return null;
        var pipe = kernel().pipe(bytes, Math.min(bytes, BYTES_MIN));
        refused = pipe == null;
        if (refused) refusedUntilNanos = System.nanoTime() + REFUSED_NANOS;
        return pipe;
    }

    private Bucket takeBucket() {
        var empty = bucket;
        bucket = null;
        return empty == null ? new Bucket(kernel()) : empty;
    }

    /** One with bytes left in it is of no use to another. */
    void giveBack(Vessel vessel) {
        switch (vessel) {
            case Pipe pipe -> {
                inUse.decrementAndGet();
                if (pipe.bytes == 0 && kept.size() < KEPT_MAX && !ended) kept.push(pipe);
                else pipe.close();
            }
            case Bucket emptied -> {
                if (emptied.isReusable() && bucket == null && !ended) bucket = emptied;
                else emptied.close();
            }
        }
    }

    /** Closes those that are kept; the loop is about to end. */
    public void release() {
        ended = true;
        while (!kept.isEmpty()) kept.pop().close();
        if (bucket != null) bucket.close();
        bucket = null;
    }
}
